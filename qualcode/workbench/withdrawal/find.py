"""Finds what a study holds of a participant who withdraws, and where they are quoted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qualcode.errors import NotFoundError, QualcodeError
from qualcode.model.case import valid_case_id
from qualcode.model.document.document import Document
from qualcode.model.document.turn_cutting import without_spans
from qualcode.model.text.text import text_digest
from qualcode.nlp.names.file_names import with_capitals
from qualcode.store.copy_list import put_aside_of
from qualcode.store.editor_leavings import edited_file
from qualcode.store.folder_changes import earlier_ids, records_of
from qualcode.store.folder_map import (
    CASE_MEMOS,
    CASES,
    DOCUMENT_MEMOS,
    DRAFTS,
    EARLIER_DOCUMENTS,
    IMPORTS,
    KINDS,
    ORIGINALS,
    REPORTS,
    SET_ASIDE,
    SUMMARIES,
    TEXTS,
    THEME_PAGES,
    THEMES,
    Kind,
    folders,
    kind_of,
)
from qualcode.store.io.jsonl import strings_in
from qualcode.store.records.summaries import row_of_case
from qualcode.store.records.withdrawals import Receipt, read_receipt, readable_receipts
from qualcode.store.study import Study
from qualcode.workbench.privacy.own_words import OwnWords, files_of, readable
from qualcode.workbench.speakers.free_ids import FreeIds
from qualcode.workbench.withdrawal.called import Called
from qualcode.workbench.withdrawal.former_cases import former_ids
from qualcode.workbench.withdrawal.name_cuts import without_name, without_person
from qualcode.workbench.withdrawal.person_words import PersonWords
from qualcode.workbench.withdrawal.withdrawn_codings import Spans, codings_within
from qualcode.workbench.withdrawal.withdrawn_copies import sorted_copies
from qualcode.workbench.withdrawal.withdrawn_words import (
    cut_here,
    digest_of,
    digests_of,
    document_of,
    files_left,
    gone_ids,
    labels_left,
    words_left,
)

#: Files that programs made, or put away: what names the case or a document of theirs goes.
_NAMING = frozenset({IMPORTS, SET_ASIDE, REPORTS, THEMES, THEME_PAGES, EARLIER_DOCUMENTS})
#: How a receipt calls files of no kind.
OTHER = "other"
#: Files of no kind that people write: a quotation is cut out of them. Others are made again.
_WRITTEN = frozenset({".md", ".txt", ".yaml", ".yml", ".toml"})


@dataclass
class Withdrawal:
    """What a withdrawal takes, or took, of one case.

    ``gone`` are documents that go whole, ``cut`` those that lose the case's turns, with the
    stretches. ``files`` are removed, ``edited`` lose so many quotations. ``resting`` are summaries
    that rest on codings that go. ``unseen`` are documents whose text is not here, so that nothing
    they were quoted in can be found. ``closed`` are files that could not be looked into.
    ``problems`` keep it from being complete. ``words`` are texts and files received that a
    colleague's withdrawal left on this machine, ``half`` files that were being written when a
    program was cut off, whosever they are; ``put_right`` those of ``words`` that stay as a
    group's text, without the case's turns. ``named`` counts by document how often others say the
    case's name, which is cut. ``records`` counts, by file, marks and answers on documents that an
    earlier withdrawal removed. ``naming`` are files that give the case's or a document's id, and
    stay. ``looked`` counts the files looked into, by their kind. ``left`` says after it what
    stayed, and why.
    """

    case: str
    gone: list[Document] = field(default_factory=list)
    cut: list[tuple[Document, Spans]] = field(default_factory=list)
    codings: Counter[str] = field(default_factory=Counter)
    ids: set[str] = field(default_factory=set)
    files: list[Path] = field(default_factory=list)
    edited: dict[Path, int] = field(default_factory=dict)
    notes: int = 0
    unseen: list[str] = field(default_factory=list)
    resting: list[Path] = field(default_factory=list)
    closed: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    words: list[Path] = field(default_factory=list)
    put_right: list[Path] = field(default_factory=list)
    half: list[Path] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    named: Counter[str] = field(default_factory=Counter)
    naming: list[Path] = field(default_factory=list)
    records: Counter[Path] = field(default_factory=Counter)
    looked: Counter[str] = field(default_factory=Counter)
    again: bool = False

    @property
    def unread(self) -> Counter[str]:
        """How many files of each ending could not be looked into."""
        return Counter(path.suffix.lower() or path.name.lower() for path in self.closed)

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to take out."""
        return not (
            self.gone
            or self.cut
            or self.codings
            or self.files
            or self.edited
            or self.named
            or self.records
            or self.words
            or self.half
        )


class WithdrawFinder:
    """Finds everything of a case, and what a colleague's withdrawal of it left on this machine."""

    def __init__(self, study: Study, case: str) -> None:
        """Find everything of a case.

        Raises:
            NotFoundError: there is no such case, and none was withdrawn.
            BadInputError: a file of the study cannot be read.
        """
        if not valid_case_id(case):
            raise NotFoundError(f"no case {case!r}", mend="Case ids are in cases.csv")
        self._study = study
        self._case = case
        self.before = read_receipt(study.root, case)
        self.gone_before = gone_ids(study, self.before) if self.before else []
        #: Ids that the case has, and had, where something is still kept by them.
        self.ids = former_ids(study, case, self.before) | {case}
        self.found = Withdrawal(case, again=self.before is not None)
        self.own = PersonWords(OwnWords(()))
        self.labels: set[str] = set()
        self._called = Called(study)
        self.withdrawn_too: list[Receipt] = []
        #: Groups' texts as they are to be now, and what of them has to be asked for.
        self.texts: dict[Path, str] = {}
        self.missing: list[str] = []
        self._aside: set[Path] = set()
        self._copies: set[Path] = set()
        self._find_documents()
        if not (self.found.gone or self.found.cut or case in study.cases or self.before):
            from rapidfuzz import process

            near = [m[0] for m in process.extract(case, list(study.cases), limit=3)]
            raise NotFoundError(
                f"no case {case!r}", mend=f"Did you mean {', '.join(near)}?" if near else ""
            )
        self.found.half = study.half_written()
        self._find_group_texts()
        self._find_codings()
        self._find_records()
        self._find_names()
        self._find_quotations()

    # ---- finding --------------------------------------------------------------------------

    def _find_names(self) -> None:
        """Find where others say the case's name, or a title or label has it."""
        study, found = self._study, self.found
        gone = {document.id for document in found.gone}
        cut = {document.id: spans for document, spans in found.cut}
        for document in study.documents() if self.own.names else ():
            if document.id in gone:
                continue
            count = 0
            try:
                text = study.text(document)
                count = len(self.own.named_in(without_spans(text, cut.get(document.id, ()))[0]))
            except QualcodeError:
                self._put_name_right(document)
            count += without_name(document, self.own) != document
            if count:
                found.named[document.id] = count
            if self.own.named_in(with_capitals(document.id)):
                other = FreeIds(study.root).instead_of(document.id)
                found.problems.append(
                    f"the id of {document.id}, which stays, holds their name; first: qualcode "
                    f"revise {document.id} --as {other}"
                )

    def _put_name_right(self, document: Document) -> None:
        """Take the name out of a text of before, where that makes it the present one."""
        path = self._study.text_path(document.id)
        if path in self.texts or not path.is_file():
            return
        text = path.read_bytes().decode("utf-8", "replace")
        after = without_person(text, (), self.own)[0]
        if text_digest(after) == document.sha256:
            self.texts[path] = after
            self.found.named[document.id] = len(self.own.named_in(text))
        elif after != text:
            self.missing.append(
                f"{path.name} is an earlier text and says their name: ask your team for the "
                "present one"
            )

    def _find_documents(self) -> None:
        study, found = self._study, self.found
        own: list[str] = []
        for document in study.documents():
            mine = {i for i, s in enumerate(document.speakers) if s.case == self._case}
            if not mine:
                continue
            alone = all(
                i in mine for i, s in enumerate(document.speakers) if s.role != "interviewer"
            )
            self.labels |= {document.speakers[i].label for i in mine}
            text = ""
            try:
                text = study.text(document)
            except QualcodeError as error:
                if not alone:
                    found.problems.append(
                        f"{document.id}: the turns cannot be cut here ({error.message}); run it "
                        "where the text is"
                    )
                    continue
                found.unseen.append(document.id)
            own += [text[t.words : t.end] for t in document.turns if t.speaker in mine]
            labels = (text[t.start : t.words] for t in document.turns if t.speaker in mine)
            self.labels |= {label.strip().removesuffix(":") for label in labels}
            self.labels |= self._called.labels_of(self.ids, document.id, {*self.ids, *self.labels})
            if alone:
                found.gone.append(document)
            else:
                spans = tuple((t.start, t.end) for t in document.turns if t.speaker in mine)
                found.cut.append((document, spans))
        theirs = {d.id for d in found.gone} | {d.id for d, _ in found.cut}
        for earlier, present in earlier_ids(study).items():
            if present in theirs:
                found.problems.append(
                    f"{present}: files here are still under its earlier id; first: qualcode "
                    f"revise {earlier} --as {present}"
                )
        others = {*study.cases} - {self._case}
        self.labels |= self._called.respondent({*self.ids, *(self.labels - others)})
        if self.before is not None:
            cut_now = {study.text_path(document.id) for document, _ in found.cut}
            found.words = [p for p in files_left(study, self.before) if p not in cut_now]
            own += words_left(study, self.before)
            self.labels |= labels_left(study, self.before, self._called)
            # Whoever else withdrew and is in the files that go: nobody could look for them later.
            digests = {digest_of(path) for path in found.words}
            for receipt in readable_receipts(study.root):
                if receipt.case != self._case and digests_of(receipt) & digests:
                    self.withdrawn_too.append(receipt)
                    own += words_left(study, receipt)
        names = self._called.names(self.labels)
        self.own = PersonWords(OwnWords(own), names, self._called.others(names))

    def _find_codings(self) -> None:
        gone = {d.id for d in self.found.gone} | set(self.gone_before)
        cuts = self._cuts()
        for coder, document, events in self._study.events():
            if document in gone:
                ids = {e.id for e in events}
            elif document in cuts:
                ids = codings_within(self._study, document, cuts[document], events)
            else:
                continue
            if ids:
                self.found.codings[coder] += len(ids)
                self.found.ids |= ids

    def _find_records(self) -> None:
        """Count marks, answers and the like of documents that were removed before."""
        gone = {*self.gone_before}
        for kind in KINDS if gone else ():
            if kind.forgotten == "records" and "document" not in kind.keys:
                for path in kind.files(self._study.root):
                    if count := records_of(path, gone):
                        self.found.records[path] = count

    def _cuts(self) -> dict[str, list[tuple[str, Spans]]]:
        """Return for each document cut, now or before: the text's digest, and the stretches."""
        cuts: dict[str, list[tuple[str, Spans]]] = {}
        for document, spans in self.found.cut:
            cuts.setdefault(document.id, []).append((document.sha256, spans))
        for one in self.before.cut if self.before else ():
            cuts.setdefault(one.id, []).append((one.before, one.removed))
        return cuts

    def _find_quotations(self) -> None:
        """Look through everything that may quote the person, by words that only they said."""
        study, found = self._study, self.found
        if self.own.own:
            self.own.own.without(self._others())
        documents = {d.id for d in found.gone} | {d.id for d, _ in found.cut}
        documents |= set(self.gone_before)
        self._find_copies(documents)
        for path in self._files():
            self._look_into(path, documents)
        found.resting = [
            path
            for path in SUMMARIES.files(study.root)
            if path not in found.files
            if (text := readable(path)) and any(i in text for i in found.ids)
        ]
        found.notes = sum(
            bool(event.note and self.own and self.own.find(event.note))
            for _, _, events in study.events()
            for event in events
            if event.id not in found.ids
        )

    def _look_into(self, path: Path, documents: set[str]) -> None:
        """Note what becomes of a file."""
        found = self.found
        name = path.relative_to(self._study.root).as_posix()
        kind, edited = kind_of(name), edited_file(name)
        of = kind or (kind_of(edited) if edited else None)
        goes = of is not None and self._goes_with_them(of, edited or name, path, documents)
        if path in self._aside or goes:
            found.files.append(path)
            return
        text = readable(path)
        found.looked[of.path if of else OTHER] += text is not None
        top = name.split("/", 1)[0]
        if text is None:
            (found.files if kind in (THEMES, THEME_PAGES) else found.closed).append(path)
        elif (kind in _NAMING or edited) and self._names(text, documents):
            found.files.append(path)
        elif self.own and (count := self._quotations(kind, path, text)):
            if _is_cut(kind, path, top) and not edited:
                found.edited[path] = count
            else:
                found.files.append(path)
        elif (kind is None or kind.prose) and kind is not CASES and self._tells_of(text, documents):
            found.naming.append(path)

    def _find_copies(self, documents: set[str]) -> None:
        """Find conflict copies of sync clients, and what was put aside of them."""
        study, found = self._study, self.found
        self._aside = set(put_aside_of(study.root, {*self.ids, *documents}))
        gone = {d.id for d in found.gone} | set(self.gone_before)
        cut = {d.id for d, _ in found.cut}
        cut |= {document_of(study, one) for one in self.before.cut} if self.before else set()
        goes, mixed = sorted_copies(study, self._case, gone, cut, self._is_of_them)
        found.files += goes
        self._copies = {*goes, *(copy.path for copy in mixed)}
        found.problems += [
            f"{copy.name} is a conflict copy of {copy.of} and holds something of theirs: first: "
            "qualcode check --take-in"
            for copy in mixed
        ]

    def _is_of_them(self, text: str) -> bool:
        gone = {document.id for document in self.found.gone}
        if self._names(text, gone) or any(one in text for one in self.found.ids):
            return True
        return bool(self.own and self.own.find(text))

    def _quotations(self, kind: Kind | None, path: Path, text: str) -> int:
        if kind is not None and is_records(kind):
            return sum(len(self.own.find(said)) for said in strings_in(path))
        return len(self.own.find(text))

    def _names(self, text: str, documents: set[str]) -> bool:
        named = any(len(label) > 3 and label in text for label in self.labels)
        return named or self._tells_of(text, documents)

    def _tells_of(self, text: str, documents: set[str]) -> bool:
        """Say whether a file names the case or a document of theirs.

        Suggested themes give both with every passage; so those go whose words cannot be told
        from others', or whose text is not on this machine.
        """
        names = "|".join(map(re.escape, sorted({*self.ids, *documents}, key=len, reverse=True)))
        return re.search(rf"(?<![\w-])(?:{names})(?![\w-])", text) is not None

    def _goes_with_them(self, kind: Kind, name: str, path: Path, documents: set[str]) -> bool:
        """Say whether a file goes with the case or their documents, whatever stands in it."""
        if kind is ORIGINALS:
            cut_before = {one.id for one in self.before.cut} if self.before else set()
            return kind.keys_of(name)["document"] in documents | cut_before
        if path.name != name.rsplit("/", 1)[-1] and "document" in kind.keys:
            # An editor's backup of a file of a document of theirs.
            return kind.keys_of(name)["document"] in documents
        if kind is DOCUMENT_MEMOS:
            gone = {d.id for d in self.found.gone}
            return kind.keys_of(name)["document"] in gone.union(self.gone_before)
        if kind is CASE_MEMOS:
            return kind.keys_of(name)["case"] in self.ids
        # A row of a framework chart: what was written of them alone, or begun to be.
        written = kind in (SUMMARIES, DRAFTS)
        return written and row_of_case(readable(path) or "") in self.ids

    def _others(self) -> Iterable[str]:
        """Yield what everybody else said, interviewers too, where a quotation could be theirs."""
        if not any(self._quoted_anywhere()):
            return
        for document in self._study.documents():
            mine = {i for i, s in enumerate(document.speakers) if s.case == self._case}
            try:
                text = self._study.text(document)
            except QualcodeError:
                continue
            yield from (text[t.words : t.end] for t in document.turns if t.speaker not in mine)

    def _files(self) -> Iterator[Path]:
        """Yield every file that may quote the person: of kinds that may, and of none."""
        study = self._study
        told = {*self.found.half, *self.found.words, *self._copies}
        for path in files_of(study.root, frozenset()):
            name = path.relative_to(study.root).as_posix()
            kind = kind_of(name)
            if kind is None and name.startswith(f"{study.local.name}/"):
                # Caches, and what lies among them, go by themselves.
                continue
            may_quote = kind is None or kind.quoted or kind in _NAMING
            if kind is TEXTS or path.parent == study.transcripts:
                # A text of a document changes with it; of another file nobody knows whose it is.
                may_quote = path.suffix != ".txt" or path.stem not in study.document_ids()
            if may_quote and path not in told:
                yield path

    def _quoted_anywhere(self) -> Iterator[bool]:
        for path in self._files():
            text = readable(path)
            yield bool(text and self.own.own.find(text))

    # ---- what a colleague's withdrawal left here --------------------------------------------

    def _find_group_texts(self) -> None:
        """Find the texts that stay without the case's turns, as their documents have them now."""
        study = self._study
        receipts = [*([self.before] if self.before else ()), *self.withdrawn_too]
        for path in self.found.words:
            if path.parent != study.transcripts:
                continue
            for name, spans in cut_here(study, receipts, digest_of(path)):
                if name in study.document_ids() and self._put_right(path, name, spans):
                    self.found.put_right.append(path)
                    break

    def _put_right(self, path: Path, name: str, spans: Sequence[tuple[int, int]]) -> bool:
        """Note a group's text of before as it is to be now; say if its file stays."""
        study = self._study
        document, there = study.document(name), study.text_path(name)
        before = path.read_bytes().decode("utf-8", "replace")
        for text in (without_spans(before, spans)[0], without_person(before, spans, self.own)[0]):
            if text_digest(text) == document.sha256 and (there == path or not there.exists()):
                self.texts[there] = text
                return there == path
        if not study.holds(document):
            self.missing.append(
                f"the text of {name} as it is now is not on this machine: ask your team for "
                f"{there.name}"
            )
        return False


def is_records(kind: Kind) -> bool:
    """Say whether a kind is files of records, which are changed one by one under their lock."""
    return kind.path.endswith(".jsonl")


def _is_cut(kind: Kind | None, path: Path, top: str) -> bool:
    """Say whether a person's words are cut out of a file; otherwise it goes, and is made again."""
    if kind is not None:
        return kind.quoted == "cut"
    return path.suffix.lower() in _WRITTEN and top not in folders("opt-in", "machine", "made")
