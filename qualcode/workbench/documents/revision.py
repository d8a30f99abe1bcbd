"""Gives documents new texts: finds the change, stores it without words, shows affected codings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from qualcode.errors import BadInputError, NotFoundError
from qualcode.model.coding.coding import Coding, CodingEvent
from qualcode.model.document.document import Document
from qualcode.model.document.offset_map import Block, OffsetMap
from qualcode.model.document.revised import with_text
from qualcode.model.moments import after as later_than
from qualcode.model.plural import counted
from qualcode.store.acts.act import Act
from qualcode.store.records.anchoring import Anchoring
from qualcode.store.records.revisions import Revision, read_revisions
from qualcode.store.study import Study, now
from qualcode.workbench.documents.direct_revisions import connect_texts, direct_revisions

#: Of an old text less than this share kept is a sign of the wrong file.
_LITTLE = 0.2
#: Of an old text's turns at least this share begin alike in a mended copy of it.
_MOST = 0.7
_BEGINNING = 16
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")


@dataclass(frozen=True)
class NewText:
    """A document's new text, in the study's turn layout; ``blocks`` is what is kept, if known.

    With ``substituted`` what lies between two blocks was replaced as a whole, names by
    pseudonyms: codings that hold them whole are not flagged. ``earlier`` is the
    text as it was, where its file does not hold it any more.
    """

    document: str
    text: str
    blocks: Sequence[Block] | None = None
    substituted: bool = False
    earlier: str | None = None


@dataclass(frozen=True)
class Flagged:
    """A coding that a revision changed words of, or orphaned; its words before and now."""

    coding: Coding
    orphaned: bool
    before: str
    now: str


@dataclass(frozen=True)
class Revised:
    """What a revision did, or would do: the document, and the codings on it.

    ``unchanged`` counts the codings whose words are the same. ``kept`` is the share of the old
    text that is in the new, ``None`` where it was not worked out. ``regained`` counts those that
    were orphaned and are on their words again.
    """

    before: Document
    document: Document
    unchanged: int
    flagged: list[Flagged]
    kept: float | None
    regained: int = 0

    @property
    def changed(self) -> list[Coding]:
        """The codings whose words this revision changed, at their new place."""
        return [f.coding for f in self.flagged if not f.orphaned]

    @property
    def orphaned(self) -> list[Coding]:
        """The codings whose words this revision took out."""
        return [f.coding for f in self.flagged if f.orphaned]

    @property
    def same(self) -> bool:
        """Whether the text is the one the document had."""
        return self.before.sha256 == self.document.sha256

    def speaker_lines(self) -> list[str]:
        """Return what happened to speakers, a line each."""
        before = {s.label: s for s in self.before.speakers}
        after = {s.label: s for s in self.document.speakers}
        gone = [s for label, s in before.items() if label not in after]
        lines = []
        for label, speaker in after.items():
            if label in before:
                continue
            same = next((g for g in gone if (g.role, g.case) == (speaker.role, speaker.case)), None)
            if same is not None and len(self.before.speakers) == len(self.document.speakers):
                gone.remove(same)
                lines.append(f"speaker {same.label!r} is now {label!r}")
            else:
                role = f"taken for {'an' if speaker.role[0] in 'aeiou' else 'a'} {speaker.role}"
                mend = f"qualcode speakers set {self.document.id}"
                lines.append(f"new speaker {label!r}, {role}; to say who it is: {mend}")
        return [*lines, *(f"speaker {g.label!r} has no turns any more" for g in gone)]


def normal_text(text: str) -> str:
    """Return a text as the study keeps it: NFC, LF, a blank line between turns, one at its end.

    What nobody sees is taken out, as at import.

    Raises:
        BadInputError: nothing is left.
    """
    from qualcode.transcripts.input.cleaning import Cleaner

    clean = _BLANK_LINES.sub("\n\n", Cleaner().clean(text)).strip()
    if not clean:
        raise BadInputError(
            "the new text is empty", mend="To take a participant out: qualcode withdraw CASE"
        )
    return clean + "\n"


def revise_texts(
    study: Study,
    new: Sequence[NewText],
    *,
    why: str,
    coder: str = "",
    dry_run: bool = False,
    keep_earlier: bool = True,
    force: bool = True,
    act: Act | None = None,
) -> list[Revised]:
    """Give documents new texts; codings follow by the offset map when they are read.

    Returns an entry for each, in their order; a text that is as it was changes nothing. Without
    ``force`` a text that keeps little of a coded one is refused. With ``act`` the texts are part of
    what that does.

    Raises:
        NotFoundError, TextChangedError: a document, or its present text, cannot be read.
        BadInputError: a new text is empty or is, by ``force``, refused.
        StudyError: somebody else revised one meanwhile; nothing is changed then.
    """
    clock = now()
    done: list[Revised] = []
    written: list[tuple[Document, Document, Revision, str]] = []
    direct: dict[str, list[Revision]] = {}
    for change in new:
        before = study.document(change.document)
        old = study.text(before) if change.earlier is None else change.earlier
        codings = study.codings(document=before.id)
        # A text from before qualcode took out what nobody sees is the same if nobody changed it.
        as_it_was = change.blocks is not None or change.text == old
        text = change.text if as_it_was else normal_text(change.text)
        if text == old:
            regained = 0 if dry_run else _regain(study, before)
            done.append(Revised(before, before, len(codings), [], 1.0, regained))
            continue
        changes = _map(old, text, change)
        after = with_text(before, old, text, changes)
        # The last one is the one that is undone, whatever the clock said when the others were made.
        known = read_revisions(study.root, before.id)[0]
        at = later_than(clock, [r.at for r in known])
        revision = Revision(
            before.sha256, after.sha256, at, changes.characters, tuple(changes.blocks), coder, why,
            changes.substituted,
        )  # fmt: skip
        known.append(revision)
        if keep_earlier:
            direct[before.id] = direct_revisions(study, before.id, known, (after.sha256, text))
            known += direct[before.id]
        revised = _effect(before, after, revision, known, codings, (old, text))
        if not force and (revised.kept or 0) < _LITTLE and codings:
            raise BadInputError(
                f"only {revised.kept:.0%} of the text of {before.id} is in the new one, "
                f"and {counted(len(codings), 'coding stands', 'codings stand')} on it",
                mend="If this is the right file, say --force; codings are kept in any case",
            )
        done.append(revised)
        written.append((before, after, revision, text))
    if written and not dry_run:
        study.revise_documents(written, keep=keep_earlier, direct=direct, act=act)
    return done


def _regain(study: Study, document: Document) -> int:
    """Bring codings back to words that a revision took out and that stand again; count them."""
    orphaned = _orphaned(study, document)
    if not orphaned or not connect_texts(study, [document.id]):
        return 0
    return orphaned - _orphaned(study, document)


def _orphaned(study: Study, document: Document) -> int:
    codings = study.codings(document=document.id)
    return sum(coding.event.sha256 != document.sha256 for coding in codings)


def _map(old: str, new: str, change: NewText) -> OffsetMap:
    if change.blocks is None:
        from qualcode.model.document.text_diff import offset_map

        return offset_map(old, new)
    if any(old[o : o + n] != new[p : p + n] for o, p, n in change.blocks):
        raise ValueError("a block that is said to be kept is not the same in both texts")
    return OffsetMap(change.blocks, (len(old), len(new)), substituted=change.substituted)


def _effect(
    before: Document,
    after: Document,
    revision: Revision,
    known: Sequence[Revision],
    codings: Sequence[Coding],
    texts: tuple[str, str],
) -> Revised:
    share = sum(length for _, _, length in revision.kept) / max(before.characters, 1)
    anchoring = Anchoring(known, after.sha256)
    old, new = texts
    flagged: list[Flagged] = []
    unchanged = regained = 0
    for coding in codings:
        event = coding.event
        placed, touched = _placed(anchoring, coding)
        home = placed.sha256 == after.sha256
        if event.sha256 != before.sha256:
            # Orphaned already; its words may have come back.
            regained += home
        elif home and not touched:
            unchanged += 1
        else:
            now_there = Coding(coding.document, coding.coder, placed, touched)
            words = new[placed.start : placed.end] if home else ""
            flagged.append(Flagged(now_there, not home, old[event.start : event.end], words))
    return Revised(before, after, unchanged, flagged, share, regained)


def _placed(anchoring: Anchoring, coding: Coding) -> tuple[CodingEvent, bool]:
    """Return a coding's place in a new text, and whether this revision changed its words.

    It is where the text leads on which it was made: that may have words that the last one lost.
    """
    placed, touched = anchoring.event(coding.event)
    if coding.made is None:
        return placed, touched
    lasting, changed = anchoring.event(coding.made)
    if lasting.sha256 != anchoring.text or _place(lasting) == _place(placed):
        return placed, touched
    at = {"start": lasting.start, "end": lasting.end, "sha256": lasting.sha256}
    return msgspec.structs.replace(placed, **at), changed


def _place(event: CodingEvent) -> tuple[int, int, str]:
    return event.start, event.end, event.sha256


def revise_from(
    study: Study,
    document_id: str,
    file: Path | None,
    *,
    why: str = "",
    coder: str = "",
    encoding: str = "",
    force: bool = False,
    dry_run: bool = False,
) -> Revised:
    """Revise a document from a file or, without one, from what another program made of its own.

    Raises:
        NotFoundError: the document, the file, or the text that was changed is not there.
        BadInputError: the file is no transcript, or keeps little of the text.
        StudyError: as ``revise_texts``.
    """
    from qualcode.transcripts.reader import load

    document = study.document(document_id)
    if file is None:
        earlier, changed = text_on_disk(study, document)
        if earlier in (changed, normal_text(changed)):
            # Only line ends, or the like: the file is put right.
            regained = 0
            if not dry_run:
                study.restore_text(document, earlier)
                regained = _regain(study, document)
            codings = len(study.codings(document=document_id))
            return Revised(document, document, codings, [], 1.0, regained)
        if not dry_run:
            study.keep_text(document, earlier)
        new = NewText(document_id, changed, earlier=earlier)
    else:
        old = study.text(document)
        new = NewText(document_id, text_from_file(load(file), file.name, old, encoding=encoding))
    [done] = revise_texts(study, [new], why=why, coder=coder, force=force, dry_run=dry_run)
    return done


# ---- the new text from a file ---------------------------------------------------------------


def text_from_file(data: bytes, name: str, old: str, *, encoding: str = "") -> str:
    """Return the text that a file gives a document whose text is ``old``.

    A text file that is a copy of the study's own, mended, is taken as it stands; any other is
    understood as at import, whichever keeps more of the old text.

    Raises:
        BadInputError: the file is no transcript, or not in the encoding named.
    """
    from qualcode.model.document.text_diff import offset_map
    from qualcode.store.io.encoding import decode
    from qualcode.workbench.importing.layout import Hints, as_utf8, lay_out_or_refuse

    if not name.lower().endswith((".txt", ".md")):
        return lay_out_or_refuse(data, name, Hints(encoding=encoding)).text
    if encoding:
        data = as_utf8(data, name, encoding)
    plain = normal_text(decode(data, name)[0])
    if _begins_alike(old, plain):
        return plain
    try:
        understood = lay_out_or_refuse(data, name, Hints()).text
    except BadInputError:
        return plain
    kept = [sum(b[2] for b in offset_map(old, text).blocks) for text in (plain, understood)]
    return plain if kept[0] >= kept[1] else understood


def _begins_alike(old: str, new: str) -> bool:
    """Return whether most turns begin as those of the old text do, label and first words."""
    one = Counter(piece[:_BEGINNING] for piece in old.split("\n\n"))
    other = Counter(piece[:_BEGINNING] for piece in new.split("\n\n"))
    return (one & other).total() >= _MOST * one.total()


def text_on_disk(study: Study, document: Document) -> tuple[str, str]:
    """Return a document's earlier text and what its file holds now, changed by another program.

    The earlier text is looked for among those kept and made again from the original.

    Raises:
        NotFoundError: there is no file, or the earlier text is nowhere to be had.
    """
    path = study.text_path(document.id)
    if not path.exists():
        raise NotFoundError(f"there is no {path}", mend="Name the file with the new text")
    from qualcode.store.io.encoding import decode

    changed = decode(path.read_bytes(), path.name)[0]
    earlier = study.earlier_text(document.sha256) or _from_original(study, document)
    if earlier is None:
        raise NotFoundError(
            f"the text that {document.id} had before {path.name} was changed is not on this "
            "machine, so codings cannot follow the change",
            mend=f"Put the old text back there, from a colleague or a backup, and give the new "
            f"one by name: qualcode revise {document.id} FILE",
        )
    return earlier, changed


def _from_original(study: Study, document: Document) -> str | None:
    from qualcode.model.text.text import text_digest
    from qualcode.workbench.importing.layout import Hints, lay_out_or_refuse

    for path in sorted((study.root / "originals").glob(f"{document.id}.*")):
        try:
            text = lay_out_or_refuse(path.read_bytes(), path.name, Hints()).text
        except (BadInputError, OSError):
            continue
        if text_digest(text) == document.sha256:
            return text
    return None
