"""Lists a document's revisions and flagged codings, and goes back to an earlier text."""

from __future__ import annotations

from qualcode.errors import AmbiguousError, NotFoundError
from qualcode.model.document.document import Document
from qualcode.model.local_time import local_minute
from qualcode.model.table import Table
from qualcode.store.records.anchoring import Anchoring
from qualcode.store.records.revisions import Revision, read_revisions
from qualcode.store.study import Study
from qualcode.workbench.documents.direct_revisions import connect_texts, direct_revisions
from qualcode.workbench.documents.revision import Flagged, Revised

_DIGITS = 12


def flagged_table(study: Study, done: Revised) -> Table:
    """Return one row a coding that a revision flagged, with its words before and now."""
    resolve = study.codebook.resolve
    rows = [
        (
            f.coding.id,
            f.coding.document,
            f.coding.coder,
            resolve(f.coding.code),
            "orphaned" if f.orphaned else "text changed",
            f.before,
            f.now,
        )
        for f in done.flagged
    ]
    return Table.of(("id", "document", "coder", "code", "flag", "before", "now"), rows)


def revisions_table(study: Study, document_id: str) -> Table:
    """Return one row a text that the document has or had, the first one first."""
    document = study.document(document_id)
    revisions, problems = read_revisions(study.root, document_id)
    study.problems += problems
    revisions = sorted((r for r in revisions if not r.direct), key=lambda r: r.at)
    texts: dict[str, tuple[str, str, str, int]] = {}
    for r in revisions:
        texts.setdefault(r.before, (document.imported, "", "imported", r.characters[0]))
        texts[r.after] = (r.at, r.by, r.why, r.characters[1])
    rows = [
        (digest[:_DIGITS], at, by, why, characters, _is_here(study, document, digest),
         digest == document.sha256)
        for digest, (at, by, why, characters) in texts.items()
    ]  # fmt: skip
    return Table.of(("text", "at", "by", "why", "characters", "on_this_machine", "now"), rows)


def in_local_time(table: Table) -> Table:
    """Return a table of revisions with the reader's own times, and their zone."""
    at = table.columns.index("at")
    rows = [
        (*row[:at], local_minute(str(row[at]), zone=True), *row[at + 1 :]) for row in table.rows
    ]
    return Table.of(table.columns, rows)


def _is_here(study: Study, document: Document, digest: str) -> bool:
    return digest == document.sha256 or study.earlier_text(digest) is not None


def bring_back(
    study: Study, document_id: str, wanted: str = "", *, dry_run: bool = False
) -> Revised:
    """Give a document an earlier text again: the one before its last revision, or ``wanted``.

    Raises:
        NotFoundError: there is no such text, or it is not on this machine.
        AmbiguousError: several begin with ``wanted``.
        StudyError: somebody else revised the document meanwhile.
    """
    document = study.document(document_id)
    revisions, _ = read_revisions(study.root, document_id)
    digest = _named(document, revisions, wanted) if wanted else _before(document, revisions)
    before = study.codings(document=document_id)
    old = study.text(document)
    earlier = document if digest == document.sha256 else study.earlier(document, digest)
    new = study.earlier_text(digest) or old
    revisions += direct_revisions(study, document_id, revisions, (digest, new))
    if not dry_run and digest != document.sha256:
        earlier = study.bring_back(document, digest)
        connect_texts(study, [document_id])
    elif not dry_run and not study.holds(document):
        study.restore_text(document, old)
    anchoring = Anchoring(revisions, digest)
    raw = {(c.coder, c.id): c.event for c in study.codings(document=document_id, text=digest)}
    unchanged, regained, flagged = 0, 0, []
    for coding in before:
        event = raw.get((coding.coder, coding.id), coding.event)
        placed, _ = anchoring.event(event)
        home = placed.sha256 == digest
        words = new[placed.start : placed.end] if home else ""
        # Orphaned before, so that there is nothing to compare with.
        was = old[coding.event.start : coding.event.end]
        if coding.event.sha256 != document.sha256:
            regained += home
        elif home and words == was:
            unchanged += 1
        else:
            flagged.append(Flagged(coding, not home, was, words))
    return Revised(document, earlier, unchanged, flagged, None, regained)


def _before(document: Document, revisions: list[Revision]) -> str:
    made = [r for r in revisions if r.after == document.sha256 and not r.direct]
    if not made:
        raise NotFoundError(
            f"the text of {document.id} is the one that was imported; there is nothing to undo"
        )
    return max(made, key=lambda r: r.at).before


def _named(document: Document, revisions: list[Revision], wanted: str) -> str:
    known = {d for r in revisions for d in (r.before, r.after)} | {document.sha256}
    found = sorted(d for d in known if d.startswith(wanted.lower()))
    if len(found) == 1:
        return found[0]
    see = f"See 'qualcode revise {document.id} --list'"
    if found:
        raise AmbiguousError(f"{len(found)} texts begin with {wanted!r}", mend=see)
    raise NotFoundError(f"{document.id} has no text {wanted!r}", mend=see)


def around_difference(before: str, now: str, most: int = 60) -> tuple[str, str]:
    """Return two versions of a passage on one line each, cut to where they begin to differ."""
    one, two = " ".join(before.split()), " ".join(now.split())
    same = 0
    while same < min(len(one), len(two)) and one[same] == two[same]:
        same += 1
    start = 0
    if max(len(one), len(two)) > most and same > most // 3:
        blank = one.rfind(" ", 0, same - most // 3)
        start = blank + 1
    return _cut(one, start, most), _cut(two, start, most)


def _cut(text: str, start: int, most: int) -> str:
    shown = ("…" if start else "") + text[start:]
    return shown if len(shown) <= most else shown[: most - 1] + "…"
