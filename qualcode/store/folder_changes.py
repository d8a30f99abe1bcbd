"""Changes all files that name a document by its id, when it gets another id."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from qualcode.errors import QualcodeError, StudyError
from qualcode.store.acts.act import Act
from qualcode.store.folder import place_key
from qualcode.store.folder_map import (
    DOCUMENTS,
    DONE,
    EARLIER_DOCUMENTS,
    GLANCES,
    IMPORTS,
    KINDS,
    QUOTATIONS,
    SETTINGS,
    SPEAKERS,
    TEXTS,
    THEME_PAGES,
    THEMES,
    WITHDRAWALS,
    Kind,
    kind_of,
)
from qualcode.store.io.durable import read_bytes, read_text
from qualcode.store.io.tables import table_text
from qualcode.store.records import speaker_table, withdrawals
from qualcode.store.records.documents import document_in, document_text, with_another_id
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
    if kind is TEXTS:
        _move(study, act, study.text_path(document), study.text_path(to))
        return
    for path in kind.kept_by(study.root, document):
        _move(study, act, path, kind.moved(study.root, path, document, to))


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
