"""A coding session without a screen; each step is saved before it is reported."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path

import msgspec

from qualcode.analysis.passages import people_in
from qualcode.errors import BadInputError, NotFoundError, QualcodeError
from qualcode.model.codebook.code import Code
from qualcode.model.codebook.find import check_usable
from qualcode.model.coding.coding import Coding, CodingEvent, new_id
from qualcode.model.coding.doubles import counted_once
from qualcode.model.document.whole_spans import whole_span
from qualcode.model.plural import counted
from qualcode.store.folder import place_key
from qualcode.store.folder_map import CASES, DOCUMENTS, KEYS
from qualcode.store.io.durable import check_file_name, read_text, write_atomic
from qualcode.store.io.file_stamp import FileStamp, file_stamp
from qualcode.store.records.memos import MemoKind, read_memo, write_memo
from qualcode.store.study import Study
from qualcode.workbench.codebook.split import do_split, plan_split
from qualcode.workbench.coding.buffer import CodingBuffer, SaveState
from qualcode.workbench.coding.bulk_coding import CodedEach, CodePlan, Fate
from qualcode.workbench.coding.history import Change, FileChange, History, Step, Undone, taken_back
from qualcode.workbench.coding.locate import PassageFinder, Span
from qualcode.workbench.coding.step_words import (
    begun,
    change_words,
    code_name,
    code_names,
    quoted,
    valence_words,
)
from qualcode.workbench.keys.keymap import Keys, changed_keys, read_keys

#: A passage to be coded: the document's id and a span of its text.
Place = tuple[str, Span]


class CodedAlreadyError(BadInputError):
    """A passage has a code already; ``coding`` is the existing one."""

    def __init__(self, coding: Coding) -> None:
        super().__init__("this passage already has that code")
        self.coding = coding


class CodingSession:
    """One coder's work in one sitting; every step is on disk before it is reported as saved.

    A coding that could not be written is kept, see ``CodingBuffer``. A memo or codebook that could
    not be written raises StudyError, and nothing is changed. Other coders' codings are not read:
    blind first. ``codebook`` is the one last read; ``texts`` holds the open documents.
    """

    def __init__(self, study: Study, coder: str) -> None:
        self.study = study
        self.coder = check_file_name(coder, "coder")
        self.codebook = study.usable_codebook()
        self.texts = PassageFinder(study)
        self.recent: list[str] = []
        self._codings = CodingBuffer(study, self.coder, self.texts)
        self._history = History(self._perform)
        self._book_stamp = file_stamp(study.codebook_path)
        self._text_stamps: dict[str, FileStamp] = {}
        self._case_stamp = file_stamp(CASES.at(study.root))

    @cached_property
    def keys(self) -> Keys:
        """Every screen's table of actions; raises BadInputError for impossible keys."""
        return read_keys(KEYS.at(self.study.root))

    @property
    def keymap(self) -> dict[str, str]:
        """The keys changed by this machine's settings, by action."""
        return changed_keys(self.keys)

    # ---- reading --------------------------------------------------------------------------

    def codings(self, document: str) -> list[Coding]:
        """Return the coder's codings of a document, in the order of the text."""
        return self._codings.of(document)

    def orphans(self, document: str) -> list[tuple[Coding, str]]:
        """Return the coder's orphaned codings of a document, each with its original words.

        The words are empty if their text is not on this machine.
        """
        found = []
        for coding in self.orphans_of(document):
            event = coding.event
            text = self.study.earlier_text(event.sha256) or ""
            found.append((coding, text[event.start : event.end]))
        return found

    def orphans_of(self, document: str) -> list[Coding]:
        """Return the coder's orphaned codings of a document, the oldest first."""
        return self._codings.orphans(document)

    def text_was_revised(self, document: str) -> bool:
        """Return whether the text of an open document is no longer the study's."""
        stamp = file_stamp(DOCUMENTS.at(self.study.root, document=document))
        if self._text_stamps.get(document) == stamp:
            return False
        self._text_stamps[document] = stamp
        try:
            return self.study.document(document).sha256 != self.texts.text_digest_of(document)
        except QualcodeError:
            return False

    def refresh_cases(self) -> bool:
        """Read the cases again if another program changed them; return whether it did.

        Raises:
            BadInputError: they cannot be read at present; the last ones stay.
        """
        stamp = file_stamp(CASES.at(self.study.root))
        if stamp == self._case_stamp or self._codings.is_away():
            return False
        self._case_stamp = stamp
        self.study.refresh_cases()
        return True

    def take_new_text(self, document: str, offset: int, of: str = "") -> int:
        """Open a document's revised text; return the new place of ``offset``.

        ``of`` is the SHA-256 of the text of ``offset``, by default the open one.

        Raises:
            NotFoundError, TextChangedError: the new text is not on this machine.
        """
        was = of or self.texts.text_digest_of(document)
        self.study.text(self.study.document(document))
        self.texts.close_document(document)
        self._codings.forget(document)
        self.texts.open_document(document)
        moved = self.study.anchoring(document).span(offset, offset + 1, was)
        return moved.start if moved else 0

    def go_by_text(self, document: str, sha256: str) -> None:
        """Make sure that the text with this SHA-256 is open before spans of it are coded.

        Raises:
            BadInputError: the text was revised since.
            NotFoundError, TextChangedError: it is not on this machine.
        """
        if self.texts.text_digest_of(document) == sha256:
            return
        if self.study.document(document).sha256 == sha256:
            self.take_new_text(document, 0)
        else:
            raise BadInputError(
                f"the text of {document} was revised meanwhile; nothing was coded or changed",
                mend="Choose the passage again in the new text",
            )

    def at(self, document: str, start: int, end: int) -> list[Coding]:
        """Return the coder's codings that share a character with ``[start, end)``."""
        found = []
        for coding in self.codings(document):
            if coding.event.start >= end:
                break
            if coding.event.end > start:
                found.append(coding)
        return found

    def coding(self, document: str, coding_id: str) -> Coding | None:
        """Return one of the coder's codings as it is now, orphaned or not; ``None`` if it is gone.

        Raises:
            NotFoundError, TextChangedError: its text is not on this machine.
        """
        return self._codings.get(document, coding_id)

    def refresh(self, document: str) -> bool:
        """Read a document's codings again if another program wrote any; return whether it did.

        Without ``reassigned`` before, assignments of a split code are another program's too.
        """
        return self._codings.refresh(document)

    def reassigned(self) -> None:
        """Read codings again when next needed, since this window has assigned some to a part."""
        self._codings.reread()

    def recall(self, codings: Iterable[Coding]) -> None:
        """Use the last codes from before this session as the recent ones, if there are none."""
        if self.recent:
            return
        last: dict[str, str] = {}
        for coding in codings:
            code = self.codebook.get(coding.code)
            if code is not None and code.can_be_used:
                last[code.id] = max(last.get(code.id, ""), coding.event.at)
        self.recent = sorted(last, key=lambda code: last[code], reverse=True)[:9]

    # ---- where the reader was -------------------------------------------------------------

    def place(self, document: str) -> int | None:
        """Return the offset where this machine's user left a document, if anywhere."""
        try:
            kept = self.study.local_settings().get(place_key(document), "")
        except QualcodeError:
            return None
        return int(kept) if kept.isdecimal() else None

    def leave_at(self, document: str, offset: int) -> None:
        """Remember where a document was left; losing this does no harm."""
        if not self._codings.is_away():
            with contextlib.suppress(QualcodeError):
                self.study.still_there(document)
                self.study.set_local(place_key(document), str(offset))

    # ---- codings --------------------------------------------------------------------------

    def add(
        self,
        document: str,
        codes: Sequence[Code],
        span: Span,
        *,
        valence: str | None = None,
        note: str = "",
        assisted: bool = False,
    ) -> list[Coding]:
        """Code a span with one or more codes in one step; a code it already has adds nothing.

        The span is widened to whole graphemes.

        Raises:
            BadInputError: a code is a placeholder or retired, or the span holds no word.
            CodedAlreadyError: it has these codes already.
        """
        span = self.texts.widened(document, *span)
        events = self._new_events(document, codes, span, valence, note=note, assisted=assisted)
        if events:
            names = code_names(self.codebook, [event.code for event in events])
            self._do(f"coded {names}", document, [(None, event) for event in events])
        made = [c for event in events if (c := self._codings.get(document, event.id))]
        if not made:
            there = self._codings.bearing(document, *span)
            raise CodedAlreadyError(there.get(codes[0].id) or next(iter(there.values())))
        return made

    def add_each(
        self, places: Sequence[Place], codes: Sequence[Code], *, assisted: bool = False
    ) -> CodedEach:
        """Code many passages with the same codes in one step, across documents.

        A passage within a coding of the same code gets none, and one that goes beyond such a coding
        makes that longer, or is left to the person: see ``bulk_coding``.

        Raises:
            BadInputError: see ``add``; nothing is coded then.
        """
        for code in codes:
            check_usable(code)
        by_document: dict[str, list[Span]] = {}
        for document, span in dict.fromkeys(places):
            widened = self.texts.widened(document, *span)
            by_document.setdefault(document, []).append(widened)
        every: list[tuple[str, tuple[Change, ...]]] = []
        found = Counter[str]()
        for document, spans in by_document.items():
            changes: list[Change] = []
            fates: list[set[Fate]] = [set() for _ in spans]
            for code in codes:
                there = [c for c in self.codings(document) if c.event.code == code.id]
                plan = CodePlan(there, assisted=assisted)
                for span, fate in zip(spans, fates, strict=True):
                    fate.add(plan.take(span))
                made = self._made_each(document, code, plan, assisted=assisted)
                changes += made
                found["made"] += len(plan.new)
                found["longer"] += len(plan.longer)
                found["before"] += len(there)
            found["passages"] += sum("coded" in fate for fate in fates)
            found["left"] += sum("left" in fate for fate in fates)
            found["had"] += sum(fate == {"had"} for fate in fates)
            every += [(document, tuple(changes))] if changes else []
        done = CodedEach(**found)
        if every:
            self._remember([code.id for code in codes])
            names = code_names(self.codebook, [code.id for code in codes])
            words = f"coded {counted(done.passages, 'passage')} {names}"
            self._history.do(Step(words, tuple(every)))
        return done

    def _made_each(
        self, document: str, code: Code, plan: CodePlan, *, assisted: bool
    ) -> list[Change]:
        sha256 = self.texts.text_digest_of(document)
        changes: list[Change] = [
            (None, CodingEvent(new_id(), "add", code.id, *span, sha256, "",
                               definition=code.digest, assisted=assisted))
            for span in plan.new
        ]  # fmt: skip
        for coding, (start, end) in plan.longer:
            here = coding.here
            longer = msgspec.structs.replace(here, op="change", start=start, end=end, sha256=sha256)
            changes.append((coding.logged, longer))
        return changes

    def _new_events(
        self,
        document: str,
        codes: Sequence[Code],
        span: Span,
        valence: str | None = None,
        *,
        note: str = "",
        assisted: bool = False,
    ) -> list[CodingEvent]:
        for code in codes:
            check_usable(code)
        start, end = self.texts.widened(document, *span)
        sha256 = self.texts.text_digest_of(document)
        there = self._codings.bearing(document, start, end)
        self._remember([code.id for code in codes])
        return [
            CodingEvent(
                new_id(), "add", code.id, start, end, sha256, "",
                valence=valence, note=note, definition=code.digest, assisted=assisted,
            )
            for code in codes
            if code.id not in there
        ]  # fmt: skip

    def is_nobodys(self, document: str, span: Span) -> bool:
        """Return whether a span is nobody's evidence: only an interviewer's words, or notes."""
        start, end = self.texts.widened(document, *span)
        opened, _ = self.texts.open_document(document)
        return not people_in(opened, start, end)

    def nobodys(self, places: Iterable[Place]) -> str:
        """Return a sentence on passages that are nobody's evidence; empty if there are none."""
        every = list(dict.fromkeys(places))
        found = sum(self.is_nobodys(document, span) for document, span in every)
        if not found:
            return ""
        if len(every) == 1:
            return "No participant says this: it is nobody's evidence"
        return f"No participant says {found:,} of these: nobody's evidence"

    def change(
        self, coding: Coding, words: str = "", *, looked_at: bool = False, **changes: object
    ) -> Coding:
        """Change a coding's ``code``, ``start``, ``end``, ``valence`` or ``note``.

        A new place is widened to whole graphemes.
        Its place in the present text is written with it, so a coding whose words were changed by a
        revision is no longer flagged. If nothing changes, nothing is written, unless the coder
        ``looked_at`` it to confirm it.
        """
        standing = self._standing(coding)
        before = standing.here
        if "start" in changes:
            changes["sha256"] = self.texts.text_digest_of(coding.document)
        after = msgspec.structs.replace(before, op="change", **changes)
        if "start" in changes or "end" in changes:
            opened = self.texts.open_document(coding.document)
            start, end = whole_span(*opened, after.start, after.end)
            after = msgspec.structs.replace(after, start=start, end=end)
        if msgspec.structs.replace(after, op=before.op) == before and not looked_at:
            return coding
        if after.code != before.code:
            self._remember([after.code])
        self._do(
            words or self._change_words(coding.document, before, after),
            coding.document,
            [(standing.logged, after)],
        )
        return self._codings.get(coding.document, coding.id) or coding

    def judge(self, codings: Sequence[Coding], valence: str | None) -> None:
        """Give codings of one document the same valence, or none, in one step."""
        changes: list[Change] = []
        for coding in codings:
            standing = self._standing(coding)
            after = msgspec.structs.replace(standing.here, op="change", valence=valence)
            if standing.here.valence != valence:
                changes.append((standing.logged, after))
        if changes:
            names = code_names(self.codebook, [c.code for c in codings])
            self._do(f"{names}: {valence_words(valence)}", codings[0].document, changes)

    def _change_words(self, document: str, before: CodingEvent, after: CodingEvent) -> str:
        moved = (before.start, before.end) != (after.start, after.end)
        text = self.texts.open_document(document)[1] if moved else ""
        return change_words(self.codebook, before, after, text)

    @property
    def last_words(self) -> str:
        """What was done last, as a sentence."""
        return begun(self._history.last_words)

    def confirm(self, coding: Coding) -> None:
        """Confirm that a coding still holds after its words or its code changed.

        Raises:
            BadInputError: neither of them changed.
        """
        standing = self._standing(coding)
        definition = self._definition_of(standing)
        if not self.is_to_be_read_again(standing):
            raise BadInputError("neither its words nor its code's definition has changed")
        after = msgspec.structs.replace(standing.here, definition=definition)
        self._do(
            f"said that {code_name(self.codebook, coding.code)} still holds",
            coding.document,
            [(standing.logged, after)],
        )

    def confirm_each(self, codings: Sequence[Coding]) -> int:
        """Confirm in one step that many codings still hold; return how many needed it."""
        changes: dict[str, list[Change]] = {}
        for coding in codings:
            standing = self._standing(coding)
            if self.is_to_be_read_again(standing):
                definition = self._definition_of(standing)
                after = msgspec.structs.replace(standing.here, definition=definition)
                changes.setdefault(coding.document, []).append((standing.logged, after))
        made = sum(len(found) for found in changes.values())
        if made:
            by_document = tuple((name, tuple(found)) for name, found in changes.items())
            self._history.do(Step(f"said that {made} codings still hold", by_document))
        return made

    def is_to_be_read_again(self, coding: Coding) -> bool:
        """Return whether a coding's words, or its code's definition, changed since it was made."""
        made = coding.event.definition
        return coding.text_changed or bool(made and made != self._definition_of(coding))

    def remove(self, codings: Sequence[Coding]) -> None:
        """Remove codings of one document in one step; undo restores them."""
        if codings:
            names = code_names(self.codebook, [c.code for c in codings])
            changes: list[Change] = [(self._standing(c).logged, None) for c in codings]
            self._do(f"removed {names}", codings[0].document, changes)

    def split(self, coding: Coding, at: int) -> None:
        """Split a coding in two at an offset inside it; both parts have its code, valence and note.

        Raises:
            BadInputError: a part would hold no word.
        """
        standing = self._standing(coding)
        before = standing.event
        opened, text = self.texts.open_document(coding.document)
        at, _ = whole_span(opened, text, at, len(text))
        left = text[before.start : at].rstrip() if before.start < at < before.end else ""
        rest = text[at : before.end] if left else ""
        if not left or not rest.strip():
            raise BadInputError("put the cursor inside the coding, after its first word")
        start = at + len(rest) - len(rest.lstrip())
        first = msgspec.structs.replace(standing.here, op="change", end=before.start + len(left))
        second = msgspec.structs.replace(before, id=new_id(), op="add", rev=0, start=start)
        self._do(
            f"split the coding {code_name(self.codebook, standing.code)}",
            coding.document,
            [(standing.logged, first), (None, second)],
        )

    def _standing(self, coding: Coding) -> Coding:
        found = self._codings.get(coding.document, coding.id)
        if found is None:
            raise NotFoundError("that coding is no longer there")
        return found

    def _definition_of(self, coding: Coding) -> str:
        """Return the present definition's digest of a coding's code, or else the coding's own."""
        code = self.codebook.get(coding.code)
        return code.digest if code is not None else coding.event.definition

    def _remember(self, codes: Sequence[str]) -> None:
        for code in codes:
            self.recent = [code, *[c for c in self.recent if c != code]][:9]

    def _do(self, words: str, document: str, changes: Sequence[Change]) -> None:
        self._history.do(Step(words, ((document, tuple(changes)),)))

    # ---- done marks, memos ----------------------------------------------------------------

    def is_done(self, document: str) -> bool:
        """Return whether the coder has marked a document done."""
        return self.study.is_done(self.coder, document)

    def set_done(self, document: str, done: bool) -> str:
        """Mark a document done, or not done; return a message.

        Raises:
            StudyError: it could not be written.
        """
        words = f"marked {'done' if done else 'not done'}"
        if self.is_done(document) != done:
            self._history.do(Step(words, done=(document, done)))
        return f"{document} is {words}"

    def memo(self, kind: MemoKind, about: str) -> str:
        """Return the coder's memo on a document, code or case; empty if there is none."""
        return read_memo(self.study.memo_path(self.coder, kind, about))

    def write_memo(self, kind: MemoKind, about: str, text: str) -> str:
        """Write the coder's memo, or remove it if the text is empty; return a message.

        Raises:
            StudyError: it could not be written.
        """
        if kind == "documents":
            self.study.still_there(about)
        path = self.study.memo_path(self.coder, kind, about)
        before, after = read_memo(path) or None, text.strip() + "\n" if text.strip() else None
        if before == after:
            return "The memo is as it was"
        words = f"{'wrote' if after else 'removed'} the memo on {about}"
        self._history.do(Step(words, file=FileChange(path, before, after)))
        return begun(words)

    def change_file(self, words: str, path: Path, before: str | None, after: str | None) -> None:
        """Write or remove (``None``) a small file of the study, as a step that can be undone.

        ``before`` is its text as read; ``words`` describes the step.

        Raises:
            StudyError: somebody else changed it meanwhile, or the disk refused; it is unchanged.
        """
        if before != after:
            self._history.do(Step(words, file=FileChange(path, before, after)))

    # ---- the codebook ---------------------------------------------------------------------

    def edit_codebook(
        self,
        words: str,
        edit: Callable[[str], str],
        coded: tuple[str, Code, Span] | None = None,
    ) -> None:
        """Change ``codebook.yaml`` by a function of its text, in one step that can be undone.

        ``coded`` is a document, a code that the edit makes, and a span to code with it, in the same
        step.

        Raises:
            BadInputError: the edit is refused.
            StudyError: it could not be written; nothing is changed.
        """
        self._codings.check_there()
        codings: tuple[tuple[str, tuple[Change, ...]], ...] = ()
        if coded is not None:
            document, code, span = coded
            events = self._new_events(document, [code], span)
            codings = ((document, tuple((None, event) for event in events)),)
        before, after = self.study.edit_codebook(edit)
        if after != before:
            self.refresh_codebook()
            self._codings.write(codings)
            self._edited(words, before, after, codings)

    def split_code(self, code: Code, into: Sequence[tuple[str, str]]) -> None:
        """Split a code into parts with ids (or none) and names, as one edit that can be undone.

        Raises:
            BadInputError, StudyError: see ``plan_split``.
        """
        self._codings.check_there()
        planned = plan_split(self.study, code.id, into)
        before, after = do_split(self.study, planned, self.coder)
        self.refresh_codebook()
        self._edited(f"split {quoted(code.name)}", before, after)

    def _edited(
        self,
        words: str,
        before: str,
        after: str,
        codings: tuple[tuple[str, tuple[Change, ...]], ...] = (),
    ) -> None:
        file = FileChange(self.study.codebook_path, before, after)
        self._history.did(Step(words, codings, file=file))

    def refresh_codebook(self) -> bool:
        """Read the codebook again if it changed on disk; return whether it did.

        Raises:
            BadInputError: it cannot be read at present; the last one stays.
        """
        stamp = file_stamp(self.study.codebook_path)
        if stamp == self._book_stamp or self._codings.is_away():
            return False
        self._book_stamp = stamp
        last, self.codebook = self.codebook, self.study.usable_codebook()
        self.study.forget_codebook()
        self._codings.take_new_codebook()
        meant = {code.digest for code in self.codebook}
        self.study.keep_definitions(code for code in last if code.digest not in meant)
        return self.codebook != last

    # ---- undo, redo, saving ---------------------------------------------------------------

    def steps(self) -> tuple[Step, ...]:
        """Return all steps of this session that can be undone or redone."""
        return self._history.steps

    @property
    def next_undone(self) -> Step | None:
        """The step that ``undo`` would undo, if any."""
        return self._history.last_step

    def undo(self) -> str:
        """Undo the last step of this session; return its description.

        Raises:
            NotFoundError: nothing is left to undo.
        """
        return self._history.undo()

    def done_last(self, document: str) -> Coding | None:
        """Return where an undo or redo was at work in a document: the first coding it touched.

        One that it took away is returned as it was. None if it did nothing in this document.
        """
        step = self._history.last
        mine = dict(step.codings).get(document, ()) if step is not None else ()
        for before, after in mine:
            state = after or before
            assert state is not None
            there = self._codings.get(document, state.id)
            if there is None:
                [there] = self.study.placed(document, self.coder, [state])
            if there.event.sha256 == self.texts.text_digest_of(document):
                return there
        return None

    @property
    def last_touched(self) -> tuple[tuple[str, str], ...]:
        """The codings of the last step done, each with its document, by their ids."""
        step = self._history.last_step
        return step.touched if step is not None else ()

    @property
    def last_retraced(self) -> tuple[tuple[str, str], ...]:
        """The same of the step that was undone or redone last."""
        return self._history.last.touched if self._history.last is not None else ()

    def redo(self) -> str:
        """Redo what was undone last; return its description.

        Raises:
            NotFoundError: nothing was undone, or something else was done since.
        """
        return self._history.redo()

    def take_back(self) -> Undone:
        """Undo the coder's last act on a coding that still stands, from any session.

        Raises:
            NotFoundError: there is nothing to undo.
        """
        undone, event = taken_back(self.study, self.coder)
        self._codings.write_undo(undone.document, event)
        return undone

    def _perform(self, step: Step) -> str:
        said = ""
        if step.file is not None:
            said = self._write_file(step.file)
            if said and not step.codings:
                return said
        if step.done is not None:
            self._codings.check_there()
            self.study.mark_done(self.coder, *step.done)
        if step.codings:
            self._codings.write(step.codings)
        return said

    def _write_file(self, change: FileChange) -> str:
        self._codings.check_there()
        name = change.path.relative_to(self.study.root).as_posix()
        elsewhere = f"{name} was changed by someone else since, and stays as it is"
        if change.path == self.study.codebook_path:
            return "" if self._put_codebook(change) else elsewhere
        with self.study.lock(name.replace("/", "--"), name):
            now_there = read_text(change.path) if change.path.exists() else None
            if now_there != change.before:
                return elsewhere
            if change.path.suffix == ".md":
                write_memo(change.path, change.after or "")
            else:
                write_atomic(change.path, change.after or "")
        return ""

    def _put_codebook(self, change: FileChange) -> bool:
        """Write the codebook's text unless somebody else changed it; return if it was written."""
        after = change.after or ""
        there, _ = self.study.edit_codebook(lambda now: after if now == change.before else now)
        self.refresh_codebook()
        return there == change.before

    @property
    def unsaved(self) -> list[tuple[str, CodingEvent]]:
        """The events that are not on disk, with their documents."""
        return self._codings.unsaved

    @property
    def problem(self) -> str:
        """Why they are not, in one line."""
        return self._codings.problem

    @property
    def state(self) -> SaveState:
        """Whether everything done is on disk."""
        return self._codings.state

    def check_saved(self) -> None:
        """Raise the reason why something is not on disk, if so.

        Raises:
            QualcodeError, OSError: the error of the last try.
        """
        self._codings.check_saved()

    def retry(self) -> SaveState:
        """Write what is not on disk yet; ``problem`` says in one line why it still is not."""
        return self._codings.retry()


def counts(codings: Iterable[Coding], resolve: Callable[[str], str]) -> dict[str, int]:
    """Return how many codings each code has, by its present id, each passage once.

    ``codings`` are in the order of ``Study.codings``, without orphans.
    """
    return dict(Counter(resolve(c.code) for c in counted_once([*codings], resolve)))
