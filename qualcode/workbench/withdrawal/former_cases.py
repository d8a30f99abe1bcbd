"""Finds what is still kept here by an id that a case had before, as a colleague changed it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from qualcode.errors import QualcodeError
from qualcode.model.document.document import Document
from qualcode.store.folder_map import CASE_MEMOS, DRAFTS, SUMMARIES
from qualcode.store.git.earlier_documents import documents_with_cases
from qualcode.store.io.tables import by_heading
from qualcode.store.records.respondents import respondent_rows
from qualcode.store.records.revisions import read_revisions
from qualcode.store.records.speaker_table import SPEAKER, read_speakers
from qualcode.store.records.summaries import row_of_case
from qualcode.store.records.withdrawals import Receipt, withdrawn_cases
from qualcode.store.study import Study
from qualcode.workbench.privacy.own_words import readable

#: Asked of git one by one: with more than this the tables are of another study.
_MOST = 40


def former_ids(study: Study, case: str, receipt: Receipt | None) -> frozenset[str]:
    """Return ids of no case under which something of a case is still here.

    git's history says who spoke under them, in which text. ``receipt`` is that of an earlier
    withdrawal of the case.
    """
    strays = stray_cases(study)
    if not strays or len(strays) > _MOST:
        return frozenset()
    found = set()
    for version in documents_with_cases(study.root, strays):
        for one in strays & {*version.cases}:
            if _was(study, case, version, one) or (receipt and _withdrew(version, one, receipt)):
                found.add(one)
    return frozenset(found)


def stray_cases(study: Study) -> set[str]:
    """Return the ids that files and tables are kept by, as a case's, and that no case has."""
    there = {*study.cases, *withdrawn_cases(study.root)}
    there |= {case for document in study.documents() for case in document.cases}
    return {case for case in _kept_by(study) if case and case not in there}


def _kept_by(study: Study) -> Iterator[str]:
    root = study.root
    for path in CASE_MEMOS.files(root):
        yield CASE_MEMOS.keys_of(path.relative_to(root).as_posix())["case"]
    for kind in (SUMMARIES, DRAFTS):
        for path in kind.files(root):
            yield row_of_case(readable(path) or "")
    with suppress(QualcodeError):
        yield from (case for _, _, case in respondent_rows(root))
        labels = {s.label for document in study.documents() for s in document.speakers}
        rows = by_heading(read_speakers(root))
        yield from ({row.get(SPEAKER, "") for row in rows} - labels)


def _was(study: Study, case: str, version: Document, one: str) -> bool:
    """Return whether who spoke as ``one`` in an earlier version speaks as the case now."""
    labels = {s.label for s in version.speakers if s.case == one} - {one}
    for document in study.documents():
        if case not in document.cases:
            continue
        known = {document.sha256}
        known |= {
            d for r in read_revisions(study.root, document.id)[0] for d in (r.before, r.after)
        }
        if version.sha256 not in known:
            continue
        if any(s.case == case and s.label in labels for s in document.speakers):
            return True
        if version.sha256 == document.sha256:
            return bool(_starts(version, one) & _starts(document, case))
    return False


def _withdrew(version: Document, one: str, receipt: Receipt) -> bool:
    """Return whether who spoke as ``one`` said what an earlier withdrawal took out."""
    said = _starts(version, one)
    words = {t.words for t in version.turns if t.start in said}
    for gone in receipt.gone:
        if gone.sha256 == version.sha256 and words & {start for start, _ in gone.said}:
            return True
    return any(
        cut.before == version.sha256 and said & {start for start, _ in cut.removed}
        for cut in receipt.cut
    )


def _starts(version: Document, case: str) -> set[int]:
    mine = {i for i, s in enumerate(version.speakers) if s.case == case}
    return {t.start for t in version.turns if t.speaker in mine}
