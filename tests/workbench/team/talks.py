"""Interviews that two colleagues import, and what their studies say afterwards."""

from __future__ import annotations

from pathlib import Path

from qualcode.store.study import Study
from qualcode.workbench.check.study import check_study
from tests.conftest import Result, Run

TALKS = {
    "ann": "I: What helped you most?\n\nP: My mentor, who rang every week of that long year.\n",
    "ben": "I: Who moved you?\n\nP: Nobody asked us, and then we were in another town.\n",
}


def take(run: Run, path: Path, words: str, document: str, *more: str) -> None:
    file = path.parent / f"files of {path.name}" / f"{document}.txt"
    file.parent.mkdir(exist_ok=True)
    file.write_text(words)
    done = run("-C", path, "import", file, "--as", document, *more)
    assert done.status == 0, done.err


def sync(run: Run, path: Path, *more: str) -> Result:
    done = run("-C", path, "sync", *more)
    assert done.status == 0, done.err
    return done


def people(path: Path) -> dict[str, set[str]]:
    """Return the documents in which each case speaks."""
    study = Study.open(path)
    found: dict[str, set[str]] = {case: set() for case in study.cases}
    for document in study.documents():
        for case in document.cases:
            found.setdefault(case, set()).add(document.id)
    assert not [p for p in check_study(study) if p.level == "error" and p.code != "no-text"]
    return found
