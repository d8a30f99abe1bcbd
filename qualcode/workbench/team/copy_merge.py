"""Merges a conflict copy with its original, by what each kind of file says; writes nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from qualcode.errors import QualcodeError
from qualcode.model.coding.coding import CodingEvent
from qualcode.model.merge_decision import Choice, Decision, Side
from qualcode.model.plural import counted
from qualcode.store.codebook.reader import parse_codebook
from qualcode.store.copy_list import ConflictCopy
from qualcode.store.folder_map import (
    ATTRIBUTES,
    CASES,
    CODEBOOK,
    CODINGS,
    DOCUMENTS,
    DRAFTS,
    EDITS,
    IGNORED,
    NAMES,
    ORIGINALS,
    RESPONDENTS,
    SPEAKERS,
    SUMMARIES,
    TEMPLATE,
    TEXTS,
)
from qualcode.store.io.durable import file_digest, read_bytes
from qualcode.store.io.tables import table_in, table_text
from qualcode.store.records import respondents, speaker_table
from qualcode.store.records.cases import cases_text, parse_cases
from qualcode.store.records.real_names import COLUMNS
from qualcode.store.records.revisions import read_revisions
from qualcode.store.records.withdrawals import readable_receipts, withdrawn_cases
from qualcode.store.study import Study
from qualcode.workbench.team.copy_base import earlier_version
from qualcode.workbench.team.copy_reading import damage, text_of, utf8_of
from qualcode.workbench.team.merge import all_of, merge_texts
from qualcode.workbench.withdrawal.withdrawn_codings import codings_within
from qualcode.workbench.withdrawal.withdrawn_words import document_of

_SAME = "it holds nothing that the original has not"


@dataclass
class MergedCopy:
    """What a copy and its original make together.

    ``data`` is what the original is to hold, ``None`` if it stays as it is. ``said`` says in words
    what is done. ``left`` says why the copy stays, "" if it can be taken in; ``open`` are the
    decisions that only a person can make. With ``keeps_original`` what the original held is put
    aside as well.
    """

    data: bytes | None = None
    said: str = _SAME
    left: str = ""
    open: list[Decision] = field(default_factory=list)
    keeps_original: bool = False


def merged_copy(study: Study, copy: ConflictCopy, side: Side | None = None) -> MergedCopy:
    """Merge a copy with its original.

    What a sync client put beside the original only adds to it or changes it: a code or a case that
    only the original has is never removed without a choice. ``side`` is that choice, for everything
    that a person has to decide.

    Raises:
        QualcodeError: one of the two cannot be read.
    """
    if copy.path.is_symlink() or copy.original.is_symlink():
        return MergedCopy(left="one of the two is a link")
    there = copy.original.exists()
    if said := _adds_nothing(copy, there=there):
        return MergedCopy(said=said)
    if copy.kind.merge == "union":
        return _records(study, copy)
    if copy.kind in (TEXTS, ORIGINALS):
        return _received(study, copy)
    if not there:
        return MergedCopy(
            left=f"{copy.of} is not here. If it is to be, give the copy its name back"
        )
    if copy.kind in _TABLES:
        return _table(study, copy, side)
    if copy.kind.kept == "machine" and copy.kind not in (DRAFTS, EDITS):
        return MergedCopy(said="it is this machine's own, and is not merged")
    if copy.kind.kept == "made":
        return MergedCopy(said="such files are made again, and are not merged")
    if copy.kind in (EDITS, TEMPLATE) or (copy.of.endswith(".json") and copy.kind is not DOCUMENTS):
        return MergedCopy(left="the two differ, and only a person can say which is right")
    return _text(study, copy, side)


def _adds_nothing(copy: ConflictCopy, *, there: bool) -> str:
    """Return why nothing of a copy is to be merged, as far as that shows at once; else ""."""
    theirs = _plain(copy.path.read_bytes())
    if not theirs.strip(b"\0 \t\r\n"):
        return "it is empty"
    if there:
        ours = _plain(copy.original.read_bytes())
        if ours == theirs or (
            copy.kind not in (TEXTS, ORIGINALS) and _words(ours, copy.of) == _words(theirs, copy.of)
        ):
            return "it holds the same as the original"
        if copy.kind not in _CUT_IS_UNLIKE and ours.startswith(theirs.rstrip()):
            # What is only shorter was cut off, or was added to since.
            return _SAME
    return ""


#: A text that lacks its end is another text; a code or a case may have been taken out.
_CUT_IS_UNLIKE = (TEXTS, ORIGINALS, CODEBOOK, CASES)


def _plain(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n")


def _words(data: bytes, name: str) -> bytes | str:
    """Return a file's text in whatever encoding, so that two can be compared; else its bytes."""
    with contextlib.suppress(QualcodeError):
        return text_of(data, name)
    return data


# ---- records, a line each ----------------------------------------------------------------------


def _records(study: Study, copy: ConflictCopy) -> MergedCopy:
    """Add the records that the original has not; in which order they stand does not matter."""
    is_log = copy.kind is CODINGS
    document = copy.kind.keys_of(copy.of).get("document", "") if is_log else ""
    there = copy.original.exists()
    if is_log and document not in study.document_ids():
        return MergedCopy(left=f"there is no document {document} here")
    if not there and not is_log:
        return MergedCopy(
            left=f"{copy.of} is not here. If it is to be, give the copy its name back"
        )
    ours = read_bytes(copy.original) if there else b""
    if b"\0" in ours:
        return MergedCopy(left=f"{copy.of} is damaged, or not in UTF-8: see what check says of it")
    key = _event_key if is_log else _record_key
    known = {key(line) for line in ours.split(b"\n")}
    more: dict[bytes, bytes] = {}
    no_record = 0
    for line in utf8_of(read_bytes(copy.path), copy.of).split(b"\n"):
        line = line.strip()
        if line and (of := key(line)) is None:
            no_record += 1
        elif line and of not in known:
            more.setdefault(of or line, line)
    withdrawn = _of_withdrawn(study, document, more.values()) if is_log else set()
    added = [line for line in more.values() if line not in withdrawn]
    said = [f"{counted(len(added), 'record')} added" if added else _SAME]
    if withdrawn:
        said.append(f"{len(withdrawn)} on what somebody withdrew left out")
    if no_record:
        said.append(
            f"{counted(no_record, 'line')} cut off or no record, only in the copy put aside"
        )
    if not added:
        return MergedCopy(said="; ".join(said))
    start, _, last = ours.rpartition(b"\n")
    # A last line that was cut off would stand in the middle for good.
    torn = bool(last.strip()) and key(last) is None
    whole = start if torn else ours.removesuffix(b"\n")
    data = b"".join(line + b"\n" for line in (*([whole] if whole else []), *added))
    return MergedCopy(data, "; ".join(said), keeps_original=torn)


def _event_key(line: bytes) -> bytes | None:
    """Return what makes an event itself; its note may have been rewritten since, for a name."""
    try:
        event = msgspec.json.decode(line.strip(), type=CodingEvent)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return msgspec.json.encode(msgspec.structs.replace(event, note=""))


def _record_key(line: bytes) -> bytes | None:
    try:
        record = msgspec.json.decode(line.strip())
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return msgspec.json.encode(record, order="sorted") if isinstance(record, dict) else None


def _of_withdrawn(study: Study, document: str, lines: Iterable[bytes]) -> set[bytes]:
    """Return those lines of a log that are codings on what a participant withdrew."""
    events = {line: msgspec.json.decode(line, type=CodingEvent) for line in lines}
    cuts = [
        (cut.before, cut.removed)
        for receipt in readable_receipts(study.root)
        for cut in receipt.cut
        if document_of(study, cut) == document
    ]
    ids = codings_within(study, document, cuts, events.values()) if cuts else set()
    return {line for line, event in events.items() if event.id in ids}


# ---- texts and files received ------------------------------------------------------------------


def _received(study: Study, copy: ConflictCopy) -> MergedCopy:
    """Keep the text, or the file received, that the document says it has."""
    document = copy.kind.keys_of(copy.of)["document"]
    if document not in study.document_ids():
        return MergedCopy(left=f"there is no document {document} here")
    about = study.document(document)
    is_text = copy.kind is TEXTS
    right = about.sha256 if is_text else about.source_sha256
    held = file_digest(copy.path)
    if file_digest(copy.original) == right:
        known = {d for r in read_revisions(study.root, document)[0] for d in (r.before, r.after)}
        if not is_text or held in known or _same_words(copy):
            what = "is not the file that was imported"
            if is_text:
                what = "is an earlier text" if held in known else "holds the same words"
            return MergedCopy(said=f"it {what}; the original is as it should be")
    elif held == right:
        data = read_bytes(copy.path)
        said = "the copy holds what the document has now, and took the original's place"
        return MergedCopy(data, said, keeps_original=copy.original.exists())
    return MergedCopy(
        left=f"it is a text of {document} that the study does not know. If it is the right one: "
        f"qualcode revise {document} {copy.path.name!r}; if not, delete it"
        if is_text
        else f"neither it nor the original is the file from which {document} was imported"
    )


def _same_words(copy: ConflictCopy) -> bool:
    one, other = (_words(read_bytes(path), copy.of) for path in (copy.original, copy.path))
    return one == other


# ---- tables ------------------------------------------------------------------------------------

#: The private tables: their columns, how many of them say what a row is about, whose row it is.
_TABLES: Mapping[object, tuple[Sequence[str], int, str]] = {
    NAMES: (COLUMNS, 1, ""),
    SPEAKERS: (speaker_table.HEAD, 2, speaker_table.SPEAKER),
    RESPONDENTS: (respondents.HEAD, 2, "case"),
}


def _table(study: Study, copy: ConflictCopy, side: Side | None) -> MergedCopy:
    """Add the rows that the original has not; of people who withdrew none comes back."""
    heads, keys, whose = _TABLES[copy.kind]
    ours, theirs = (
        table_in(read_bytes(path), copy.of, heads).tidy_rows for path in (copy.original, copy.path)
    )
    if not ours or not theirs or {*theirs[0]} - {*ours[0]} or heads[0] not in theirs[0]:
        return MergedCopy(left="the two have other columns, or none")
    made = {_key(row, keys, heads): row for row in _dicts(ours)}
    gone = frozenset(withdrawn_cases(study.root)) if whose else frozenset()
    added = changed = 0
    differ: list[str] = []
    left_out = 0
    for number, row in enumerate(_dicts(theirs), 2):
        key = _key(row, keys, heads)
        if whose and row.get(whose, "") in gone:
            left_out += 1
        elif key not in made:
            made[key] = row
            added += 1
        elif any(value != made[key].get(name, "") for name, value in row.items() if value):
            if side == "theirs":
                made[key] |= {name: value for name, value in row.items() if value}
                changed += 1
            elif side is None:
                differ.append(str(number))
    if differ:
        rows = ", ".join(differ[:6]) + (" …" if len(differ) > 6 else "")
        return MergedCopy(left=f"the original says something else of what is in its row {rows}")
    text = table_text([ours[0], *([row.get(n, "") for n in ours[0]] for row in made.values())])
    said = f"{counted(added, 'row')} added, {changed} changed" if added or changed else _SAME
    said += f"; {left_out} of people who withdrew left out" if left_out else ""
    return MergedCopy(text.encode() if added or changed else None, said)


def _dicts(rows: Sequence[Sequence[str]]) -> list[dict[str, str]]:
    return [
        dict(zip(rows[0], [*row, *[""] * len(rows[0])], strict=False))
        for row in rows[1:]
        if any(row)
    ]


def _key(row: Mapping[str, str], keys: int, heads: Sequence[str]) -> tuple[str, ...]:
    return tuple(row.get(head, "").casefold() for head in heads[:keys])


# ---- texts that people write --------------------------------------------------------------------


def _text(study: Study, copy: ConflictCopy, side: Side | None) -> MergedCopy:
    """Merge by what the files say, from the version in git that the copy was made from."""
    ours, theirs = (text_of(read_bytes(path), copy.of) for path in (copy.original, copy.path))
    if (damaged := _damaged(copy, ours, theirs, side)) is not None:
        return damaged
    by_lines = copy.kind not in (CODEBOOK, CASES, DOCUMENTS, SUMMARIES, DRAFTS)
    if by_lines and theirs.startswith(ours.rstrip()):
        return _readable(copy, theirs, "what it holds besides was added")
    base = earlier_version(study.root, copy.of, theirs) if copy.kind.kept == "git" else None
    theirs, left_out = _without_withdrawn(study, copy, ours, theirs)
    if copy.kind not in _CUT_IS_UNLIKE and base and base.startswith(theirs.rstrip()):
        return MergedCopy()
    if copy.kind in (IGNORED, ATTRIBUTES):
        return _lines_added(ours, theirs)
    # A draft is merged as the summary of its cell is.
    name = copy.of.replace(f"{DRAFTS.folder}/", "synthesis/", 1)
    text, open_ = merge_texts(name, base, ours, theirs, {})
    choices: dict[tuple[str, str], Choice] = {}
    while side and (more := all_of(open_, side)).keys() - choices.keys():
        # One choice may open another.
        choices |= more
        text, open_ = merge_texts(name, base, ours, theirs, choices)
    text = text or ""
    if open_:
        return MergedCopy(left="a person has to decide", open=open_)
    if gone := [] if side == "theirs" else _gone(copy, ours, text):
        return MergedCopy(left=f"the copy lacks {', '.join(gone[:4])}, which the original has")
    said = f"; {left_out} of people who withdrew left out" if left_out else ""
    if text == ours:
        return MergedCopy(said=_SAME + said)
    return _readable(copy, text, "merged" + said)


def _damaged(copy: ConflictCopy, ours: str, theirs: str, side: Side | None) -> MergedCopy | None:
    """Return what is done where one of the two is no file of its kind; ``None`` if both are."""
    if why := damage(copy.kind, copy.of, theirs):
        if side == "ours":
            return MergedCopy(said="it is damaged, and not merged")
        return MergedCopy(left=f"the copy is damaged: {why}. If you do not need it, delete it")
    if why := damage(copy.kind, copy.of, ours):
        if side == "theirs":
            said = "it took the place of the original, which is damaged"
            return MergedCopy(theirs.encode(), said, keeps_original=True)
        return MergedCopy(
            left=f"the original is damaged: {why}. If the copy is right, give it its name"
        )
    return None


def _lines_added(ours: str, theirs: str) -> MergedCopy:
    """Add the lines that the original has not: none that keeps a file out of git is taken out."""
    known = set(ours.splitlines())
    more = [line for line in theirs.splitlines() if line not in known]
    if not more:
        return MergedCopy()
    text = ours.rstrip("\n") + "\n" + "\n".join(more) + "\n"
    return MergedCopy(text.encode(), f"{counted(len(more), 'line')} added")


def _readable(copy: ConflictCopy, text: str, said: str) -> MergedCopy:
    """Return the merged text, unless the study could not be read with it."""
    if wrong := damage(copy.kind, copy.of, text):
        return MergedCopy(left=f"the two together cannot be read: {wrong}")
    return MergedCopy(text.encode(), said)


def _gone(copy: ConflictCopy, ours: str, merged: str) -> list[str]:
    """Return the codes or cases that only the merged text lacks."""
    listed = _LISTED.get(copy.kind)
    if listed is None:
        return []
    with contextlib.suppress(QualcodeError):
        return sorted(listed(ours) - listed(merged))
    return []


def _without_withdrawn(study: Study, copy: ConflictCopy, ours: str, theirs: str) -> tuple[str, int]:
    """Return a copy of the cases without people who withdrew, and how many these are."""
    if copy.kind is not CASES:
        return theirs, 0
    with contextlib.suppress(QualcodeError):
        cases = parse_cases(theirs, CASES.path)
        gone = {*cases} & {*withdrawn_cases(study.root)} - {*parse_cases(ours, CASES.path)}
        if gone:
            kept = [case for case in cases.values() if case.id not in gone]
            return cases_text(kept), len(gone)
    return theirs, 0


def _codes(text: str) -> set[str]:
    book = parse_codebook(text, CODEBOOK.path)[0]
    return {name for code in book for name in (code.id, *code.was)}


_LISTED: Mapping[object, Callable[[str], set[str]]] = {
    CODEBOOK: _codes,
    CASES: lambda text: set(parse_cases(text, CASES.path)),
}
