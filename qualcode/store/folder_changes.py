"""Changes all files that name a document by its id, when it gets another id."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from qualcode.errors import QualcodeError, StudyError
from qualcode.store.acts.act import Act
from qualcode.store.conflict_copies import original_of
from qualcode.store.folder import place_key
from qualcode.store.folder_map import (
    CODINGS,
    DOCUMENT_MEMOS,
    DOCUMENTS,
    DONE,
    EARLIER_DOCUMENTS,
    EARLIER_TEXTS,
    GLANCES,
    IMPORTS,
    KINDS,
    ORIGINALS,
    QUOTATIONS,
    REVISIONS,
    SETTINGS,
    SPEAKERS,
    TEXTS,
    THEME_PAGES,
    THEMES,
    WITHDRAWALS,
    Kind,
    kind_of,
)
from qualcode.store.git.earlier_documents import documents_under
from qualcode.store.io.durable import file_digest, read_bytes, read_text
from qualcode.store.io.tables import table_text
from qualcode.store.records import speaker_table, withdrawals
from qualcode.store.records.coding_log import parse_log
from qualcode.store.records.documents import document_in, document_text, with_another_id
from qualcode.store.records.revisions import read_revisions
from qualcode.store.texts import StudyTexts

Rewriting = Callable[[StudyTexts, Act, str, str], None]


def rename_in_folder(
    study: StudyTexts, act: Act, document: str, to: str, forms: Mapping[str, str]
) -> None:
    """Prepare that everything stored under a document's id is stored under the new one.

    ``forms`` maps digests of forms with the old id to those without it, which sign-offs of earlier
    versions use.

    Raises:
        StudyError: files of another document that had the new id are in the way.
    """
    for kind in KINDS:
        if kind.renamed == "moved":
            _move_files(study, act, kind, document, to)
        elif kind.renamed == "records":
            for path in kind.files(study.root):
                act.change_records(path, lock_of(kind, path), "document", [document], to)
        elif kind.renamed == "rewritten":
            REWRITTEN[kind](study, act, document, to)
        elif kind is GLANCES:
            for path in kind.files(study.root):
                act.remove(path)
    for path in QUOTATIONS.files(study.root) if forms else ():
        for before, after in forms.items():
            act.change_records(path, lock_of(QUOTATIONS, path), "form", [before], after)


def follow_in_folder(study: StudyTexts, act: Act, document: str, to: str) -> None:
    """Prepare that what is still stored under an id joins the document that has another one now.

    Raises:
        StudyError: a file of either id is in the way of the other.
    """
    known = _known_digests(study, [to])
    for kind in KINDS:
        if kind.renamed == "moved":
            for path in _kept(study, kind, document):
                there = _there(study, kind, path, document, to)
                if kind is TEXTS and there.exists() and file_digest(path) in known:
                    # One of the document's texts, which has its present one already.
                    digest = file_digest(path)
                    act.write({EARLIER_TEXTS.at(study.root, digest=digest): read_bytes(path)})
                    act.remove(path, [digest])
                else:
                    _join(study, act, path, there)
        elif kind.renamed == "records":
            for path in kind.files(study.root):
                act.change_records(path, lock_of(kind, path), "document", [document], to)
        elif kind.renamed == "rewritten" and kind is not DOCUMENTS:
            REWRITTEN[kind](study, act, document, to)


def _join(study: StudyTexts, act: Act, path: Path, to: Path) -> None:
    """Prepare the move of a file or folder to where a part of it may be already."""
    if not to.exists():
        act.move(path, to)
    elif path.is_dir() and to.is_dir():
        for one in sorted(path.iterdir()):
            _join(study, act, one, to / one.name)
        act.remove_folder(path)
    elif file_digest(path) == file_digest(to):
        act.remove(path, [file_digest(to)])
    elif path.suffix == ".jsonl":
        act.hold(study.lock(f"{path.parent.name}--{path.stem}"))
        act.hold(study.lock(f"{to.parent.name}--{to.stem}"))
        there = read_bytes(to).splitlines()
        more = [line for line in read_bytes(path).splitlines() if line not in there]
        act.write({to: b"".join(line + b"\n" for line in [*there, *more])})
        act.remove(path)
    else:
        raise StudyError(
            f"there is a {study.where(to)} already, which says something else",
            where=study.where(path),
            mend="Put what you need of both into one, and remove the other",
        )


def earlier_ids(study: StudyTexts) -> dict[str, str]:
    """Return ids of no document under which files of one are still stored, with its present id.

    Where a colleague gave a document another id, git brings it, but not to files that it does not
    take, or that are new here. They are told by the texts and files received that they are of, or
    by what git's history has under that id.
    """
    strays = stray_ids(study)
    known = _known_digests(study, study.document_ids()) if strays else {}
    found: dict[str, str] = {}
    for name, digests in strays.items():
        of = {known[digest] for digest in digests if digest in known}
        # A copy of a text beside it is somebody's own.
        kinds = {kind for kind in _TELLING if any(_kept(study, kind, name))}
        if kinds and kinds <= {TEXTS, ORIGINALS}:
            of = {one for one in of if not any(_kept(study, kind, one) for kind in kinds)}
        if len(of) == 1:
            found[name] = next(iter(of))
    return found


#: Kinds of files that say by themselves which text they are, or are of.
_TELLING = (TEXTS, ORIGINALS, EARLIER_DOCUMENTS, CODINGS)


def stray_ids(study: StudyTexts) -> dict[str, set[str]]:
    """Return ids of no document that files and records are kept by, with what tells whose they are.

    These are SHA-256 of texts and files received, in full or short; none where nothing tells.
    """
    documents = set(study.document_ids())
    found: dict[str, set[str]] = {}
    for kind in _TELLING:
        for path in _all_of(study, kind):
            name = _keys(study, kind, path)["document"]
            if name not in documents and not _is_copy(study, kind, path):
                found.setdefault(name, set()).update(_digests(kind, path))
    mute = {
        kind.keys_of(path.relative_to(study.root).as_posix())["document"]
        for kind in (DOCUMENT_MEMOS, REVISIONS)
        for path in kind.files(study.root)
        if not _is_copy(study, kind, path)
    }
    for kind in KINDS:
        if kind.renamed == "records":
            mute |= {name for path in kind.files(study.root) for name in _documents_in(path)}
    asked = (mute - documents) | {name for name, digests in found.items() if not digests}
    for name in asked:
        found.setdefault(name, set())
    for one in documents_under(study.root, asked):
        found[one.id] |= {one.sha256, one.source_sha256} - {""}
    return found


def _documents_in(path: Path) -> Counter[str]:
    """Return how many of its records a file has of each document."""
    found: Counter[str] = Counter()
    for line in read_bytes(path).split(b"\n"):
        with suppress(msgspec.DecodeError, UnicodeDecodeError):
            found[msgspec.json.decode(line, type=_OfDocument).document] += 1
    del found[""]
    return found


def records_of(path: Path, documents: Collection[str]) -> int:
    """Return how many records of some documents a file has."""
    return sum(count for name, count in _documents_in(path).items() if name in documents)


class _OfDocument(msgspec.Struct):
    document: str = ""


def _is_copy(study: StudyTexts, kind: Kind, path: Path) -> bool:
    """Return whether a file is a conflict copy, which ``check`` reports as such."""
    folder = kind.folder if kind is TEXTS else path.parent.relative_to(study.root).as_posix()
    return original_of(study.root, f"{folder}/{path.name}") is not None


def _known_digests(study: StudyTexts, documents: Iterable[str]) -> dict[str, str]:
    """Map the digests of every document's texts and file, in full and short, to its id."""
    known: dict[str, str] = {}
    for name in documents:
        with suppress(QualcodeError):
            one = study.document(name)
            of = {one.sha256, one.source_sha256}
            of |= {d for r in read_revisions(study.root, name)[0] for d in (r.before, r.after)}
            known |= {d: name for digest in of - {""} for d in (digest, digest[:12])}
    return known


def _digests(kind: Kind, path: Path) -> set[str]:
    """Return the digests that say which text a file is, or is about."""
    if kind is EARLIER_DOCUMENTS:
        return {path.stem[-12:]}
    if kind is CODINGS:
        return {event.sha256 for event in parse_log(read_bytes(path), "")[0]}
    return {file_digest(path)}


def _all_of(study: StudyTexts, kind: Kind) -> Iterator[Path]:
    if kind is TEXTS:
        return (p for p in sorted(study.transcripts.glob("*.txt")) if p.name[0] != ".")
    return kind.files(study.root)


def _keys(study: StudyTexts, kind: Kind, path: Path) -> dict[str, str]:
    if kind is TEXTS:
        return {"document": path.stem}
    return kind.keys_of(path.relative_to(study.root).as_posix())


def _kept(study: StudyTexts, kind: Kind, document: str) -> list[Path]:
    if kind is TEXTS:
        return [path for path in [study.text_path(document)] if path.exists()]
    return list(kind.kept_by(study.root, document))


def _there(study: StudyTexts, kind: Kind, path: Path, document: str, to: str) -> Path:
    if kind is TEXTS:
        return study.text_path(to)
    return kind.moved(study.root, path, document, to)


def lock_of(kind: Kind, path: Path) -> str:
    """Return the name of the lock held by writers of a file of records."""
    return f"{path.parent.name}--{path.stem}" if kind is DONE else kind.top


def naming(document: str, others: Iterable[str] = ()) -> re.Pattern[str]:
    """Return a pattern that finds an id in text, but not within a longer one.

    A dot may end it, as in the name of a file, unless one of the ``others`` goes on after it.
    """
    within = re.compile(rf"(?<![\w-]){re.escape(document)}(?![\w-])")
    longer = "".join(
        f"(?!(?<={re.escape(one[: at.start()])}){re.escape(one[at.start() :])}(?![\\w-]))"
        for one in sorted({*others} - {document})
        for at in within.finditer(one)
    )
    return re.compile(rf"(?<![\w-]){longer}{re.escape(document)}(?![\w-])")


def _move_files(study: StudyTexts, act: Act, kind: Kind, document: str, to: str) -> None:
    for path in _kept(study, kind, document):
        _move(study, act, path, _there(study, kind, path, document, to))


def _move(study: StudyTexts, act: Act, path: Path, to: Path) -> None:
    if path.exists() and to.exists() and not (to.is_dir() and not any(to.iterdir())):
        raise StudyError(
            f"there is a {study.where(to)} already, of another document that had this id",
            mend="Choose another id, or move that away",
        )
    act.move(path, to)


# ---- contents that change ---------------------------------------------------------------------


def _document(study: StudyTexts, act: Act, document: str, to: str) -> None:
    renamed = with_another_id(study.document(document), to)
    act.write({DOCUMENTS.at(study.root, document=to): document_text(renamed)})
    act.remove(DOCUMENTS.at(study.root, document=document))


def _earlier_documents(study: StudyTexts, act: Act, document: str, to: str) -> None:
    for path in EARLIER_DOCUMENTS.files(study.root, document=document):
        there = EARLIER_DOCUMENTS.moved(study.root, path, document, to)
        try:
            renamed = with_another_id(document_in(read_bytes(path)), to)
        except QualcodeError:
            # It cannot be read, and it holds the old id.
            act.remove(path)
            continue
        act.write({there: document_text(renamed)})
        act.remove(path)


def _receipts(study: StudyTexts, act: Act, document: str, to: str) -> None:
    for receipt in withdrawals.readable_receipts(study.root):
        renamed = withdrawals.with_another_id(receipt, document, to)
        if renamed != receipt:
            path, data = withdrawals.receipt_file(study.root, renamed)
            act.write({path: data})


def _speakers(study: StudyTexts, act: Act, document: str, to: str) -> None:
    act.hold(study.lock("speakers"))
    rows = speaker_table.read_speakers(study.root)
    named = speaker_table.with_another_id(rows, document, to)
    if named != rows:
        act.write({SPEAKERS.at(study.root): table_text(named)})


def _words(kind: Kind) -> Rewriting:
    """Replace the id in texts that programs wrote, since an id may be a name."""

    def rewrite(study: StudyTexts, act: Act, document: str, to: str) -> None:
        named = naming(document, study.document_ids())
        for path in kind.files(study.root):
            if path.is_symlink():
                # What it leads to is somebody else's.
                continue
            # Unchanged: a table keeps the byte-order mark that spreadsheets need.
            text = read_bytes(path).decode("utf-8", errors="surrogateescape")
            renamed = named.sub(lambda _: to, text)
            if renamed != text:
                act.write({path: renamed.encode("utf-8", errors="surrogateescape")})

    return rewrite


def rename_in_made(study: StudyTexts, act: Act, case: str, to: str) -> None:
    """Prepare that what programs wrote of a case, with its id, has its new one."""
    for kind in (IMPORTS, THEMES, THEME_PAGES, EARLIER_DOCUMENTS):
        _words(kind)(study, act, case, to)


def _themes(study: StudyTexts, act: Act, document: str, to: str) -> None:
    for path in THEMES.files(study.root):
        if path.is_symlink():
            continue
        try:
            stored = json.loads(read_text(path))
        except (ValueError, QualcodeError):
            continue
        renamed = _renamed(stored, document, to)
        if renamed != stored:
            act.write({path: json.dumps(renamed, ensure_ascii=False, indent=1)})


def _renamed(value: object, document: str, to: str) -> object:
    if isinstance(value, list):
        return [_renamed(one, document, to) for one in value]
    if isinstance(value, dict):
        return {
            key: to if key == "document" and one == document else _renamed(one, document, to)
            for key, one in value.items()
        }
    return value


def _settings(study: StudyTexts, act: Act, document: str, to: str) -> None:
    act.hold(study.lock("settings"))
    try:
        settings = study.local_settings()
    except QualcodeError:
        # The problem is reported where the file is needed.
        return
    if (place := settings.pop(place_key(document), None)) is not None:
        settings[place_key(to)] = place
        act.write({SETTINGS.at(study.root): msgspec.json.encode(settings)})


#: How to rewrite each kind of file that contains a document's id.
REWRITTEN: Mapping[Kind, Rewriting] = {
    DOCUMENTS: _document,
    EARLIER_DOCUMENTS: _earlier_documents,
    WITHDRAWALS: _receipts,
    SPEAKERS: _speakers,
    IMPORTS: _words(IMPORTS),
    THEME_PAGES: _words(THEME_PAGES),
    THEMES: _themes,
    SETTINGS: _settings,
}


def may_name(root: Path) -> Iterator[Path]:
    """Yield files that may mention a document's id in people's own words, or in generated ones."""
    tops = {kind.top for kind in KINDS}
    for top in sorted(root.iterdir()):
        inside = sorted(top.rglob("*")) if top.name in tops else []
        for path in [top, *inside]:
            kind = kind_of(path.relative_to(root).as_posix())
            if (kind is None or kind in _WRITTEN_IN) and path.is_file() and not path.is_symlink():
                yield path


#: Kinds in which the id may occur as a word.
_WRITTEN_IN = frozenset(
    {kind for kind in KINDS if kind.renamed in ("told", "records")} | {THEMES, THEME_PAGES, IMPORTS}
)
