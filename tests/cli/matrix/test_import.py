"""``qualcode matrix import`` as it is typed, at a terminal and in a script."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from docx import Document

from qualcode.store.study import Study
from tests.conftest import Run
from tests.workbench.charted import cell_of
from tests.workbench.matrix.test_word_import import OTHER, SC, TEXT, YP, whole

pytestmark = pytest.mark.slow

NEW = "Plans are late."


@pytest.fixture
def report(charted: Study, run: Run) -> Path:
    """An exported matrix in which one summary was edited."""
    cell_of(charted, *YP).save(TEXT)
    cell_of(charted, *SC).save(OTHER)
    path = charted.root.parent / "report.docx"
    assert run("-C", charted.root, "matrix", "--for", "team", "--out", path).status == 0
    document = Document(str(path))
    for table in document.tables:
        for cell in (cell for row in table.rows for cell in row.cells):
            for paragraph in cell.paragraphs:
                if paragraph.text == OTHER:
                    paragraph.runs[0].text = NEW
    document.save(str(path))
    return path


def test_a_dry_run_shows_and_takes_nothing(charted: Study, run: Run, report: Path):
    before = whole(charted.root)
    done = run("-C", charted.root, "matrix", "import", report, "--dry-run")
    assert done.status == 0
    assert "changed in the file" in done.out
    assert "[-Social workers write of plans that-] {+Plans+} are late." in done.out
    # In a script nobody can be asked.
    done = run("-C", charted.root, "matrix", "import", report)
    assert (done.status, "--yes" in done.err) == (0, True)
    assert whole(charted.root) == before


def test_json_has_every_text(charted: Study, run: Run, report: Path):
    done = run("-C", charted.root, "matrix", "import", report, "--dry-run", "--json")
    [one] = json.loads(done.out)
    assert {"row": "support", "column": "works_less_well", "group": "sc"}.items() <= one.items()
    assert (one["exported"], one["study"], one["file"]) == (OTHER, OTHER, NEW)
    assert (one["what"], one["why"], one["done"]) == ("changed in the file", "", "")


def test_yes_takes_what_changed_in_the_file(charted: Study, run: Run, report: Path):
    done = run("-C", charted.root, "matrix", "import", report, "--yes")
    assert (done.status, "1 summary taken" in done.err) == (0, True)
    assert cell_of(charted, *SC).summary.text == NEW
    done = run("-C", charted.root, "matrix", "import", report, "--yes")
    assert (done.status, "changed alike" in done.out) == (0, True)


@pytest.mark.parametrize(
    ("take", "status", "text"),
    [((), 1, "Ours."), (("--take", "ours"), 0, "Ours."), (("--take", "theirs"), 0, NEW),
     (("--take", "all"), 0, f"Ours.\n\n{NEW}")],
)  # fmt: skip
def test_what_both_changed(charted: Study, run: Run, report: Path, take, status: int, text: str):
    cell_of(charted, *SC).save("Ours.")
    done = run("-C", charted.root, "matrix", "import", report, "--yes", *take)
    assert done.status == status
    assert "changed in both" in done.out
    assert cell_of(charted, *SC).summary.text == text


def test_at_a_terminal_each_is_asked(
    charted: Study, run: Run, report: Path, monkeypatch: pytest.MonkeyPatch
):
    class Typed(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdout", sys.stdout)
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda self: True, raising=False)
    monkeypatch.setattr(sys, "stdin", Typed("n\n"))
    done = run("-C", charted.root, "matrix", "import", report)
    assert done.status == 0
    assert NEW in done.out
    assert cell_of(charted, *SC).summary.text == OTHER
    monkeypatch.setattr(sys, "stdin", Typed("y\n"))
    done = run("-C", charted.root, "matrix", "import", report)
    assert cell_of(charted, *SC).summary.text == NEW
    cell_of(charted, *SC).save("Ours.")
    monkeypatch.setattr(sys, "stdin", Typed("leave\n"))
    run("-C", charted.root, "matrix", "import", report)
    assert cell_of(charted, *SC).summary.text == "Ours."
    monkeypatch.setattr(sys, "stdin", Typed("all\n"))
    run("-C", charted.root, "matrix", "import", report)
    assert cell_of(charted, *SC).summary.text == f"Ours.\n\n{NEW}"


def test_names_are_told_and_not_taken(charted: Study, run: Run, report: Path):
    document = Document(str(report))
    for table in document.tables:
        for cell in (cell for row in table.rows for cell in row.cells):
            for paragraph in cell.paragraphs:
                if paragraph.text == NEW:
                    paragraph.runs[0].text = "Angharad waits."
    document.save(str(report))
    before = whole(charted.root)
    done = run("-C", charted.root, "matrix", "import", report, "--yes")
    assert done.status == 1
    assert "a real name" in done.out
    assert whole(charted.root) == before


def test_bad_files_get_one_line(charted: Study, run: Run, tmp_path: Path):
    for name, data in {"a.docx": b"no zip", "b.docx": b"PK\x03\x04\0", "c.docx": b""}.items():
        (tmp_path / name).write_bytes(data)
        done = run("-C", charted.root, "matrix", "import", tmp_path / name)
        assert (done.status, done.err.count("\n")) == (1, 1)
    done = run("-C", charted.root, "matrix", "import", tmp_path / "none.docx")
    assert "there is no file" in done.err
    Document().save(str(tmp_path / "d.docx"))
    done = run("-C", charted.root, "matrix", "import", tmp_path / "d.docx")
    assert "no table of the matrix" in done.err
    assert "qualcode matrix import report.docx" in run("matrix", "import", "--help").out
