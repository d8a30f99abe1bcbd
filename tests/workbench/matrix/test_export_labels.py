"""What leaves the machine does not tell which passages are one person's."""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
from pathlib import Path

import pytest

from qualcode.report.matrix_files import FORMS, write_report
from qualcode.report.word.hidden_record import digest_of
from qualcode.store.matrix_definitions import read_matrix
from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.matrix.export_labels import without_ids
from qualcode.workbench.matrix.report import report_for_export
from qualcode.workbench.matrix.word_import import plan_import
from tests.conftest import Run
from tests.workbench.charted import CODINGS, cell_of, clear

pytestmark = pytest.mark.slow

CELL = ("support", "works_well", "yp")


def everything(path: Path) -> str:
    """Return all that a file holds, each part of an archive too."""
    data = path.read_bytes()
    if data[:2] != b"PK":
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(one).decode("utf-8", "replace") for one in archive.namelist())


def export(study: Study, folder: Path, *, ids: bool = False) -> dict[str, str]:
    folder.mkdir(exist_ok=True)
    report, _ = report_for_export(study, read_matrix(study, "main"), uncleared=True, ids=ids)
    for form in FORMS:
        write_report(report, folder / f"m{form}")
    return {form: everything(folder / f"m{form}") for form in FORMS}


@pytest.fixture
def real(charted: Study) -> Study:
    """The charted study, its codings with ids as qualcode makes them: a time first."""
    names = {name: f"06gg{n:02}ak38025m0fd{n:02}sj" for n, name in enumerate(CODINGS)}
    for log in (charted.root / "codings").rglob("*.jsonl"):
        text = log.read_text()
        for name, new in names.items():
            text = text.replace(f'"id":"{name}"', f'"id":"{new}"')
        log.write_text(text)
    cell_of(Study.open(charted.root), *CELL).save("Each of three spoke of one adult.")
    clear(charted, names["sofa"])
    return Study.open(charted.root)


def ids_of(study: Study) -> list[str]:
    return [coding.id for coding in study.codings()]


def test_no_form_holds_ids_or_places_unless_they_are_asked_for(real: Study, tmp_path: Path):
    found = export(real, tmp_path / "out")
    asked = export(real, tmp_path / "team", ids=True)
    documents = {coding.document for coding in real.codings()}
    for form, text in found.items():
        assert [one for one in ids_of(real) if one in text] == [], form
        # Nor digests that ids can be tried against.
        assert [one for one in ids_of(real) if digest_of([one]) in text] == [], form
        assert [one for one in documents if re.search(rf"\b{one}\b", text)] == [], form
        assert any(one in asked[form] for one in ids_of(real)), form
    assert "For the team only" in asked[".docx"]
    assert "For the team only: ids" not in found[".docx"]


def test_numbers_are_dealt_by_chance(real: Study):
    full, _ = report_for_export(real, read_matrix(real, "main"), ids=True)
    labels: dict[str, str] = {}
    orders = []
    for trial in range(6):
        made, key = without_ids(real, full.matrix, chance=random.Random(trial))
        again, _ = without_ids(real, full.matrix, chance=random.Random(trial))
        assert again == made
        quoted = {q.coding for cell in full.matrix.cells for q in cell.quotations}
        assert set(key.values()) == quoted
        assert list(key) == [f"Q{n}" for n in range(1, len(quoted) + 1)]
        for before, after in zip(full.matrix.cells, made.cells, strict=True):
            assert len(before.codings) == len(after.codings)
            assert list(after.codings) == sorted(
                after.codings, key=lambda one: (one[0] != "Q", int(one[1:]))
            )
            if len(before.codings) == 1:
                labels[before.codings[0]] = after.codings[0]
        orders.append(sorted(labels, key=lambda one: int(labels[one][1:])))
    assert len({tuple(one) for one in orders}) > 1


def test_rows_of_evidence_stand_in_no_order_of_transcripts(real: Study, tmp_path: Path):
    """An attacker who has one workbook cannot tell where a transcript begins."""
    report, _ = report_for_export(real, read_matrix(real, "main"))
    for cell in report.matrix.cells:
        assert {(q.document, q.start, q.end) for q in cell.quotations} <= {("", 0, 0)}
        assert all(re.fullmatch(r"P\d+", q.person) for q in cell.quotations)
        assert all(not change.document for change in cell.changes)
    data = json.loads(export(real, tmp_path / "out")[".json"])
    [cell] = [c for c in data["cells"] if (c["row"], c["column"], c["group"]) == CELL]
    assert {"coding", "text", "attribution", "document", "start", "end"} <= set(
        cell["quotations"][0]
    )
    assert cell["quotations"][0]["document"] is None
    assert cell["quotations"][0]["coding"].startswith("Q")
    assert set(cell["linked"]) <= set(cell["codings"])


def test_what_was_exported_without_ids_comes_back(real: Study, tmp_path: Path, run: Run):
    out = tmp_path / "r.docx"
    assert run("-C", real.root, "matrix", "--for", "team", "--out", out).status == 0
    session = CodingSession(real, "ann")
    assert plan_import(session, out.read_bytes(), "r.docx").notes == []
    from docx import Document

    document = Document(str(out))
    for one in (*document.paragraphs, *(p for t in document.tables for r in t.rows
                                        for c in r.cells for p in c.paragraphs)):  # fmt: skip
        if one.text == "Each of three spoke of one adult.":
            one.runs[0].text = "Each of the three spoke of one adult."
    document.save(str(out))
    [one] = plan_import(session, out.read_bytes(), "r.docx").differences
    assert one.notes == ()
    # Something else is coded there since.
    taken = next(c for c in session.codings("yp-02") if c.id.endswith("13sj"))
    session.remove([taken])
    [one] = plan_import(CodingSession(Study.open(real.root), "ann"), out.read_bytes(),
                        "r.docx").differences  # fmt: skip
    assert "what is coded there changed" in one.notes[0]
    # With another machine's key nobody knows.
    from qualcode.workbench.matrix import export_labels

    (real.local / "export.key").write_text("f" * 64)
    export_labels._made.clear()
    [one] = plan_import(CodingSession(Study.open(real.root), "ann"), out.read_bytes(),
                        "r.docx").differences  # fmt: skip
    assert "exported on another machine" in one.notes[0]
