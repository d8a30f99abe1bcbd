"""Removes what belongs to documents and codings of a case that withdraws."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from qualcode.errors import QualcodeError
from qualcode.model.personal_names import plain
from qualcode.store.acts.act import Act
from qualcode.store.folder import place_key
from qualcode.store.folder_changes import lock_of
from qualcode.store.folder_map import (
    CASES,
    EARLIER_DOCUMENTS,
    EARLIER_TEXTS,
    EDITS,
    KINDS,
    NAMES,
    ORIGINALS,
    RESPONDENTS,
    SETTINGS,
    SPEAKERS,
    SUMMARIES,
    TEXTS,
    TORN,
    kind_of,
)
from qualcode.store.io.durable import read_text
from qualcode.store.io.tables import table_text, without_rows
from qualcode.store.records.cases import cases_text
from qualcode.store.records.real_names import names_text, read_names
from qualcode.store.records.respondents import read_respondents
from qualcode.store.records.speaker_table import DOCUMENT, LABEL, SPEAKER, read_speakers
from qualcode.store.records.summaries import without_codings
from qualcode.store.texts import StudyTexts


@dataclass(frozen=True)
class Leaving:
    """What leaves a study with a case.

    ``gone`` are ids of documents that go whole, ``cut`` of those that lose the case's turns,
    ``codings`` ids of codings that go, ``labels`` what the case is called in recordings and
    texts, ``former`` ids that it had. ``known`` are SHA-256 of the texts and files that held their
    words, ``present`` those that cut documents have now.
    """

    case: str
    gone: frozenset[str] = frozenset()
    cut: frozenset[str] = frozenset()
    codings: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    former: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    present: frozenset[str] = frozenset()


def remove_document(study: StudyTexts, act: Act, document: str, known: Collection[str]) -> None:
    """Prepare that everything kept by a document's id goes: its words, and all on it.

    A text or an original goes from outside the study only if its SHA-256 is ``known``.
    """
    act.remove(study.text_path(document), known)
    for kind in KINDS:
        if "document" in kind.keys and kind is not TEXTS:
            for path in kind.kept_by(study.root, document):
                if path.is_dir():
                    act.remove_folder(path)
                else:
                    act.remove(path, known if kind is ORIGINALS else ())
        elif kind.forgotten == "records":
            for path in kind.files(study.root):
                act.change_records(path, lock_of(kind, path), "document", [document])


def remove_codings(study: StudyTexts, act: Act, leaving: Leaving) -> None:
    """Prepare that records and evidence of codings that go go too; their logs are the caller's."""
    if not leaving.codings:
        return
    for kind in KINDS:
        if kind.forgotten == "records" and "document" not in kind.keys:
            for path in kind.files(study.root):
                act.change_records(path, lock_of(kind, path), "coding", leaving.codings)


def without_evidence(
    study: StudyTexts, leaving: Leaving, changed: dict[Path, str], removed: Collection[Path]
) -> None:
    """Add to ``changed``, files by their new contents, summaries that rest on codings that go."""
    for path in SUMMARIES.files(study.root) if leaving.codings else ():
        if path in removed:
            continue
        text = changed.get(path) or read_text(path)
        after = without_codings(text, leaving.codings)
        if after != text:
            changed[path] = after


def clear_local(
    study: StudyTexts, act: Act, leaving: Leaving, quotes: Callable[[Path], bool]
) -> None:
    """Prepare that this machine keeps no earlier text, edit or cache of what leaves.

    ``quotes`` says whether a file quotes the case.
    """
    root = study.root
    for digest in sorted(leaving.known):
        act.remove(EARLIER_TEXTS.at(root, digest=digest), [digest])
    present = {digest[:12] for digest in leaving.present}
    known = {digest[:12] for digest in leaving.known}
    for kind in (EARLIER_DOCUMENTS, EDITS, TORN):
        for path in kind.files(root):
            said = kind.keys_of(path.relative_to(root).as_posix())
            theirs = said["document"] in leaving.gone | leaving.cut
            # Of a text that held their words, under whatever id.
            theirs |= said.get("short_digest") in known
            earlier = said.get("short_digest") not in present
            if (theirs and earlier) or (kind.quoted and quotes(path)):
                act.remove(path)
    kept = {kind.path.split("/")[1] for kind in KINDS
            if kind.top == study.local.name and kind.forgotten != "cleared"}  # fmt: skip
    for folder in sorted(study.local.iterdir()) if study.local.is_dir() else ():
        # Whatever an earlier version cached goes as well.
        if folder.is_dir() and folder.name not in kept:
            act.remove_folder(folder)
        elif folder.is_dir():
            _clear_strangers(study, act, folder, leaving, quotes)
    _forget_places(study, act, leaving.gone)


def _clear_strangers(
    study: StudyTexts, act: Act, folder: Path, leaving: Leaving, quotes: Callable[[Path], bool]
) -> None:
    for path in sorted(folder.iterdir()):
        stranger = kind_of(path.relative_to(study.root).as_posix()) is None
        named = any(one in path.name for one in leaving.gone | leaving.cut)
        if path.is_file() and stranger and (named or quotes(path)):
            act.remove(path)


def _forget_places(study: StudyTexts, act: Act, documents: Collection[str]) -> None:
    act.hold(study.lock("settings"))
    with contextlib.suppress(QualcodeError):
        settings = study.local_settings()
        there = {place_key(one) for one in study.document_ids() if one not in documents}
        kept = {
            name: value
            for name, value in settings.items()
            if name in there or not name.startswith(place_key(""))
        }
        if kept != settings:
            act.write({SETTINGS.at(study.root): msgspec.json.encode(kept)})


def without_their_rows(
    study: StudyTexts, leaving: Leaving, cut: Callable[[str], str]
) -> dict[Path, str]:
    """Return the tables that lose rows of the case, or their words, by their new contents.

    ``cut`` takes the case's words out of what is said of other cases.
    """
    found: dict[Path, str] = {}
    root = study.root
    kept = [
        replace(case, attributes={name: cut(said) for name, said in case.attributes.items()})
        for case in study.cases.values()
        if case.id != leaving.case
    ]
    if kept != list(study.cases.values()):
        found[CASES.at(root)] = cases_text(kept)
    labels = {plain(label) for label in leaving.labels}

    def is_theirs(row: dict[str, str]) -> bool:
        called = {plain(row.get(LABEL, "")), plain(row.get(SPEAKER, ""))}
        document = row.get(DOCUMENT)
        return (
            row.get(SPEAKER) in leaving.former | {leaving.case}
            or document in leaving.gone
            or (document in leaving.cut and bool(called & labels))
        )

    # Where a colleague gave the case another id, this table has the first, as texts do.
    ids = {leaving.case, *leaving.former} | {
        one for one in leaving.labels if one not in study.cases
    }

    def is_respondent(row: dict[str, str]) -> bool:
        return not ids.isdisjoint(row.values())

    for path, rows, goes in (
        (SPEAKERS.at(root), read_speakers(root), is_theirs),
        (RESPONDENTS.at(root), read_respondents(root), is_respondent),
    ):
        left = without_rows(rows, goes)
        if len(left) != len(rows):
            found[path] = table_text(left)
    names = read_names(root)
    others = [one for one in names if not any(plain(form) in labels for form in one.forms)]
    if others != names:
        found[NAMES.at(root)] = names_text(others)
    return found
