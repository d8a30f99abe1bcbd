"""Finds words of somebody who withdrew that are still on this machine, by their receipt.

A colleague's withdrawal arrives with their changes; but texts and originals are not in git, and
stay.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from qualcode.errors import StudyError
from qualcode.model.document.document import label_is_interviewer
from qualcode.store.copy_list import ids_in_name, put_aside_of
from qualcode.store.folder_changes import stray_ids
from qualcode.store.io.durable import file_digest
from qualcode.store.records.anchoring import Anchoring
from qualcode.store.records.revisions import read_revisions
from qualcode.store.records.withdrawals import CutDocument, GoneDocument, Receipt
from qualcode.store.study import Study
from qualcode.workbench.withdrawal.called import Called, may_be_names, name_digest

_LABEL = re.compile(r"([^\n:]{1,80}):[ \t]")


def digests_of(receipt: Receipt) -> frozenset[str]:
    """Return the SHA-256 of every text and file received that held the case's words."""
    found = {*receipt.texts, *receipt.files}
    for gone in receipt.gone:
        found |= {gone.sha256, gone.source_sha256}
    for cut in receipt.cut:
        found |= {cut.before, cut.source_sha256}
    return frozenset(found - {""})


def gone_ids(study: Study, receipt: Receipt) -> list[str]:
    """Return the ids of documents that were removed and are not used by another interview now."""
    theirs = _digests_gone(receipt)
    found = [d.id for d in study.documents() if theirs & {d.sha256, d.source_sha256}]
    for one in receipt.gone:
        if one.id in study.document_ids():
            there = study.document(one.id)
            if one.source_sha256 != there.source_sha256 and there.sha256 not in receipt.texts:
                continue
        found.append(one.id)
    return list(dict.fromkeys([*found, *_earlier_ids(study, receipt)]))


def _earlier_ids(study: Study, receipt: Receipt) -> Iterator[str]:
    """Yield ids of no document under which files or records of a removed one are still here.

    They are told by what they are of: the document had that id until a colleague changed it.
    """
    theirs = _digests_gone(receipt)
    theirs |= {digest[:12] for digest in theirs}
    for name, digests in stray_ids(study).items() if receipt.gone else ():
        if digests & theirs:
            yield name


def _digests_gone(receipt: Receipt) -> set[str]:
    """Return the digests of texts and files that were a removed document's, and no group's."""
    found = {digest for one in receipt.gone for digest in (one.sha256, one.source_sha256)} - {""}
    # Otherwise these may be a group's texts, on which others' codings stand.
    return found if receipt.cut else found | {*receipt.texts}


def files_left(study: Study, receipt: Receipt) -> list[Path]:
    """Return the texts and originals that the receipt names and that are still here."""
    digests = digests_of(receipt)
    gone = frozenset(gone_ids(study, receipt))
    there = set(study.document_ids())
    found = []
    for folder in (study.transcripts, study.root / "originals", study.local / "texts"):
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if not path.is_file() or path.suffix == ".json":
                continue
            name = path.name.rsplit(".", 1)[0]
            # A conflict copy of a sync client is named by more than the id.
            named = name in gone or (
                name not in there and not ids_in_name(path.name).isdisjoint(gone)
            )
            if named or digest_of(path) in digests:
                found.append(path)
    cut = {document_of(study, one) for one in receipt.cut}
    return list(dict.fromkeys([*found, *put_aside_of(study.root, {receipt.case, *gone, *cut})]))


def words_left(study: Study, receipt: Receipt) -> Iterator[str]:
    """Yield what the case said, in the texts that ``files_left`` finds."""
    by_digest = {digest_of(path): path for path in files_left(study, receipt)}
    for digest, path in by_digest.items():
        text = _text(path)
        for _, spans in cut_here(study, [receipt], digest):
            yield from (text[start:end] for start, end in spans)
    for gone in receipt.gone:
        yield from _said(gone, by_digest, known=gone.sha256 in by_digest)
    if not receipt.cut:
        # Everything removed was the case's alone; so are its earlier texts, and edited copies.
        for path in by_digest.values():
            if path.suffix == ".txt":
                yield from _answers(_text(path))


def labels_left(study: Study, receipt: Receipt, called: Called) -> set[str]:
    """Return what the case is called in the texts that ``files_left`` finds, and in the tables.

    A name of the tables is told by its digest, which only who has the text can compare.
    """
    found: set[str] = set()
    for path in files_left(study, receipt):
        if path.suffix != ".txt":
            continue
        text, digest = _text(path), digest_of(path)
        starts = [start for _, spans in cut_here(study, [receipt], digest) for start, _ in spans]
        starts += [
            start for gone in receipt.gone if gone.sha256 == digest for start, _ in gone.said
        ]
        for start in starts:
            label = _LABEL.match(text, text.rfind("\n", 0, start) + 1)
            found |= {label[1].strip()} if label else set()
        if receipt.called and digest in receipt.texts:
            maybe = {*called.every_form(), *_may_be_said(study)}
            found |= {name for name in maybe if name_digest(text, name) in receipt.called}
        if not starts and not receipt.cut:
            labels = [label[1] for piece in text.split("\n\n") if (label := _LABEL.match(piece))]
            found |= {label.strip() for label in labels if not label_is_interviewer(label)}
    return found - {""}


def _may_be_said(study: Study) -> set[str]:
    """Return what may be a name in any text on this machine."""
    found: set[str] = set()
    for path in study.transcripts.glob("*.txt") if study.transcripts.is_dir() else ():
        with contextlib.suppress(OSError):
            found |= may_be_names(_text(path))
    return found


def cut_here(
    study: Study, receipts: Iterable[Receipt], digest: str
) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Yield for each document what the receipts cut out, as stretches of the text of a digest.

    That text may be one before the withdrawal's, or before another's: the revisions lead there.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    for receipt in receipts:
        for cut in receipt.cut:
            name = document_of(study, cut)
            if digest == cut.before:
                found.setdefault(name, []).extend(cut.removed)
                continue
            if digest not in receipt.texts:
                continue
            anchoring = Anchoring(read_revisions(study.root, name)[0], digest)
            places = [anchoring.span(start, end, cut.before) for start, end in cut.removed]
            spans = [(p.start, p.end) for p in places if p is not None and not p.orphaned]
            if spans:
                found.setdefault(name, []).extend(spans)
    for name, spans in found.items():
        yield name, sorted(set(spans))


def document_of(study: Study, cut: CutDocument) -> str:
    """Return the present id of a document that was cut, since it may have changed."""
    if cut.id not in study.document_ids():
        folder = study.root / "revisions"
        for path in folder.glob(f"*/{cut.before[:12]}-{cut.after[:12]}-*.json"):
            return path.parent.name
    return cut.id


def _said(gone: GoneDocument, by_digest: dict[str, Path], *, known: bool) -> Iterator[str]:
    if known and gone.said:
        text = _text(by_digest[gone.sha256])
        yield from (text[start:end] for start, end in gone.said)
        return
    for path in by_digest.values():
        if path.suffix == ".txt" and path.stem in (gone.id, gone.sha256):
            yield from _answers(_text(path))


def _answers(text: str) -> Iterator[str]:
    """Yield what is said in a text under labels that are no interviewer's."""
    for piece in text.split("\n\n"):
        label = _LABEL.match(piece)
        if label is None:
            yield piece
        elif not label_is_interviewer(label[1]):
            yield piece[label.end() :]


def digest_of(path: Path) -> str:
    """Return a file's SHA-256, "" if it cannot be read."""
    try:
        return file_digest(path)
    except StudyError:
        return ""


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")
