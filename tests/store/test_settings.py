"""One reader for ``study.toml`` and ``matrix.toml``: both as strict, errors where they are."""

from pathlib import Path

import pytest

from qualcode.errors import BadInputError
from qualcode.model.case import Case
from qualcode.model.coding.valence import VALENCES
from qualcode.model.matrix.definition import COLUMNS
from qualcode.store.config import ATTRIBUTION, KEYS, StudyFile, read_config
from qualcode.store.matrix_definitions import MatrixFile, parse_definition, read_matrix
from qualcode.store.records.quotation_log import QuotationEvent, append_quotation_events
from qualcode.store.settings import known_keys
from qualcode.store.study import Study
from qualcode.workbench.check.study import check_study
from tests.conftest import Run


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
        ("[print]\nminimum_people = true", "print.minimum_people is true", "a whole number"),
        ("[print]\nsuppress_below = 1", "print.suppress_below is 1", "at least 2"),
        ("[print]\npseudonyms = 'role'", "print.pseudonyms is 'role'", "a list of words"),
        ("[print]\nfigures_by = ['role', 3]", "print.figures_by is ['role', 3]", "a list of words"),
        ("[print.quantifiers]\nmost = 'half'", "print.quantifiers.most is 'half'", "share"),
        ("[print.quantifiers]\nmost = true", "print.quantifiers.most is true", "share"),
        ("[print]\nattribution = 3", "print.attribution is 3", "a text in quotes"),
        ("[groups]\nyp = 3", "groups.yp is 3", 'id = "name"'),
        ("[asked]\nmentor = 'yp'", "asked.mentor is 'yp'", "a table of id"),
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
    assert error.value.where == f"study.toml:{2 + text.count(chr(10))}"


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


def signed(study_path: Path, template: str) -> list[tuple[str, str]]:
    """Return what ``check`` says of a study whose quotations are signed so."""
    settings = study_path / "study.toml"
    text = settings.read_text("utf-8")
    old = next(line for line in text.split("\n") if line.startswith("attribution = "))
    settings.write_text(text.replace(old, f"attribution = '{template}'"), "utf-8")
    return [
        (p.code, p.mend)
        for p in check_study(Study.open(study_path))
        if p.code in ("unknown-attribute", "bad-settings")
    ]


TRICKS = [
    "{role.__class__.__mro__}",
    "{role[0]}",
    "{role!r}",
    "{role:>999999999}",
    "{}",
    "{0}",
    "{role",
]


@pytest.mark.parametrize("template", TRICKS)
def test_a_template_that_does_more_than_name_attributes_is_refused_everywhere(
    study_path: Path, run: Run, template: str
):
    assert (
        run(
            "-C", study_path, "coding", "add", "one", "mentor", "--turn", "2", "--valence", "+"
        ).status
        == 0
    )
    coding = next(Study.open(study_path).events())[2][0].id
    trimmed = run("-C", study_path, "matrix", "trim", coding, "--sign-as", template)
    assert trimmed.status == 1
    assert "is not a template" in trimmed.err
    assert [code for code, _ in signed(study_path, template)] == ["bad-settings"]
    assert run("-C", study_path, "check").status == 3
    printed = run("-C", study_path, "matrix", "quotations")
    assert printed.status == 1
    assert "is not a template" in printed.err


def test_an_attribute_that_no_case_has_is_told_by_check(study_path: Path):
    Study.open(study_path).edit_cases(
        lambda cases: [Case(one.id, {**one.attributes, "role": "pupil"}) for one in cases.values()]
    )
    assert signed(study_path, "{rol}, {group_name}") == [
        ("unknown-attribute", "Did you mean {role}? Or give cases that column in cases.csv")
    ]
    assert signed(study_path, "{role}, {group_name} {id}") == []
    # What every new study has was written by nobody here.
    assert signed(study_path, ATTRIBUTION) == []


def test_a_template_of_one_quotation_is_looked_at_too(study_path: Path):
    event = QuotationEvent("c1", "trim", "2026-01-01", "one", "0" * 64, (), "{area}")
    append_quotation_events(study_path, "ann", [event])
    [problem] = [p for p in check_study(Study.open(study_path)) if p.code == "unknown-attribute"]
    assert problem.where == "quotations/ann.jsonl"
    assert "'area'" in problem.message


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("[print]\nfigures_by = ['rolle']", "unknown-attribute", "Did you mean role?"),
        ("[print]\npseudonyms = ['rolle']", "unknown-attribute", "Did you mean role?"),
        ("[print]\nsecond_sign_off = ['ypp']", "unknown-group", "Did you mean yp?"),
        ("[groups_cy]\nypp = 'Pobl ifanc'", "unknown-group", "Did you mean yp?"),
        ("[asked]\nmentor = ['ypp']", "unknown-group", "Did you mean yp?"),
        ("[asked]\nmentorr = ['yp']", "unknown-code-asked", "Did you mean mentor?"),
    ],
)
def test_a_name_in_the_settings_that_the_study_does_not_have_is_told(
    study_path: Path, line: str, code: str, said: str
):
    case = Case("YP1", {"group": "yp", "role": "pupil"})
    Study.open(study_path).edit_cases(lambda _: [case])
    settings = study_path / "study.toml"
    for wrong in (True, False):
        right = line.replace("rolle", "role").replace("ypp", "yp").replace("mentorr", "mentor")
        body = line if wrong else right
        settings.write_text(f"name = 'n'\n[groups]\nyp = 'Young people'\n{body}\n".replace(
            "name = 'n'", "format = 1\nname = 'n'"), "utf-8")  # fmt: skip
        told = [
            (p.code, p.mend.partition("?")[0] + "?")
            for p in check_study(Study.open(study_path))
            if p.where == "study.toml"
        ]
        assert told == ([(code, said)] if wrong else [])


def test_cases_of_one_group_that_is_not_there_are_told_together(study_path: Path):
    cases = [Case(f"YP{n}", {"group": "ypp"}) for n in range(1, 8)]
    Study.open(study_path).edit_cases(lambda _: cases)
    [problem] = [
        p for p in check_study(Study.open(study_path))
        if p.code == "unknown-group" and p.where == "cases.csv"
    ]  # fmt: skip
    assert "YP1, YP2, YP3, YP4 and 3 more" in problem.message


def test_no_work_left_is_only_said_of_what_could_be_read(study_path: Path, run: Run):
    (study_path / "cases.csv").write_text("code,group\nYP1,yp\n")
    said = run("-C", study_path, "matrix", "status")
    assert "Nothing left to do" not in said.out
    assert "cases.csv:1" in said.err


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ("[print]\nquotations = 2\nquotations = 3", 5, "there already. Keep one"),
        ("[print]\nquotations = 2\n[print]\nrounding = 5", 5, "there already. Keep one"),
        ("[print]\nattribution = “{role}”", 4, "curly quotation marks"),
        ("[groups]\nTŷ = 'Houses'", 4, '"Tŷ"'),
        ("[print]\nquotations: 2", 4, "key = number"),
        ("[print]\n\n# quotations = 1\nquotations = 2026-01-31", 6, "is 2026-01-31."),
        ("[suggest]\noff = 1", 4, "off is 1. It should be true or false"),
        ("print = {quotations = true}", 3, "print.quotations is true."),
        ("[groups]\nyp = 'Young people'\nsw = 3", 5, "groups.sw is 3."),
        ("[asked]\nmentor = 'yp'", 4, "asked.mentor is 'yp'."),
        ("[print]\ntemplate = [1, 2, 3]", 4, "template is [1, 2, 3]"),
    ],
)
def test_a_wrong_line_is_named_with_what_is_wrong_in_it(
    tmp_path: Path, body: str, line: int, said: str
):
    path = tmp_path / "study.toml"
    path.write_text(f"format = 1\nname = 'n'\n{body}\n", "utf-8")
    with pytest.raises(BadInputError) as error:
        read_config(path)
    assert error.value.where == f"study.toml:{line}"
    assert said in str(error.value)
    assert len(str(error.value)) < 300


def test_an_unknown_key_of_a_table_in_one_line_is_named_with_its_line(tmp_path: Path):
    path = tmp_path / "study.toml"
    path.write_text("format = 1\nname = 'n'\nprint = {quotation = 3}\n", "utf-8")
    with pytest.raises(BadInputError) as error:
        read_config(path)
    assert error.value.where == "study.toml:3"
    assert "Did you mean quotations?" in str(error.value)


@pytest.mark.parametrize("name", ["study.toml", "synthesis/main/matrix.toml"])
@pytest.mark.parametrize(
    "deep",
    ["[" * 3000 + "]" * 3000, "{a=" * 3000 + "1" + "}" * 3000],
    ids=["lists", "tables"],
)
def test_settings_nested_without_end_are_one_line(study_path: Path, run: Run, name: str, deep: str):
    path = study_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = path.read_text("utf-8") if path.exists() else ""
    path.write_text(f"x = {deep}\n{text}", "utf-8")
    for args in (["check"], ["documents"], ["matrix", "status"]):
        done = run("-C", study_path, *args)
        assert "Traceback" not in done.err
        assert "Nothing left to do" not in done.out
        if args == ["check"]:
            assert done.status == 3
            assert f"{name}: holds tables or lists too deep" in done.out
