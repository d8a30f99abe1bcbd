"""Takes a participant who withdraws out of the study: finds their data, shows it, removes it."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from qualcode.errors import QualcodeError
from qualcode.model.document.document import Document
from qualcode.nlp.names.file_names import with_capitals
from qualcode.store.acts.act import Act
from qualcode.store.folder_changes import lock_of
from qualcode.store.folder_map import CASES, DOCUMENTS, ORIGINALS, kind_of
from qualcode.store.folder_removal import (
    Leaving,
    clear_local,
    remove_codings,
    remove_document,
    without_evidence,
    without_their_rows,
)
from qualcode.store.io.durable import file_digest, read_text
from qualcode.store.io.jsonl import strings_in
from qualcode.store.records.anchoring import Anchoring
from qualcode.store.records.documents import document_text
from qualcode.store.records.revisions import read_revisions
from qualcode.store.records.withdrawals import CutDocument, GoneDocument, Receipt, receipt_file
from qualcode.store.study import Study, now
from qualcode.workbench.documents.revision import NewText, revise_texts
from qualcode.workbench.privacy.own_words import readable
from qualcode.workbench.withdrawal.called import name_digest
from qualcode.workbench.withdrawal.find import Withdrawal, WithdrawFinder, is_records
from qualcode.workbench.withdrawal.name_cuts import without_name, without_person
from qualcode.workbench.withdrawal.withdrawn_codings import Spans
from qualcode.workbench.withdrawal.withdrawn_words import digests_of

__all__ = ["Withdrawal", "Withdrawing"]


class Withdrawing:
    """One withdrawal: shown first, then done; run again, it removes what came back since."""

    def __init__(self, study: Study, case: str, coder: str = "") -> None:
        """Find everything that belongs to a case.

        Raises:
            NotFoundError: there is no such case, and none was withdrawn.
            BadInputError: a file of the study cannot be read.
        """
        self._study = study
        self._case = case
        self._coder = coder
        self._finder = WithdrawFinder(study, case)
        self.found = self._finder.found
        self._own = self._finder.own
        self._act: Act

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
            self._act = act
            for path in found.files:
                act.remove(path)
            changed = self._without_quotations()
            self._change_logs()
            receipt = self._cut_texts(self._receipt())
            leaving = self._leaving(receipt)
            remove_codings(study, act, leaving)
            without_evidence(study, leaving, changed, found.files)
            for name in sorted(leaving.gone):
                remove_document(study, act, name, leaving.known)
            self._remove_left(leaving)
            clear_local(study, act, leaving, self._quotes)
            changed |= without_their_rows(study, leaving, self._own.cut_from)
            receipt = msgspec.structs.replace(receipt, finished=now())
            path, data = receipt_file(study.root, receipt)
            act.write({**changed, path: data})
        study.forget_locks()
        found.left += [*self._finder.missing, *act.left]
        return receipt

    def _leaving(self, receipt: Receipt) -> Leaving:
        found = self.found
        return Leaving(
            case=self._case,
            gone=frozenset({*(d.id for d in found.gone), *self._finder.gone_before}),
            cut=frozenset(d.id for d, _ in found.cut),
            codings=frozenset(found.ids),
            labels=frozenset(self._finder.labels),
            former=frozenset(self._finder.ids),
            known=digests_of(receipt),
            present=frozenset(one.after for one in receipt.cut),
        )

    def _without_quotations(self) -> dict[Path, str]:
        """Return files that quote the case as they are without it; of records they are prepared."""
        changed: dict[Path, str] = {}
        for path in self.found.edited:
            kind = kind_of(path.relative_to(self._study.root).as_posix())
            if kind is CASES:
                # Cell by cell, with the rows that go.
                continue
            if kind is not None and is_records(kind):
                said = self._cut(strings_in(path))
                self._act.change_strings(path, lock_of(kind, path), said)
            else:
                changed[path] = self._own.cut_from(read_text(path))
        return changed

    def _cut(self, texts: Iterable[str]) -> Mapping[str, str]:
        """Return those of some texts that quote the case, each with what it is without."""
        cut = {text: self._own.cut_from(text) for text in texts}
        return {text: after for text, after in cut.items() if after != text}

    def _quotes(self, path: Path) -> bool:
        return bool(self._own and self._own.find(readable(path) or ""))

    def _change_logs(self) -> None:
        """Remove codings from the logs, and quotations from notes on other codings."""
        study, ids = self._study, self.found.ids
        for coder, document, events in list(study.events()):
            drop = {event.id for event in events} & ids
            notes = self._cut(event.note for event in events if event.note)
            if drop or notes:
                path = study.log_path(coder, document)
                self._act.change_log(path, f"{coder}--{document}", drop=drop, notes=notes)

    def _remove_left(self, leaving: Leaving) -> None:
        """Remove what an earlier withdrawal left here; cut the turns out of a group's text."""
        self._act.write(self._finder.texts)
        for path in self.found.words:
            if path not in self.found.put_right:
                self._act.remove(path, leaving.known)

    def _receipt(self) -> Receipt:
        found, before = self.found, self._finder.before
        gone = tuple(
            GoneDocument(self._id_of(d), d.sha256, d.source_sha256, self._spans_of(d))
            for d in found.gone
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
            files=tuple(sorted({*(before.files if before else ()), *self._received()})),
            called=tuple(sorted({*(before.called if before else ()), *self._called(texts)})),
            counts=dict(counts),
            looked=dict(sorted(found.looked.items())),
            unread=dict(sorted(found.unread.items())),
            unseen=max(len(found.unseen), before.unseen if before else 0),
        )

    def _id_of(self, document: Document) -> str:
        """Return the id under which the receipt knows a document: no name of the case's."""
        named = self._own.named_in(with_capitals(document.id))
        return f"withdrawn-{document.sha256[:6]}" if named else document.id

    def _received(self) -> Iterator[str]:
        """Yield the digests of the files received that go; of a survey's, no document knows it."""
        for document in [*self.found.gone, *(d for d, _ in self.found.cut)]:
            yield from map(file_digest, ORIGINALS.kept_by(self._study.root, document.id))

    def _called(self, texts: Iterable[str]) -> Iterator[str]:
        """Yield digests of the case's names, by each of the texts that are here."""
        study = self._study
        of = {d.sha256: d for d in (*self.found.gone, *(d for d, _ in self.found.cut))}
        for digest in texts:
            with contextlib.suppress(QualcodeError):
                text = study.text(of[digest]) if digest in of else study.earlier_text(digest)
                yield from (name_digest(text, name) for name in self._own.names if text)

    def _spans_of(self, document: Document) -> Spans:
        mine = {i for i, s in enumerate(document.speakers) if s.case == self._case}
        return tuple((t.words, t.end) for t in document.turns if t.speaker in mine)

    def _cut_texts(self, receipt: Receipt) -> Receipt:
        """Prepare the new texts of documents that lose turns, or the case's name."""
        study, found = self._study, self.found
        cuts = {document.id: (document, spans) for document, spans in found.cut}
        named = [study.document(name) for name in found.named if name not in cuts]
        cuts |= {one.id: (one, ()) for one in named if study.holds(one)}
        new = []
        for document, spans in cuts.values():
            after, blocks = without_person(study.text(document), spans, self._own)
            if not after.strip():
                remove_document(study, self._act, document.id, digests_of(receipt))
            else:
                new.append(NewText(document.id, after, blocks, substituted=True))
        revised = revise_texts(
            study, new, why="withdrawn", coder=self._coder, keep_earlier=False, act=self._act
        )
        present = {one.before.id: one.document for one in revised}
        for document in (study.document(one) for one in {*found.named, *present}):
            safe = without_name(present.get(document.id, document), self._own)
            if safe != present.get(document.id, document):
                path = DOCUMENTS.at(study.root, document=document.id)
                self._act.write({path: document_text(safe)})
        before = {(d.id, d.sha256) for d, _ in found.cut}
        return msgspec.structs.replace(receipt, cut=tuple(
            msgspec.structs.replace(one, after=present[one.id].sha256)
            if (one.id, one.before) in before and one.id in present else one
            for one in receipt.cut
        ))  # fmt: skip


def _texts_with(study: Study, document: Document, spans: Spans) -> set[str]:
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
