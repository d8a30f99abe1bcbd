"""Transcripts' texts in a study folder: read and checked, added, revised, brought back."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import msgspec

from qualcode.errors import NotFoundError, StudyError, TextChangedError, TextMissingError
from qualcode.model.document import Document
from qualcode.model.problem import Problem
from qualcode.model.text import text_digest
from qualcode.store.documents import document_text
from qualcode.store.files import (
    check_file_name,
    read_bytes,
    sweep,
    write_atomic,
    write_together,
)
from qualcode.store.folder import StudyFolder
from qualcode.store.revisions import Revision, read_revisions, revision_file


class StudyTexts(StudyFolder):
    """A study folder and the words in it; offsets point into exactly these texts."""

    def text_path(self, document_id: str) -> Path:
        """Return where a document's text is kept."""
        return self.transcripts / f"{document_id}.txt"

    def text(self, document: Document) -> str:
        """Return a document's text, its hash checked: offsets point into exactly this.

        Raises:
            TextChangedError: the file was edited, or is not the text of this hash.
            NotFoundError: it is not on this machine.
        """
        path = self.text_path(document.id)
        if not path.exists():
            raise TextMissingError(
                f"the text of {document.id} is not on this machine: there is no {path}",
                mend=self._how_to_get(),
            )
        data = read_bytes(path)
        digest = hashlib.sha256(data).hexdigest()
        if digest != document.sha256:
            return self._other_text(document, path, digest)
        return data.decode("utf-8")

    def _how_to_get(self) -> str:
        if not self.transcripts.is_dir():
            return (
                f"The folder {self.transcripts} is not there: connect the share, or set "
                "transcripts under [paths] in study.toml"
            )
        return "Ask for it whoever imported it; texts are not in git"

    def missing_texts(self, documents: Sequence[str]) -> Problem:
        """Return in one problem that these documents' texts are not on this machine."""
        some = ", ".join(documents[:4])
        more = f" and {len(documents) - 4:,} more" if len(documents) > 4 else ""
        count = "1 text is" if len(documents) == 1 else f"{len(documents):,} texts are"
        return Problem(
            "warning",
            "no-text",
            self.readable_config.transcripts,
            f"{count} not on this machine: {some}{more}",
            self._how_to_get().replace("Ask for it", "Ask for them"),
        )

    def check_text_folder(self) -> None:
        """Raise StudyError if texts are kept outside the study and that folder is not there."""
        folder = self.transcripts
        if not folder.is_dir() and not folder.resolve().is_relative_to(self.root.resolve()):
            raise StudyError(
                f"the folder of texts is not there: {folder}",
                mend="Connect the share, or set transcripts under [paths] in study.toml",
            )

    def _other_text(self, document: Document, path: Path, digest: str) -> str:
        """Return the document's text where its file is another text of it, or say why not."""
        revisions, _ = read_revisions(self.root, document.id)
        if not any(digest in (r.before, r.after) for r in revisions):
            raise TextChangedError(
                "the text was changed by another program, so offsets no longer fit",
                where=str(path),
                mend=f"To take the change over, codings following it: qualcode revise "
                f"{document.id}. Or put the old text back",
            )
        # A revision that was cut off between two files, or undone in git, leaves this.
        kept = self.earlier_text(document.sha256)
        if kept is not None:
            return kept
        last = next((r for r in reversed(revisions) if r.after == document.sha256), None)
        if last is None:
            raise TextChangedError(
                "the text was revised, and this study folder does not have the revision yet",
                where=str(path),
                mend="Get your team's changes first: git pull",
            )
        who = f" by {last.by}" if last.by else ""
        raise TextChangedError(
            f"this is an earlier text: it was revised{who} on {last.at[:10]}",
            where=str(path),
            mend=f"Ask{who.replace(' by', '') or ' your team'} for the new {path.name} and put it "
            "there; texts are not in git",
        )

    def keep_text(self, document: Document, text: str) -> None:
        """Keep a document's text, and what is known of it, in ``.qualcode/texts`` by its hash."""
        write_together(self._kept(document, text))

    def restore_text(self, document: Document, text: str) -> None:
        """Write a document's text file anew: the text of its hash, and no other.

        Raises:
            TextChangedError: it is another.
        """
        if text_digest(text) != document.sha256:
            raise TextChangedError(f"not the text of {document.id}")
        write_atomic(self.text_path(document.id), text)

    def earlier_text(self, digest: str) -> str | None:
        """Return a text kept on this machine by its SHA-256, ``None`` where there is none."""
        try:
            text = (self.local / "texts" / f"{digest}.txt").read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError):
            return None
        return text if text_digest(text) == digest else None

    def add_document(self, document: Document, text: str) -> None:
        """Store a new document and its text; raises StudyError if there is one of this id."""
        if self.add_documents([(document, text, None)]):
            raise StudyError(f"there is a document {document.id!r} already")

    def add_documents(
        self,
        new: Sequence[tuple[Document, str, tuple[str, bytes] | None]],
        first: Callable[[Collection[str]], None] = lambda _: None,
    ) -> dict[str, StudyError]:
        """Store new documents: for each its text, and the name and bytes of the file received.

        Texts go first, so that a crash leaves no document without one; before them ``first`` is
        called with the ids of those that are not stored, while no other program can store any, to
        write what the others refer to. Returns, by id, why one
        was not stored: there is a document of that id already, or words of another's.
        """
        for document, _, _ in new:
            check_file_name(document.id, "document")
        with self.lock("documents"):
            folder = self.root / "documents"
            refused = self.in_the_way(new)
            fresh = [one for one in new if one[0].id not in refused]
            words: dict[Path, str | bytes] = {self.text_path(d.id): text for d, text, _ in fresh}
            originals = (original for _, _, original in fresh if original)
            words |= {self.root / "originals" / name: data for name, data in originals}
            first(refused.keys())
            write_together({path: data for path, data in words.items() if not path.exists()})
            write_together({folder / f"{d.id}.json": document_text(d) for d, _, _ in fresh})
        return refused

    def in_the_way(
        self, new: Sequence[tuple[Document, str, tuple[str, bytes] | None]]
    ) -> dict[str, StudyError]:
        """Return, by id, what keeps new documents from being stored: what lies there already.

        The same words, and the same file as received, are in nobody's way. Names that differ in
        capitals only are the same: they are one file on most shared drives.
        """
        folder = self.root / "documents"
        ids = {document.id for document, _, _ in new}
        texts = _by_stem(self.transcripts, ids)
        originals = _by_stem(self.root / "originals", ids)
        found: dict[str, StudyError] = {}
        for document, text, original in new:
            if (folder / f"{document.id}.json").exists():
                found[document.id] = StudyError(
                    f"somebody else made a document {document.id!r} meanwhile"
                )
                continue
            lying = [p for p in texts.get(document.id, ()) if p.suffix.lower() == ".txt"]
            other = [p for p in lying if not _holds(p, text.encode("utf-8"))]
            if original:
                kept = originals.get(document.id, ())
                other += [p for p in kept if not _holds(p, original[1])]
            if other:
                found[document.id] = StudyError(
                    f"{other[0]} is there already, with other words, and is never written over",
                    mend=f"If that is another interview, give this one another id: --as "
                    f"{document.id[:78]}-2; if it is nobody's, move it away",
                )
        return found

    def put_back(self, document: Document, text: str) -> bool:
        """Write a document's text where it is missing on this machine; say whether it was this one.

        Raises:
            StudyError: the disk refused.
        """
        if text_digest(text) != document.sha256:
            return False
        with self.lock("documents"):
            if not self.text_path(document.id).exists():
                write_atomic(self.text_path(document.id), text)
        return True

    def sweep(self) -> None:
        """Remove what an import that was killed left half-written."""
        with self.lock("documents"):
            for folder in (self.root / "originals", self.root / "documents", self.transcripts):
                sweep(folder)

    def replace_document(self, document: Document, text: str) -> None:
        """Store a document anew under its id, with another text; nobody may have coded it.

        The earlier text stays in ``.qualcode/texts``, named by its hash.

        Raises:
            StudyError: there are codings of the document, which would lose their place, or its
                file holds a text that it never had.
        """
        with self.lock("documents"):
            coders = [c for c in self.coders() if self.log_path(c, document.id).exists()]
            if coders:
                raise StudyError(
                    f"{document.id} was coded by {', '.join(coders)}, so its text stays",
                    mend=f"Import the new file beside it, e.g. with --as {document.id}-2",
                )
            with contextlib.suppress(FileNotFoundError):
                earlier = self.text_path(document.id).read_bytes()
                digest = hashlib.sha256(earlier).hexdigest()
                if digest not in self._known_digests(document.id) | {document.sha256}:
                    raise StudyError(
                        f"{self.text_path(document.id)} is not the text that this study knows, "
                        "and is never written over",
                        mend="Get your team's changes first, or move it away",
                    )
                write_atomic(self.local / "texts" / f"{digest}.txt", earlier)
            write_atomic(self.text_path(document.id), text)
            write_atomic(self.root / "documents" / f"{document.id}.json", document_text(document))

    def _known_digests(self, document_id: str) -> set[str]:
        """Return the digests of the texts that a document has had."""
        revisions, _ = read_revisions(self.root, document_id)
        earlier = {digest for r in revisions for digest in (r.before, r.after)}
        return earlier | {self.document(document_id).sha256}

    def revise_documents(
        self, new: Sequence[tuple[Document, Document, Revision, str]], *, keep: bool = True
    ) -> None:
        """Give documents other texts: for each how it was, how it is now, the map, the text.

        Both texts are kept in ``.qualcode/texts`` by their hash, the earlier one not where
        ``keep`` is off. A crash on the way leaves each document with its old text or its new
        one; ``text`` finds either.

        Raises:
            StudyError: somebody else revised one of the documents meanwhile; nothing is changed.
        """
        folder = self.root / "documents"
        with self.lock("documents"):
            for before, _, _, _ in new:
                if self.document(before.id).sha256 != before.sha256:
                    raise StudyError(
                        f"the text of {before.id} was revised by somebody else meanwhile",
                        mend="Look at it as it is now, and try again",
                    )
            kept: dict[Path, str | bytes] = {}
            for before, after, revision, text in new:
                name, data = revision_file(after.id, revision)
                kept[self.root / name] = data
                kept |= self._kept(after, text)
                if keep and self.earlier_text(before.sha256) is None:
                    kept |= self._kept(before, self.text(before))
            write_together(kept)
            write_together({folder / f"{d.id}.json": document_text(d) for _, d, _, _ in new})
            write_together({self.text_path(d.id): text for _, d, _, text in new})

    def _kept(self, document: Document, text: str) -> dict[Path, str | bytes]:
        folder = self.local / "texts"
        return {
            folder / f"{document.sha256}.txt": text,
            folder / f"{document.id}-{document.sha256[:12]}.json": document_text(document),
        }

    def earlier(self, document: Document, digest: str) -> Document:
        """Return a document as it was with an earlier text; who is who as it is known today.

        Raises:
            NotFoundError: that text, or what was known of it, is not on this machine.
        """
        path = self.local / "texts" / f"{document.id}-{digest[:12]}.json"
        if self.earlier_text(digest) is None or not path.exists():
            raise NotFoundError(
                f"the earlier text of {document.id} is not on this machine",
                mend="It is on the one that revised it, in .qualcode/texts; "
                f"or take it from a copy: qualcode revise {document.id} FILE",
            )
        earlier = msgspec.json.decode(path.read_bytes(), type=Document)
        known = {speaker.label: speaker for speaker in document.speakers}
        return msgspec.structs.replace(
            earlier,
            id=document.id,
            speakers=tuple(known.get(speaker.label, speaker) for speaker in earlier.speakers),
            title=document.title,
            language=document.language,
        )

    def forget_earlier(self, document_id: str) -> int:
        """Remove a document's other texts from this machine; return how many there were."""
        present = self.document(document_id).sha256
        revisions, _ = read_revisions(self.root, document_id)
        gone = 0
        for digest in {d for r in revisions for d in (r.before, r.after)} - {present}:
            with contextlib.suppress(FileNotFoundError):
                (self.local / "texts" / f"{digest}.txt").unlink()
                gone += 1
        return gone

    def bring_back(self, document: Document, digest: str) -> Document:
        """Give a document the text of a digest again that it had; return it as it is then.

        Who the speakers are, as corrected since, stays.

        Raises:
            NotFoundError: that text, or what was known of it, is not on this machine.
            StudyError: somebody else revised the document meanwhile.
        """
        earlier = self.earlier(document, digest)
        text = self.earlier_text(digest) or ""
        with self.lock("documents"):
            if self.document(document.id).sha256 != document.sha256:
                raise StudyError(
                    f"the text of {document.id} was revised by somebody else meanwhile"
                )
            now_there = self.text(document)
            write_together(self._kept(document, now_there) | self._kept(earlier, text))
            write_atomic(self.root / "documents" / f"{earlier.id}.json", document_text(earlier))
            write_atomic(self.text_path(earlier.id), text)
        return earlier


def _by_stem(folder: Path, wanted: Collection[str]) -> dict[str, list[Path]]:
    """Return a folder's files of some names, without the ending and with capitals made small."""
    found: dict[str, list[Path]] = {}
    try:
        names = os.listdir(folder)  # noqa: PTH208 - a share may hold thousands
    except FileNotFoundError:
        return found
    except OSError as error:
        raise StudyError(f"cannot read {folder}: {error.strerror or error}") from None
    for name in names:
        if (stem := name.rpartition(".")[0].lower()) in wanted:
            found.setdefault(stem, []).append(folder / name)
    return found


def _holds(path: Path, data: bytes) -> bool:
    """Say whether a file has these bytes; what cannot be read has others."""
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False
