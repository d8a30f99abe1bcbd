"""Replaces accepted names in all that qualcode writes: texts, labels, titles, notes, memos."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from qualcode.errors import BadInputError, QualcodeError
from qualcode.model.document.document import Document
from qualcode.model.personal_names import FoundName, NameFinder, replaced
from qualcode.model.plural import counted
from qualcode.model.text.text import text_digest
from qualcode.store.acts.act import Act
from qualcode.store.copy_list import conflict_copies, put_aside_of
from qualcode.store.folder_map import DOCUMENTS, EDITS, KINDS, SET_ASIDE, folders
from qualcode.store.io.durable import read_text
from qualcode.store.io.tables import read_table_text
from qualcode.store.records.documents import document_text
from qualcode.store.records.real_names import read_names
from qualcode.store.study import Study
from qualcode.workbench.documents.revision import NewText, Revised, revise_texts
from qualcode.workbench.privacy.name_doubts import doubts
from qualcode.workbench.privacy.own_words import readable
from qualcode.workbench.progress import Progress, silent

#: What places are called where names were replaced, by what one of their files is called.
_PLACES = {"memo": "memos", "summary": "summaries", "draft": "drafts"}
#: Where texts and files received are put aside.
_WITH_WORDS = folders("opt-in")
#: Documents revised together: each one's earlier and later text is in memory meanwhile.
_BATCH = 50


@dataclass
class Pseudonymised:
    """The replacements that were made, or would be.

    ``places`` counts replacements by where they were: transcripts, titles, notes, memos, summaries,
    drafts. ``names`` counts them by replacement. ``left`` lists what a person has to do: names in
    ids, the codebook, ``cases.csv``.
    """

    documents: list[str] = field(default_factory=list)
    places: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    codings: int = 0
    changed: int = 0
    forgotten: int = 0
    left: list[str] = field(default_factory=list)


def pseudonymise(
    study: Study,
    documents: Sequence[str] = (),
    *,
    coder: str = "",
    dry_run: bool = False,
    forget_earlier: bool = False,
    progress: Progress = silent,
) -> Pseudonymised:
    """Replace every accepted name, whole words only, the longest first; codings stay in place.

    It is one act: everything is replaced, or nothing has changed. With ``forget_earlier`` the
    documents' earlier texts go from this machine in it.

    ``documents`` narrows it to these texts, and leaves memos and summaries alone. What is
    replaced already, in brackets, is not touched, so that a second run changes nothing.

    Raises:
        BadInputError: no name has been accepted, or the table cannot be read.
        NotFoundError, StudyError: a document is not there, or is being revised by others.
    """
    names = read_names(study.root)
    if not any(n.replacement and not n.keep for n in names):
        raise BadInputError(
            "no name has been accepted yet",
            mend="qualcode names review, or qualcode names add NAME",
        )
    wanted = list(documents) or study.document_ids()
    if not dry_run:
        study.sweep()
    with nullcontext() if dry_run else study.act("pseudonymise") as act:
        work = _Work(study, NameFinder(names), coder, act, keep=not forget_earlier)
        for at in range(0, len(wanted), _BATCH):
            work.texts(wanted[at : at + _BATCH])
            progress("Replacing names", min(at + _BATCH, len(wanted)), len(wanted))
        if not documents:
            work.writing()
        work.notes(documents)
        if forget_earlier and act is not None:
            work.forget(wanted)
    work.done.left += doubts(names)
    work.done.left += act.left if act else ()
    return work.done


class _Work:
    def __init__(
        self, study: Study, finder: NameFinder, coder: str, act: Act | None, *, keep: bool
    ) -> None:
        self._study = study
        self._finder = finder
        self._coder = coder
        self._act = act
        self._keep = keep
        self._revised: dict[str, Document] = {}
        self.done = Pseudonymised()

    def _find(self, text: str) -> list[FoundName]:
        # What is kept is found too, so that a shorter name within it is not.
        return [h for h in self._finder.find(text) if h.name.replacement and not h.name.keep]

    def _count(self, where: str, found: Iterable[FoundName]) -> None:
        for hit in found:
            self.done.places[where] += 1
            self.done.names[hit.name.replacement] += 1

    def _replaced(self, text: str, where: str) -> str:
        found = self._find(text)
        if not found:
            return text
        self._count(where, found)
        return replaced(text, found)[0]

    # ---- transcripts ----------------------------------------------------------------------

    def texts(self, documents: Sequence[str]) -> None:
        """Replace names in texts, with the labels in them, and in titles."""
        new: list[NewText] = []
        for name in documents:
            document = self._study.document(name)
            try:
                text = self._study.text(document)
            except QualcodeError as error:
                self.done.left.append(f"{name}: {error}")
                continue
            if not self._study.holds(document):
                self.done.left.append(self._study.other_file(document).line())
            found = self._find(text)
            if found:
                self._count("transcripts", found)
                after, blocks = replaced(text, found)
                new.append(NewText(name, after, blocks, substituted=True))
            if self._find(name.replace("-", " ").replace("_", " ")):
                self.done.left.append(
                    f"the id of {name} holds a name: qualcode revise {name} --as ANOTHER-ID"
                )
        self._titles(documents, self._revise(new) if new else {})

    def _revise(self, new: Sequence[NewText]) -> dict[str, Document]:
        revised: list[Revised] = revise_texts(
            self._study, new, why="pseudonymised", coder=self._coder, dry_run=self._act is None,
            keep_earlier=self._keep, act=self._act,
        )  # fmt: skip
        for one in revised:
            self.done.documents.append(one.document.id)
            self.done.codings += one.unchanged + len(one.flagged)
            self.done.changed += len(one.flagged)
        found = {one.document.id: one.document for one in revised}
        self._revised |= found
        return found

    def _titles(self, documents: Sequence[str], revised: Mapping[str, Document]) -> None:
        files: dict[Path, str | bytes] = {}
        for name in documents:
            # Not the one on disk: a dry run has written none, and is to count the same.
            document = revised.get(name) or self._study.document(name)
            after = self._named_safely(document)
            if after != document:
                files[DOCUMENTS.at(self._study.root, document=name)] = document_text(after)
        if files and self._act is not None:
            self._act.write(files)

    def _named_safely(self, document: Document) -> Document:
        title = self._replaced(document.title, "titles")
        speakers = tuple(
            msgspec.structs.replace(s, label=self._replaced(s.label, "speaker labels"))
            for s in document.speakers
        )
        return msgspec.structs.replace(document, title=title, speakers=speakers)

    # ---- what people wrote ----------------------------------------------------------------

    def writing(self) -> None:
        """Replace names in memos, summaries and drafts; report places left to a person."""
        root = self._study.root
        files: dict[Path, str | bytes] = {}
        in_place = {kind.folder: kind for kind in KINDS if kind.pseudonyms == "replaced"}
        for folder, kind in in_place.items():
            where = _PLACES[kind.words]
            for path in sorted((root / folder).rglob("*.md")):
                text = read_text(path)
                # The head of a summary is read by programs: a name there is a person's to change.
                head = 0 if kind.words == "memo" else _head(text)
                place = path.relative_to(root).as_posix()
                for hit in self._find(text[:head]):
                    line = text.count("\n", 0, hit.start) + 1
                    self.done.left.append(f"{place}:{line} holds {hit.text!r}: change it there")
                after = text[:head] + self._replaced(text[head:], where)
                if after != text:
                    files[path] = after
        if files and self._act is not None:
            self._act.write(files)
        # What was put in brackets for print was signed off as it is.
        told = (kind for kind in KINDS if kind.pseudonyms == "told")
        for path in itertools.chain.from_iterable(kind.files(root) for kind in told):
            text = read_table_text(path) if path.suffix == ".csv" else read_text(path)
            name = path.relative_to(root).as_posix()
            for hit in self._find(text):
                line = text.count("\n", 0, hit.start) + 1
                self.done.left.append(f"{name}:{line} holds {hit.text!r}: change it there")

        self._copies()

    def _copies(self) -> None:
        """Say which conflict copies of sync clients hold names: those here, and those put aside."""
        mend = "first qualcode check --take-in, then qualcode pseudonymise again"
        for copy in conflict_copies(self._study):
            self._tell_copy(copy.path, copy.name, mend)
        for path in SET_ASIDE.files(self._study.root):
            name = path.relative_to(self._study.root).as_posix()
            self._tell_copy(path, name, "delete it; its original has what it held")

    def _tell_copy(self, path: Path, name: str, mend: str) -> None:
        if found := self._find(readable(path) or ""):
            self.done.left.append(f"{name} holds {counted(len(found), 'name')}: {mend}")

    def notes(self, documents: Sequence[str]) -> None:
        """Replace names in the notes of every event of every log, earlier ones too.

        Without ``documents`` also of logs whose document is not there any more.
        """
        for coder, document, events in list(self._study.events()):
            if documents and document not in documents:
                continue
            if not any(e.note and self._find(e.note) for e in events):
                continue
            for event in events:
                self._count("notes on codings", self._find(event.note))
            notes = {e.note: replaced(e.note, self._find(e.note))[0] for e in events if e.note}
            if self._act is not None:
                path = self._study.log_path(coder, document)
                self._act.change_log(path, f"{coder}--{document}", notes=notes)

    # ---- earlier texts --------------------------------------------------------------------

    def forget(self, documents: Sequence[str]) -> None:
        """Remove the documents' other texts from this machine, and copies that were put aside."""
        assert self._act is not None
        for name in documents:
            present = self._revised.get(name) or self._study.document(name)
            for path, digest in self._study.earlier_files(name, present.sha256):
                self._act.remove(path, [digest])
                self.done.forgotten += 1
            self._forget_edits(name)
        for path in put_aside_of(self._study.root, documents):
            if path.relative_to(self._study.root / SET_ASIDE.folder).parts[0] in _WITH_WORDS:
                self._act.remove(path)
                self.done.forgotten += 1

    def _forget_edits(self, document: str) -> None:
        """Remove the copies for editors of a document's earlier texts; tell of those changed."""
        assert self._act is not None
        root = self._study.root
        for path in EDITS.files(root, document=document):
            text = readable(path) or ""
            if (
                text_digest(text)[:12]
                == EDITS.keys_of(path.relative_to(root).as_posix())["short_digest"]
            ):
                self._act.remove(path)
                self.done.forgotten += 1
            elif self._find(text):
                place = path.relative_to(root).as_posix()
                self.done.left.append(
                    f"{place} is an edit that was begun, and holds names: delete it, or take over "
                    "what you need of it"
                )


def _head(text: str) -> int:
    """Return where the front matter of a summary ends, 0 where there is none."""
    if not text.startswith("---\n"):
        return 0
    end = text.find("\n---", 3)
    return end + 4 if end >= 0 else 0
