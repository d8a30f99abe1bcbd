"""Takes a participant who withdraws out of the study: finds their data, shows it, removes it."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from qualcode.errors import BadInputError, NotFoundError, QualcodeError
from qualcode.model.case import valid_case_id
from qualcode.model.coding.coding import CodingEvent, latest
from qualcode.model.document.document import Document
from qualcode.model.document.offset_map import Block
from qualcode.model.personal_names import plain
from qualcode.model.text.text import text_digest
from qualcode.store.acts.act import Act
from qualcode.store.folder_changes import forget_places
from qualcode.store.io.durable import read_text
from qualcode.store.io.tables import read_table, table_text
from qualcode.store.records.cases import cases_text
from qualcode.store.records.done_marks import MARKS_FILE
from qualcode.store.records.real_names import SPEAKER_COLUMNS, names_path, names_text, read_names
from qualcode.store.records.revisions import Anchoring, read_revisions
from qualcode.store.records.withdrawals import (
    CutDocument,
    GoneDocument,
    Receipt,
    read_receipt,
    receipt_file,
    withdrawn_cases,
)
from qualcode.store.study import Study, now
from qualcode.workbench.documents.revision import NewText, revise_texts
from qualcode.workbench.privacy.own_words import OwnWords, files_of, readable
from qualcode.workbench.withdrawal.withdrawn_words import (
    cut_here,
    digest_of,
    digests_of,
    files_left,
    gone_ids,
    words_left,
)

#: Files that people write: quotations are cut out of them. Other files are made again.
_WRITTEN = frozenset({".md", ".txt", ".yaml", ".yml", ".toml"})
#: What may hold quotations of the person, and is looked through; the rest goes by its document.
_LEFT = frozenset({"transcripts", "documents", "revisions", "codings", "withdrawals", ".qualcode",
                   "cases.csv"})  # fmt: skip
#: Folders of files that are received or made, not written.
_MADE = frozenset({"originals", "private", "themes", "reports"})
#: What suggested themes are written as.
_THEMES = frozenset({".html", ".csv", ".json"})
_Spans = tuple[tuple[int, int], ...]


@dataclass
class Withdrawal:
    """What a withdrawal removes, or removed, of one case.

    ``gone`` are documents that go whole, ``cut`` those that lose the case's turns, with the
    stretches. ``files`` are removed, ``edited`` lose so many quotations. ``resting`` are summaries
    that rest on codings that go. ``unseen`` are documents whose text is not here, so that nothing
    they were quoted in can be found. ``closed`` are files that could not be looked into.
    ``problems`` keep it from being complete. ``words`` are texts and files received that a
    colleague's withdrawal left on this machine, ``half`` files that were being written when a
    program was cut off, whosever they are; ``left`` says after it what stayed, and why.
    """

    case: str
    gone: list[Document] = field(default_factory=list)
    cut: list[tuple[Document, _Spans]] = field(default_factory=list)
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
    half: list[Path] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    again: bool = False

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to take out."""
        return not (
            self.gone
            or self.cut
            or self.codings
            or self.files
            or self.edited
            or self.words
            or self.half
        )


class Withdrawing:
    """One withdrawal: shown first, then done; run again, it removes what came back since."""

    def __init__(self, study: Study, case: str, coder: str = "") -> None:
        """Find everything that belongs to a case.

        Raises:
            NotFoundError: there is no such case, and none was withdrawn.
            BadInputError: a file of the study cannot be read.
        """
        if not valid_case_id(case):
            raise NotFoundError(f"no case {case!r}", mend="Case ids are in cases.csv")
        self._study = study
        self._case = case
        self._coder = coder
        self._before = read_receipt(study.root, case)
        self._gone_before = gone_ids(study, self._before) if self._before else []
        self.found = Withdrawal(case, again=self._before is not None)
        self._own = OwnWords(())
        self._labels: set[str] = set()
        self._with: list[Receipt] = []
        self._act: Act
        self._changed: dict[Path, str] = {}
        self._find_documents()
        if not (self.found.gone or self.found.cut or case in study.cases or self._before):
            from rapidfuzz import process

            near = [m[0] for m in process.extract(case, list(study.cases), limit=3)]
            raise NotFoundError(
                f"no case {case!r}", mend=f"Did you mean {', '.join(near)}?" if near else ""
            )
        self.found.half = study.half_written()
        self._find_codings()
        self._find_quotations()

    # ---- finding --------------------------------------------------------------------------

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
            self._labels |= {document.speakers[i].label for i in mine}
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
            self._labels |= {label.strip().removesuffix(":") for label in labels}
            self._labels |= self._real_labels(document.id, {self._case, *self._labels})
            if alone:
                found.gone.append(document)
            else:
                spans = tuple((t.start, t.end) for t in document.turns if t.speaker in mine)
                found.cut.append((document, spans))
        if self._before is not None:
            cut_now = {study.text_path(document.id) for document, _ in found.cut}
            found.words = [p for p in files_left(study, self._before) if p not in cut_now]
            own += words_left(study, self._before)
            # Others who withdrew and are in the removed files: nobody could look for them later.
            digests = {digest_of(path) for path in found.words}
            for receipt in _readable_receipts(study.root):
                if receipt.case != self._case and digests_of(receipt) & digests:
                    self._with.append(receipt)
                    own += words_left(study, receipt)
        self._own = OwnWords(own)

    def _real_labels(self, document: str, known: set[str]) -> set[str]:
        """Return how a document's recording calls the case: the private tables say."""
        path = self._study.root / "private" / "speakers.csv"
        rows = read_table(path, SPEAKER_COLUMNS).records() if path.exists() else ()
        found = {
            row.get("label_in_text", "")
            for _, row in rows
            if row.get("speaker") == self._case
            or (row.get("document") == document and row.get("speaker") in known)
        }
        # A name that was replaced by a pseudonym is that pseudonym's.
        for name in read_names(self._study.root):
            if name.replacement and name.replacement in known:
                found.update(name.forms)
        return found - {""}

    def _find_codings(self) -> None:
        gone = {d.id for d in self.found.gone} | set(self._gone_before)
        cuts = self._cuts()
        for coder, document, events in self._study.events():
            if document in gone:
                ids = {e.id for e in events}
            elif document in cuts:
                ids = _inside(self._study, document, cuts[document], events)
            else:
                continue
            if ids:
                self.found.codings[coder] += len(ids)
                self.found.ids |= ids

    def _cuts(self) -> dict[str, list[tuple[str, _Spans]]]:
        """Return for each document cut, now or before: the text's digest, and the stretches."""
        cuts: dict[str, list[tuple[str, _Spans]]] = {}
        for document, spans in self.found.cut:
            cuts.setdefault(document.id, []).append((document.sha256, spans))
        for one in self._before.cut if self._before else ():
            cuts.setdefault(one.id, []).append((one.before, one.removed))
        return cuts

    def _find_quotations(self) -> None:
        """Search everything that may quote the person, by words that only they said."""
        study, found = self._study, self.found
        if self._own:
            self._own.without(self._others())
        documents = {d.id for d in found.gone} | {d.id for d, _ in found.cut}
        documents |= set(self._gone_before)
        for path in self._files():
            name = path.relative_to(study.root).as_posix()
            top = name.split("/", 1)[0]
            if self._is_documents_own(name, top, path, documents):
                found.files.append(path)
                continue
            text = readable(path)
            made = top == "themes" and path.suffix.lower() in _THEMES
            if made and (text is None or self._tells_of(text, documents)):
                found.files.append(path)
                continue
            if text is None:
                if top not in ("originals", "private"):
                    found.closed.append(path)
                continue
            labels = top == "private" and (
                any(len(label) > 3 and label in text for label in self._labels)
                or self._tells_of(text, documents)
            )
            if name.startswith("private/imports/") and labels:
                found.files.append(path)
            elif text and self._own and (count := len(self._own.find(text))):
                if path.suffix.lower() in _WRITTEN and top not in _MADE:
                    found.edited[path] = count
                else:
                    found.files.append(path)
        found.resting = [
            path
            for path in sorted((study.root / "synthesis").rglob("*.md"))
            if path not in found.files
            if (text := readable(path)) and any(i in text for i in found.ids)
        ]
        found.notes = sum(
            bool(event.note and self._own and self._own.find(event.note))
            for _, _, events in study.events()
            for event in events
            if event.id not in found.ids
        )

    def _tells_of(self, text: str, documents: set[str]) -> bool:
        """Return whether a file names the case or a document of theirs.

        Suggested themes give both with every passage; so those are removed whose words cannot be
        distinguished from others', or whose text is not on this machine.
        """
        names = "|".join(map(re.escape, sorted({self._case, *documents})))
        return re.search(rf"(?<![\w-])(?:{names})(?![\w-])", text) is not None

    def _is_documents_own(self, name: str, top: str, path: Path, documents: set[str]) -> bool:
        if top == "originals":
            return path.name.rsplit(".", 1)[0] in documents
        if top == "memos":
            kind, about = path.parent.name, path.stem
            whole = {d.id for d in self.found.gone}
            return (kind == "documents" and about in whole) or (
                kind == "cases" and about == self._case
            )
        if path.suffix == ".md" and (top == "synthesis" or name.startswith("private/drafts/")):
            # A row of a framework chart: what was written of them alone, or begun to be.
            head = (readable(path) or "").split("\n---", 1)[0]
            row = re.search(r"^row:[ \t]*['\"]?(.+?)['\"]?[ \t]*$", head, re.M)
            whose = re.search(r"^group:[ \t]*$", head, re.M)
            return row is not None and whose is not None and row[1] == self._case
        return False

    def _others(self) -> Iterable[str]:
        """Yield what others said, interviewers too, where a quotation could be theirs."""
        if not any(self._quoted_anywhere()):
            return
        for document in self._study.documents():
            mine = {i for i, s in enumerate(document.speakers) if s.case == self._case}
            try:
                text = self._study.text(document)
            except QualcodeError:
                continue
            yield from (text[t.words : t.end] for t in document.turns if t.speaker not in mine)

    def _files(self) -> Iterable[Path]:
        texts = self._study.transcripts
        return (
            path
            for path in files_of(self._study.root, _LEFT)
            if not path.is_relative_to(texts) and path not in self.found.half
        )

    def _quoted_anywhere(self) -> Iterable[bool]:
        for path in self._files():
            text = readable(path)
            yield bool(text and self._own.find(text))

    # ---- doing ----------------------------------------------------------------------------

    def do(self) -> Receipt:
        """Remove everything as one act: completely, or nothing has changed.

        Raises:
            StudyError: a file is held by another program, or the disk refused.
        """
        study, found = self._study, self.found
        study.sweep()
        with study.act("withdraw", self._case) as act:
            for table in ("cases", "speakers", "respondents", "names"):
                act.hold(study.lock(table))
            self._act, self._changed = act, {}
            for path in found.files:
                act.remove(path)
            for path in found.edited:
                self._changed[path] = self._own.cut_from(read_text(path))[0]
            self._clean_summaries()
            self._change_logs()
            receipt = self._cut_texts(self._receipt())
            gone = dict.fromkeys([*(d.id for d in found.gone), *self._gone_before])
            for name in gone:
                self._remove_document(name, receipt)
            self._remove_left(receipt)
            self._clear_caches(receipt)
            forget_places(study, act, gone)
            self._clean_tables(set(gone), {d.id for d, _ in found.cut})
            receipt = msgspec.structs.replace(receipt, finished=now())
            path, data = receipt_file(study.root, receipt)
            act.write({**self._changed, path: data})
        study.forget_locks()
        found.left += act.left
        return receipt

    def _receipt(self) -> Receipt:
        found, before = self.found, self._before
        gone = tuple(
            GoneDocument(d.id, d.sha256, d.source_sha256, self._spans_of(d)) for d in found.gone
        )
        known = {(one.id, one.before) for one in (before.cut if before else ())}
        cut = tuple(
            CutDocument(d.id, d.sha256, "", spans, d.source_sha256)
            for d, spans in found.cut
            if (d.id, d.sha256) not in known
        )
        texts = {d.sha256 for d in found.gone} | {d.sha256 for d, _ in found.cut}
        for document in found.gone:
            revisions, _ = read_revisions(self._study.root, document.id)
            texts |= {d for r in revisions for d in (r.before, r.after)}
        for document, spans in found.cut:
            texts |= _texts_with(self._study, document, spans)
        counts = Counter(before.counts if before else {})
        counts.update(
            documents=len(found.gone),
            documents_cut=len(found.cut),
            turns=sum(len(spans) for _, spans in found.cut),
            codings=sum(found.codings.values()),
            files=len(found.files),
            quotations=sum(found.edited.values()) + found.notes,
        )
        return Receipt(
            case=self._case,
            begun=before.begun if before else now(),
            by=self._coder or (before.by if before else ""),
            gone=(*(before.gone if before else ()), *gone),
            cut=(*(before.cut if before else ()), *cut),
            texts=tuple(sorted({*(before.texts if before else ()), *texts})),
            counts=dict(counts),
        )

    def _spans_of(self, document: Document) -> _Spans:
        mine = {i for i, s in enumerate(document.speakers) if s.case == self._case}
        return tuple((t.words, t.end) for t in document.turns if t.speaker in mine)

    def _cut_texts(self, receipt: Receipt) -> Receipt:
        study = self._study
        for document, spans in self.found.cut:
            after, blocks = without(study.text(document), spans)
            if not after.strip():
                self._remove_document(document.id, receipt)
                continue
            [done] = revise_texts(
                study,
                [NewText(document.id, after, blocks)],
                why="withdrawn",
                coder=self._coder,
                keep_earlier=False,
                act=self._act,
            )
            key = (document.id, document.sha256)
            cut = [
                msgspec.structs.replace(c, after=done.document.sha256)
                if (c.id, c.before) == key
                else c
                for c in receipt.cut
            ]
            receipt = msgspec.structs.replace(receipt, cut=tuple(cut))
        return receipt

    def _remove_document(self, document: str, receipt: Receipt) -> None:
        """Remove a document: its words, its data, and everything made on it."""
        study, act = self._study, self._act
        known = digests_of(receipt)
        act.remove(study.text_path(document), known)
        act.remove(study.root / "documents" / f"{document}.json")
        for original in (study.root / "originals").glob(f"{document}.*"):
            if original.name.rsplit(".", 1)[0] == document:
                act.remove(original, known)
        act.remove_folder(study.root / "revisions" / document)
        for coder in study.coders():
            act.remove(study.log_path(coder, document))
            act.change_records(
                study.root / "codings" / coder / MARKS_FILE,
                f"{coder}--+done", "document", [document],
            )  # fmt: skip
        for log in (study.root / "suggestions").glob("*.jsonl"):
            act.change_records(log, "suggestions", "document", [document])
        for memo in (study.root / "memos").glob(f"*/documents/{document}.md"):
            act.remove(memo)

    def _remove_left(self, receipt: Receipt) -> None:
        """Remove what an earlier withdrawal left here; cut the turns out of a group's text."""
        study, known = self._study, digests_of(receipt)
        receipts = [*([self._before] if self._before else ()), *self._with]
        for path in self.found.words:
            if path.parent == study.transcripts:
                cuts = list(cut_here(study, receipts, digest_of(path)))
                if any(self._put_right(path, name, spans) for name, spans in cuts):
                    continue
            self._act.remove(path, known)

    def _put_right(self, path: Path, name: str, spans: Sequence[tuple[int, int]]) -> bool:
        """Prepare a group's text of before as it is to be now; say if its file stays."""
        study = self._study
        if name not in study.document_ids():
            return False
        text = without(path.read_bytes().decode("utf-8", "replace"), spans)[0]
        there = study.text_path(name)
        if text_digest(text) == study.document(name).sha256 and there in (path, _absent(there)):
            self._act.write({there: text})
            return there == path
        if not study.holds(study.document(name)):
            self.found.left.append(
                f"the text of {name} as it is now is not on this machine: ask your team for "
                f"{there.name}"
            )
        return False

    def _change_logs(self) -> None:
        """Remove codings from the logs, and quotations from notes on other codings."""
        study, act, ids = self._study, self._act, self.found.ids
        for coder, document, events in list(study.events()):
            drop = {event.id for event in events} & ids
            notes = {e.note: self._own.cut_from(e.note)[0] for e in events if e.note}
            notes = {note: after for note, after in notes.items() if after != note}
            if drop or notes:
                path = study.log_path(coder, document)
                act.change_log(path, f"{coder}--{document}", drop=drop, notes=notes)
        if not ids:
            return
        for folder in ("splits", "quotations"):
            for path in sorted((study.root / folder).glob("*.jsonl")):
                act.change_records(path, folder, "coding", ids)

    def _clean_summaries(self) -> None:
        """Remove the ids of removed codings from the evidence of summaries."""
        if not self.found.ids:
            return
        # Each with the digest that it was seen with, where there is one.
        ids = f"(?:{'|'.join(map(re.escape, sorted(self.found.ids)))})(?:@\\w+)?"
        item = re.compile(rf"^[ \t]*-[ \t]*['\"]?{ids}['\"]?[ \t]*\n", re.M)
        listed = re.compile(rf"(?<=[\[,\s])['\"]?{ids}['\"]?[ \t]*(?:,[ \t]*|(?=\]))")
        for path in (self._study.root / "synthesis").rglob("*.md"):
            if path in self.found.files:
                continue
            text = self._changed.get(path) or read_text(path)
            head, mark, rest = text.partition("\n---")
            after = listed.sub("", item.sub("", head + "\n"))
            after = re.sub(r",[ \t]*\]", "]", after).removesuffix("\n")
            if after != head:
                self._changed[path] = after + mark + rest

    def _clear_caches(self, receipt: Receipt) -> None:
        """Remove earlier texts of removed documents, and every cache made from words."""
        local, act = self._study.local, self._act
        for digest in receipt.texts:
            act.remove(local / "texts" / f"{digest}.txt", [digest])
        documents = {d.id for d in self.found.gone} | {d.id for d, _ in self.found.cut}
        documents |= set(self._gone_before)
        present = {one.after[:12] for one in receipt.cut}
        for path in [*local.glob("texts/*.json"), *local.glob("edit/*"), *local.glob("torn/*")]:
            about, _, digest = path.stem.rpartition("-")
            of_it = about in documents and digest not in present
            if path.parent.name != "texts":
                of_it |= any(d in path.name for d in documents) or self._quoted_in(path)
            if of_it:
                act.remove(path)
        for folder in local.iterdir() if local.is_dir() else ():
            if folder.is_dir() and folder.name not in ("texts", "locks", "edit", "torn"):
                act.remove_folder(folder)

    def _quoted_in(self, path: Path) -> bool:
        return bool(self._own and self._own.find(readable(path) or ""))

    def _clean_tables(self, gone: set[str], cut: set[str]) -> None:
        study, changed = self._study, self._changed
        if self._case in study.cases:
            kept = [c for c in study.cases.values() if c.id != self._case]
            changed[study.root / "cases.csv"] = cases_text(kept)
        labels = {plain(label) for label in self._labels}
        private = study.root / "private"

        def is_theirs(row: dict[str, str]) -> bool:
            called = {plain(row.get("label_in_text", "")), plain(row.get("speaker", ""))}
            return (
                row.get("speaker") == self._case
                or row.get("document") in gone
                or (row.get("document") in cut and bool(called & labels))
            )

        self._drop_rows(private / "speakers.csv", is_theirs)
        self._drop_rows(private / "respondents.csv", lambda row: self._case in row.values())
        names = read_names(study.root)
        left = [n for n in names if not any(plain(form) in labels for form in n.forms)]
        if left != names:
            changed[names_path(study.root)] = names_text(left)

    def _drop_rows(self, path: Path, goes: Callable[[dict[str, str]], object]) -> None:
        if not path.exists():
            return
        head, *rows = read_table(path, (*SPEAKER_COLUMNS, "file", "case")).rows or [[]]
        rows = [row + [""] * (len(head) - len(row)) for row in rows if any(row)]
        kept = [row for row in rows if not goes(dict(zip(head, row, strict=False)))]
        if len(kept) < len(rows):
            self._changed[path] = table_text([head, *kept])


def _texts_with(study: Study, document: Document, spans: _Spans) -> set[str]:
    """Return the digests of a document's texts that hold stretches of its present one."""
    revisions, _ = read_revisions(study.root, document.id)
    found = set()
    for digest in {d for r in revisions for d in (r.before, r.after)}:
        anchoring = Anchoring(revisions, digest)
        places = [anchoring.span(start, end, document.sha256) for start, end in spans]
        # Where nothing leads is taken for one that does; after an earlier withdrawal none stand.
        if any(place is None or not place.orphaned for place in places):
            found.add(digest)
    return found


def _absent(path: Path) -> Path | None:
    return None if path.exists() else path


def _readable_receipts(root: Path) -> Iterator[Receipt]:
    for case in withdrawn_cases(root):
        # A damaged one is reported by ``check``, and keeps nobody else's words here.
        with contextlib.suppress(BadInputError):
            if (receipt := read_receipt(root, case)) is not None:
                yield receipt


def without(text: str, spans: Sequence[tuple[int, int]]) -> tuple[str, list[Block]]:
    """Return a text without some of its turns, and the blocks that are kept.

    A turn is removed with the blank line after it or, for the last one, before it.
    """
    pieces: list[str] = []
    blocks: list[Block] = []
    at = new = 0
    for start, end in [*spans, (len(text), len(text))]:
        if start > at:
            pieces.append(text[at:start])
            blocks.append((at, new, start - at))
            new += start - at
        at = min(end + 2, len(text)) if text[end : end + 2] == "\n\n" else end
    after = "".join(pieces)
    tail = after.rstrip("\n") + "\n"
    extra = len(after) - len(tail)
    if extra > 0 and blocks:
        old, place, length = blocks[-1]
        while blocks and extra >= length:
            extra -= length
            blocks.pop()
            old, place, length = blocks[-1] if blocks else (0, 0, 0)
        if blocks:
            blocks[-1] = (old, place, length - extra)
    return tail, blocks


def codings_that_came_back(study: Study, receipt: Receipt) -> Counter[str]:
    """Return how many codings of each coder are on text that a finished withdrawal removed."""
    found: Counter[str] = Counter()
    gone = {one.id for one in receipt.gone}
    cuts: dict[str, list[tuple[str, _Spans]]] = {}
    for one in receipt.cut:
        cuts.setdefault(one.id, []).append((one.before, one.removed))
    for coder in study.coders():
        for document in sorted({*gone, *cuts}):
            for _, _, events in study.events(coder=coder, document=document):
                ids = {e.id for e in events}
                if document not in gone:
                    ids = _inside(study, document, cuts[document], events)
                found[coder] += len(ids)
    return +found


def _inside(
    study: Study,
    document: str,
    cuts: Sequence[tuple[str, _Spans]],
    events: Iterable[CodingEvent],
) -> set[str]:
    """Return the ids of codings that lie wholly in removed turns.

    ``cuts`` are stretches of texts by their digests.
    """
    revisions, _ = read_revisions(study.root, document)
    found: set[str] = set()
    for text, spans in cuts:
        anchoring = Anchoring(revisions, text)
        # Adjacent removed turns are one stretch, with the blank line between.
        joined: list[list[int]] = []
        for start, end in spans:
            if joined and start - joined[-1][1] <= 2:
                joined[-1][1] = end
            else:
                joined.append([start, end])
        # The last event decides: a coding moved out of the turns since stays.
        for event in latest(list(events)).values():
            moved = anchoring.span(event.start, event.end, event.sha256)
            if (
                moved is not None
                and not moved.orphaned
                and any(low <= moved.start and moved.end <= high + 2 for low, high in joined)
            ):
                found.add(event.id)
    return found
