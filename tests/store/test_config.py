"""``study.toml``: what is misspelt in it is told, and nothing is printed by half of it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import BadInputError
from qualcode.model.case import Case, attribution, template_parts
from qualcode.store.config import KEYS, config_text, read_config, read_settings
from qualcode.store.records.quotation_log import (
    QuotationEvent,
    append_quotation_events,
    read_quotations,
)
from qualcode.store.study import Study
from tests.conftest import Run
from tests.workbench.charted import desk_of


def settings(folder: Path, text: str) -> Path:
    path = folder / "study.toml"
    path.write_text(text, encoding="utf-8")
    return path


WRONG = [
    ("[print]\nsuppres_bellow = 10", 3, "Did you mean suppress_below?"),
    ("[print]\n# suppress_below = 3\nsecond-sign-off = ['yp']", 4, "Did you mean second_sign_off?"),
    ("[print]\nMinimum_People = 5", 3, "Did you mean minimum_people?"),
    ("[Print]\nminimum_people = 5", 2, "Did you mean print?"),
    ("[pirnt]\nminimum_people = 5", 2, "Did you mean print?"),
    ("minimum_people = 5", 2, "Did you mean minimum_people under [print]?"),
    ("[themes]\nstop_words = []\nsuppress_below = 9", 4, "Did you mean suppress_below under [print]?"),
    ("print.suppres_below = 9", 2, "Did you mean suppress_below?"),
    ("print.pseudonymes = ['x']", 2, "Did you mean pseudonyms?"),
    ("[paths]\ntranscript = '/secure'", 3, "Did you mean transcripts?"),
    ("[matrix.headings]\nworks_wel = 'Good'", 3, "Did you mean works_well?"),
    ("[suggest]\noff_ = true", 3, "Did you mean off?"),
    ("[zebra]\nx = 1", 2, "There is "),
    ("print = 3", 2, "It should be a table: [print]"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "hint"), WRONG)
def test_a_key_that_is_not_known_is_told_with_the_one_that_was_meant(
    tmp_path: Path, text: str, line: int, hint: str
):
    path = settings(tmp_path, f'name = "A"\n{text}\n')
    with pytest.raises(BadInputError) as error:
        read_config(path)
    assert error.value.where == f"study.toml:{line}"
    assert hint in error.value.mend
    assert "\n" not in str(error.value)


@pytest.mark.slow
@given(st.sampled_from(sorted(KEYS)), st.text("abcdefgprstuwy_", min_size=1, max_size=12))
def test_no_unknown_key_is_ever_left_out_in_silence(
    tmp_path_factory: pytest.TempPathFactory, table: str, key: str
):
    head = f"[{table}]\n" if table else ""
    path = settings(tmp_path_factory.mktemp("s"), f'name = "A"\n{head}{key} = "x"\n')
    if key in KEYS[table]:
        return
    with pytest.raises(BadInputError, match="unknown key"):
        read_config(path)


def test_keys_of_the_teams_own_are_free_where_they_are_ids(tmp_path: Path):
    text = config_text("A", groups={"yp": "Young people"})
    text += "\n[groups_cy]\nyp = 'Pobl ifanc'\n[print.quantifiers]\nmost = 0.6\n"
    config, problems = read_settings(
        settings(tmp_path, text.replace("[asked]", "[asked]\nx = ['yp']"))
    )
    assert not problems
    assert config.asked == {"x": ("yp",)}


@pytest.mark.parametrize(
    "text", ["", "\n\n", "\ufeff", "# What qualcode kno", "# all of it\n\n# is a comment\n",
             "[groups]\nyp = 'Young people'\n"],
)  # fmt: skip
def test_settings_that_are_empty_or_cut_off_are_refused(study_path: Path, run: Run, text: str):
    assert run("-C", study_path, "matrix", "new", "main").status == 0
    settings(study_path, text)
    for command in (
        ("check",),
        ("matrix", "--out", study_path / "m.md"),
        ("matrix", "quotations"),
        ("documents",),
        ("cases",),
        ("coders",),
        ("coders", "--me", "ann"),
        ("codebook", "show"),
        ("codebook", "check"),
        ("coding", "list"),
        ("coding", "undo"),
        ("search", "mentor"),
        ("names",),
        ("names", "review"),
        ("pseudonymise", "--dry-run"),
        ("git-setup",),
        ("open",),
    ):
        got = run("-C", study_path, *command)
        assert command == ("check",) or (got.out + got.err).count("\n") == 1, command
        assert got.status != 0, command
        said = got.out + got.err
        assert "study.toml" in said
        assert "git restore study.toml" in said
    assert not (study_path / "m.md").exists()


@pytest.mark.slow
def test_every_part_that_new_settings_are_cut_to_keeps_the_second_sign_off(tmp_path: Path):
    """Cut anywhere, they are refused, or a young person's quotation still needs two people."""
    whole = config_text(
        "A study", groups={"young-people": "Young people", "heads": "Head teachers"}
    )
    for end in range(len(whole)):
        path = settings(tmp_path, whole[:end])
        try:
            config = read_config(path)
        except BadInputError:
            continue
        assert config.needs_two("young-people"), whole[:end]
        assert not config.needs_two("heads")


def test_a_study_with_a_misspelt_key_is_read_and_mended_but_nothing_is_printed(
    charted: Study, tmp_path: Path, run: Run
):
    desk_of(charted, "sofa").quote("sofa")
    path = charted.root / "study.toml"
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("[print]\n", "[print]\nsuppres_bellow = 10\nquoted_mots = 2\n"))
    told = run("-C", charted.root, "check")
    assert told.status == 3
    for key in ("suppress_below", "quoted_most"):
        assert f"Did you mean {key}?" in told.out
    for command in (("coding", "list"), ("documents",), ("search", "mentor"), ("codebook", "show")):
        assert run("-C", charted.root, *command).status == 0, command
    before = {
        p: p.read_bytes()
        for p in charted.root.rglob("*")
        if p.is_file() and ".qualcode" not in p.parts
    }
    for command in (
        ("matrix", "--out", tmp_path / "m.docx"),
        ("matrix", "--out", tmp_path / "m.html"),
        ("matrix", "--uncleared", "--out", tmp_path / "m.csv"),
        ("matrix", "quotations"),
        ("matrix", "clear", "sofa"),
        ("matrix", "trim", "sofa", "--sign-as", "{role}"),
        ("matrix", "numbers", "--by", "role"),
        ("import", path),
    ):
        got = run("-C", charted.root, *command)
        assert got.status != 0, command
        assert got.err.count("\n") == 1, (command, got.err)
        assert "Did you mean suppress_below?; 1 more" in got.err, (command, got.err)
    assert not list(tmp_path.glob("m.*"))
    after = {
        p: p.read_bytes()
        for p in charted.root.rglob("*")
        if p.is_file() and ".qualcode" not in p.parts
    }
    assert before == after
    path.write_text(good)
    assert run("-C", charted.root, "matrix", "clear", "sofa").status == 0


# ---- how quotations are signed -----------------------------------------------------------------

BAD = ["{role.__class__}", "{role.__class__.__mro__}", "{role[0]}", "{role:>2000000000}",
       "{role:{id}}", "{role!r}", "{}", "{0}", "{role", "role}", "{role:>9}"]  # fmt: skip


@pytest.mark.parametrize("template", BAD)
def test_a_template_names_attributes_and_does_nothing_else(charted: Study, run: Run, template: str):
    with pytest.raises(BadInputError):
        template_parts(template)
    with pytest.raises(BadInputError):
        attribution(Case("A", {"role": "x"}), template)
    refused = run("-C", charted.root, "matrix", "trim", "sofa", "--sign-as", template)
    assert refused.status == 1
    assert "is not a template" in refused.err
    event = QuotationEvent("sofa", "trim", "2999", signed_as=template)
    append_quotation_events(charted.root, "ben", [event])
    states, problems = read_quotations(charted.root)
    assert "sofa" not in states
    assert ["is not a template" in p.message for p in problems] == [True]
    path = charted.root / "study.toml"
    text = path.read_text()
    old = next(line for line in text.splitlines() if line.startswith("attribution"))
    path.write_text(text.replace(old, f"attribution = '{template}'"))
    told = run("-C", charted.root, "check")
    assert (told.status, "is not a template" in told.out) == (3, True)
    assert run("-C", charted.root, "matrix", "--out", charted.root / "m.md").status == 1


def test_names_of_columns_with_blanks_and_braces_in_words_are_templates():
    case = Case("A", {"local authority": "Gwynedd", "age-group": "12"})
    assert attribution(case, "{local authority}, {age-group}, {none}") == "Gwynedd, 12"
    assert attribution(case, "{{x}}") == "{x}"
