"""What may identify somebody: one line of an import, and the rest in the file of the report."""

from pathlib import Path

import pytest

from qualcode.workbench.importing.report import report_lines
from tests.conftest import Run
from tests.workbench.importing.talks import import_all

TALK = (
    "I: Who rang?\n\nP: Mrs Pritchard did, and Tomos Rees. Write to help{n}@example.org.\n\n"
    "I: Where?\n\nP: At Ysgol Glan Afon, with Jack Smith.\n\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for n in range(3):
        (made / f"talk {n}.txt").write_text(TALK.format(n=n))
    (made / "talk 3.txt").write_text("I: Who rang?\n\nP: Somebody from the school.\n\n")
    return made


def test_one_line_has_the_count_and_the_most_telling_and_the_report_has_all(
    empty_study: Path, folder: Path, run: Run
):
    dry = run("-C", empty_study, "import", folder, "--dry-run")
    got = run("-C", empty_study, "import", folder)
    [report] = (empty_study / "private" / "imports").iterdir()
    line = (
        "may identify somebody: 7 strings in 3 documents, such as “help0@example.org” (e-mail, in "
        "talk-0); “Mrs Pritchard” (a name with a title, in talk-0); “Ysgol Glan Afon” (a school, "
        "in talk-0)"
    )
    assert [one for one in dry.out.splitlines() if "identify" in one] == [line]
    [said] = [one for one in got.out.splitlines() if "identify" in one]
    assert said == f"{line}. All of them: {report}"
    assert report.read_text().count("may identify somebody: e-mail: help") == 3
    assert "Jack Smith" in report.read_text()


def test_few_are_all_named(empty_study: Path, tmp_path: Path, run: Run):
    (tmp_path / "a.txt").write_text("I: Who rang?\n\nP: Mrs Pritchard, and Tomos.\n\n")
    got = run("-C", empty_study, "import", tmp_path / "a.txt")
    assert (
        "may identify somebody: 2 strings: “Mrs Pritchard” (a name with a title); “Tomos” (a name)"
    ) in got.out


def test_where_nothing_is_found_nothing_is_said(empty_study: Path, folder: Path, run: Run):
    assert "identify" not in run("-C", empty_study, "import", folder / "talk 3.txt").out


def test_that_it_was_not_looked_for_is_said(empty_study: Path, folder: Path):
    result = import_all(empty_study, folder)
    said = "what may identify somebody was not looked for yet: qualcode names lists it"
    assert said in report_lines(result)
