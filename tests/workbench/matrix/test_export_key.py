"""The team can tell which coding a numbered quotation of an export was, and nobody else can."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from tests.conftest import Run
from tests.workbench.charted import clear


@pytest.fixture
def exported(charted: Study, run: Run, tmp_path: Path) -> str:
    """Export one quotation; return the export's name."""
    clear(charted, "sofa")
    done = run("-C", charted.root, "matrix", "--out", tmp_path / "m.json")
    assert done.status == 0, done.err
    return str(json.loads((tmp_path / "m.json").read_text())["export"])


def test_a_number_leads_to_its_coding(charted: Study, run: Run, exported: str):
    shown = run("-C", charted.root, "matrix", "key", exported.lower(), "q1", "--json")
    [row] = json.loads(shown.out)
    assert (row["coding"], row["document"], row["here"]) == ("sofa", "yp-02", True)
    text = Study.open(charted.root).text(charted.document("yp-02"))
    assert text[row["start"] : row["end"]].startswith("The office had")


def test_an_unknown_export_or_number_is_one_line(charted: Study, run: Run, exported: str):
    for wrong, hint in (((exported, "Q9"), "It has 1"), (("XXXX", "Q1"), exported)):
        refused = run("-C", charted.root, "matrix", "key", *wrong)
        assert refused.status != 0
        assert hint in refused.err
        assert len(refused.err.strip().splitlines()) == 1


def test_a_coding_that_was_removed_is_still_named(charted: Study, run: Run, exported: str):
    [coding] = [c for c in charted.codings() if c.id == "sofa"]
    CodingSession(charted, "ann").remove([coding])
    [row] = json.loads(run("-C", charted.root, "matrix", "key", exported, "--json").out)
    assert (row["coding"], row["document"], row["here"]) == ("sofa", None, False)


def test_the_key_forgets_who_withdraws(charted: Study, run: Run, exported: str):
    done = run("-C", charted.root, "withdraw", "YP2", "--yes")
    assert done.status == 0, done.err
    [kept] = (charted.root / "private" / "exports").iterdir()
    assert exported in kept.read_text()
    assert "sofa" not in kept.read_text()


def test_without_exports_it_says_so(charted: Study, run: Run):
    assert "No export with quotations was made here" in (
        run("-C", charted.root, "matrix", "key").out
    )
