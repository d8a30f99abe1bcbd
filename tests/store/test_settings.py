"""One reader for ``study.toml`` and ``matrix.toml``: both as strict, errors where they are."""

from pathlib import Path

import pytest

from qualcode.errors import BadInputError
from qualcode.model.matrix_definition import COLUMNS
from qualcode.model.valence import VALENCES
from qualcode.store.config import KEYS, StudyFile, read_config
from qualcode.store.matrices import MatrixFile, parse_definition, read_matrix
from qualcode.store.settings import known_keys
from qualcode.store.study import Study
from qualcode.workbench.checking import check_study


def test_a_misspelt_key_is_refused_alike_in_both_files(study_path: Path):
    settings = study_path / "study.toml"
    good = settings.read_text("utf-8")
    settings.write_text(good.replace("[print]\n", "[print]\nsuppres_bellow = 10\n"), "utf-8")
    with pytest.raises(BadInputError) as of_study:
        read_config(settings)
    settings.write_text(good, "utf-8")
    matrix = study_path / "synthesis" / "main" / "matrix.toml"
    matrix.parent.mkdir(parents=True, exist_ok=True)
    matrix.write_text('title = "A"\ncolums = []\nordr = []\n', "utf-8")
    with pytest.raises(BadInputError) as of_matrix:
        read_matrix(Study.open(study_path), "main")
    line = good[: good.index("[print]")].count("\n") + 2
    assert of_study.value.where == f"study.toml:{line}"
    assert of_matrix.value.where == "synthesis/main/matrix.toml:2"
    assert of_study.value.message == "unknown key 'suppres_bellow' in [print]"
    assert of_matrix.value.message == "unknown key 'colums'"
    assert "Did you mean suppress_below?" in of_study.value.mend
    assert "Did you mean columns?" in of_matrix.value.mend
    assert "1 more" in of_matrix.value.mend
    [problem] = [p for p in check_study(Study.open(study_path)) if p.code == "bad-matrix"]
    assert (problem.level, problem.where) == ("error", "synthesis/main/matrix.toml:2")


@pytest.mark.parametrize(
    ("text", "said", "wanted"),
    [
        ("[print]\nminimum_people = 'two'", "print.minimum_people is 'two'", "a whole number"),
        ("[print]\nminimum_people = true", "print.minimum_people is True", "a whole number"),
        ("[print]\nsuppress_below = 1", "print.suppress_below is 1", "at least 2"),
        ("[print]\npseudonyms = 'role'", "print.pseudonyms is 'role'", "a list of words"),
        ("[print]\nfigures_by = ['role', 3]", "print.figures_by is ['role', 3]", "a list of words"),
        ("[print.quantifiers]\nmost = 'half'", "print.quantifiers is {'most': 'half'}", "share"),
        ("[print.quantifiers]\nmost = true", "print.quantifiers is {'most': True}", "share"),
        ("[print]\nattribution = 3", "print.attribution is 3", "a text in quotes"),
        ("[groups]\nyp = 3", "groups is {'yp': 3}", 'id = "name"'),
        ("[asked]\nmentor = 'yp'", "asked is {'mentor': 'yp'}", "a table of id"),
        ("[matrix.headings]\nmixed = 3", "matrix.headings.mixed is 3", "a text in quotes"),
        ("[suggest]\noff = 'no'", "suggest.off is 'no'", "true or false"),
        ("[paths]\ntranscripts = []", "paths.transcripts is []", "a text in quotes"),
    ],
)
def test_a_value_of_the_wrong_kind_is_named_with_what_it_should_be(
    tmp_path: Path, text: str, said: str, wanted: str
):
    path = tmp_path / "study.toml"
    path.write_text(f'name = "A"\n{text}\n', "utf-8")
    with pytest.raises(BadInputError) as error:
        read_config(path)
    assert error.value.message == said
    assert wanted in error.value.mend
    assert error.value.where == "study.toml"


def test_a_matrix_takes_a_word_for_a_list_of_it_as_ever():
    found = parse_definition("columns = 'mixed'\n[where]\nrole = 'pupil'\n", "main", "matrix.toml")
    assert found.columns == ("mixed",)
    assert found.where == {"role": ("pupil",)}


def test_headings_and_columns_are_those_of_the_valences():
    assert KEYS["matrix.headings"] == KEYS["matrix.headings_cy"] == frozenset(VALENCES)
    assert known_keys(StudyFile) == KEYS
    assert {"layout", "where"} <= known_keys(MatrixFile)[""]
    for column in COLUMNS:
        assert parse_definition(f"columns = ['{column}']", "main", "").columns == (column,)
