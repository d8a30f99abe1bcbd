"""Two imports into one study at the same moment: each says what became of each of its files."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.store.acts.act import LOCK
from qualcode.store.study import Study
from qualcode.workbench.importing import importer as importing
from qualcode.workbench.importing.importer import Importer
from qualcode.workbench.importing.options import ImportOptions
from qualcode.workbench.importing.stages import storing
from tests.conftest import Run

TALK = "I: Where did you go?\n\nP: To the {0}, and back with {1} of us.\n"


def talks(folder: Path, place: str, numbers: range) -> list[Path]:
    folder.mkdir()
    files = [folder / f"talk-{n}.txt" for n in numbers]
    for n, file in zip(numbers, files, strict=True):
        file.write_text(TALK.format(place, n))
    return files


def late(root: Path, **options: object) -> Importer:
    """Return an import that has looked at the study, and is about to store."""
    return Importer(Study.open(root), ImportOptions(**options))  # type: ignore[arg-type]


def test_files_that_the_other_took_meanwhile_were_imported_before(empty_study: Path, run: Run):
    files = talks(empty_study.parent / "in", "sea", range(1, 5))
    waiting = late(empty_study)
    assert run("-C", empty_study, "import", *files[:3]).status == 0
    result = waiting.import_files(files)
    assert [one.status for one in result.reports] == ["unchanged"] * 3 + ["imported"]
    assert not any(one.error for one in result.reports)
    assert len(Study.open(empty_study).document_ids()) == 4


def test_other_interviews_of_the_same_names_are_told_one_by_one(empty_study: Path, run: Run):
    ours = talks(empty_study.parent / "ours", "sea", range(1, 4))
    theirs = talks(empty_study.parent / "theirs", "hills", range(1, 3))
    waiting = late(empty_study)
    assert run("-C", empty_study, "import", *theirs).status == 0
    result = waiting.import_files(ours)
    assert [one.status for one in result.reports] == ["changed", "changed", "imported"]
    for one in result.reports[:2]:
        assert f"differs from the file that document '{one.document}' was made of" in one.error
        assert f"--as {one.document}-2" in one.error
    study = Study.open(empty_study)
    assert "hills" in study.text(study.document("talk-1"))
    assert "sea" in study.text(study.document("talk-3"))


def test_the_same_is_said_as_if_it_had_come_after(empty_study: Path, run: Run):
    ours = talks(empty_study.parent / "ours", "sea", range(1, 4))
    theirs = talks(empty_study.parent / "theirs", "hills", range(2, 4))
    waiting = late(empty_study)
    assert run("-C", empty_study, "import", ours[0], *theirs).status == 0
    meanwhile = waiting.import_files(ours)
    after = late(empty_study).import_files(ours)
    said = [(one.file, one.status, one.document, one.error) for one in meanwhile.reports]
    assert said == [(one.file, one.status, one.document, one.error) for one in after.reports]


@pytest.mark.slow
def test_what_was_stored_stays_and_is_told_where_another_program_goes_on_writing(
    empty_study: Path, monkeypatch: pytest.MonkeyPatch
):
    files = talks(empty_study.parent / "in", "sea", range(1, 5))
    monkeypatch.setattr(storing, "PATIENCE", 0.0)
    monkeypatch.setattr(importing, "_TOGETHER", 2)
    importer = late(empty_study)
    keeping = importer._storing
    store, other = keeping._store, Study.open(empty_study)

    def store_then_wait(documents, fresh):
        if documents[0][1].id == "talk-1":
            return store(documents, fresh)
        with other.lock(LOCK):
            return store(documents, fresh)

    monkeypatch.setattr(keeping, "_store", store_then_wait)
    result = importer.import_files(files)
    assert [one.status for one in result.reports] == ["imported"] * 2 + ["failed"] * 2
    for one in result.reports[2:]:
        assert "another program is writing documents of this study" in one.error
        assert "Wait until it is done, then try again" in one.error
    monkeypatch.undo()
    again = late(empty_study).import_files(files)
    assert [one.status for one in again.reports] == ["unchanged"] * 2 + ["imported"] * 2
