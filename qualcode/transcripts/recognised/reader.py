"""Reads speech recognition files: JSON of Whisper and several services, and Whisper's .tsv."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualcode.errors import BadInputError
from qualcode.model.text.text import places
from qualcode.store.io.encoding import decode, refuse_too_many
from qualcode.transcripts.input.cleaning import Cleaner
from qualcode.transcripts.input.json_files import parse_json, shown_keys, whole_characters
from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.recognised.segments import recognised
from qualcode.transcripts.recognised.values import Said
from qualcode.transcripts.turns.builder import Piece, divided, run_together, stated_language

_KNOWN = (
    "Known are Whisper, WhisperX, whisper.cpp, faster-whisper, Amazon's services, "
    "AssemblyAI, Azure Speech, Deepgram, Rev, Amberscript, Fireflies and oTranscribe; others "
    "export .vtt, .srt or .txt"
)
_SPACES = re.compile(r"\s+")
_LEFT_OUT = re.compile(
    r'"(?:confidence|probability|score|avg_logprob|no_speech_prob|tokens|words|items|elements)"\s?:',
    re.IGNORECASE,
)
_SECONDS = re.compile(r"\d{1,9}\.\d+")
_WHOLE = re.compile(r"\d{1,12}")


def read_json(data: bytes, name: str) -> Parsed:
    """Read the JSON of Whisper, WhisperX, whisper.cpp, faster-whisper and known services.

    Raises:
        BadInputError: it is not JSON, is nested too deep, or is of an unknown kind.
    """
    text, notes = decode(data, name)
    root = parse_json(text, name)
    if isinstance(root, dict) and isinstance(root.get("text"), str) and "media-time" in root:
        from qualcode.transcripts.recognised.otranscribe import read_otr

        return read_otr(data, name)
    found = recognised(root)
    if found is None:
        raise BadInputError(
            f"is JSON of a kind that is not known here: {_contents(root)}",
            where=name,
            mend=_KNOWN,
        )
    refuse_too_many(len(found.said), "segments", name)
    notes += found.notes
    if _LEFT_OUT.search(text):
        notes.append("how sure the program was, and the times of single words, were left out")
    if isinstance(root, dict) and (more := [key for key in root if key not in found.used]):
        notes.append(f"left out, besides: {shown_keys(more)}")
    return _turns(found.said, "json", found.program, found.language, notes)


def read_tsv(data: bytes, name: str) -> Parsed:
    """Read Whisper's tab-separated table of start, end and text, perhaps with a speaker.

    Raises:
        BadInputError: its first line does not name these columns.
    """
    text, notes = decode(data, name)
    refuse_too_many(text.count("\n"), "lines", name)
    lines = text.replace("\r\n", "\n").split("\n")
    columns = [column.strip().lower() for column in lines[0].split("\t")]
    if not {"start", "end", "text"} <= set(columns) or columns[-1] != "text":
        raise BadInputError(
            "does not begin with the columns start, end and text",
            where=f"{name}:1",
            mend="Export it from Whisper again, or save the table as .csv",
        )
    rows = [line.split("\t", len(columns) - 1) for line in lines[1:]]
    start, end, said = (columns.index(column) for column in ("start", "end", "text"))
    who = columns.index("speaker") if "speaker" in columns else None
    in_seconds = any(_SECONDS.fullmatch(row[start].strip()) for row in rows if row[start:])
    found: list[Said] = []
    broken: list[int] = []
    for number, row in enumerate(rows, 2):
        if not "".join(row).strip():
            continue
        if len(row) < len(columns) or _clock(row[start], in_seconds) is None:
            # A line break in somebody's words, or a broken time: the words stay.
            broken.append(number)
            speaker = found[-1].speaker if found else None
            found.append(Said(speaker, row[said] if len(row) == len(columns) else " ".join(row)))
            continue
        speaker = row[who].strip() or None if who is not None else None
        times = _clock(row[start], in_seconds), _clock(row[end], in_seconds)
        found.append(Said(speaker, row[said], *times))
    if broken:
        notes.append(
            f"{len(broken)} lines without a time kept their words ({places(broken, 'line')})"
        )
    left = [column for column in columns if column not in ("start", "end", "text", "speaker")]
    if left:
        notes.append(f"columns that were left out: {shown_keys(left)}")
    return _turns(found, "tsv", "Whisper table", "", notes)


def _clock(text: str, in_seconds: bool) -> int | None:
    text = text.strip()
    if in_seconds and (_SECONDS.fullmatch(text) or _WHOLE.fullmatch(text)):
        return round(float(text) * 1000)
    return int(text) if _WHOLE.fullmatch(text) else None


def _turns(
    said: Sequence[Said], kind: str, program: str, language: object, notes: list[str]
) -> Parsed:
    cleaner = Cleaner("segment")
    halves: list[int] = []

    def clean(text: str, number: int) -> str:
        text, count = whole_characters(text)
        halves.extend([number] * count)
        return _SPACES.sub(" ", cleaner.clean_piece(text, number)).strip()

    pieces: list[Piece] = []
    silent: list[int] = []
    backwards: list[int] = []
    latest: int | None = None
    for number, one in enumerate(said, 1):
        words = clean(one.text, number)
        if not words:
            silent.append(number)
            continue
        speaker = clean(one.speaker or "", number) or None
        if one.start_ms is not None:
            if latest is not None and one.start_ms < latest:
                backwards.append(number)
            latest = one.start_ms
        pieces.append(Piece(speaker, words, one.start_ms, one.end_ms, joint=one.joint))
    named = sum(1 for piece in pieces if piece.speaker is not None)
    turns = run_together(pieces if named else divided(pieces))
    if named:
        layout = f"{program}, with speakers"
        first = f"{len(pieces)} segments run together into {len(turns)} turns"
        if named < len(pieces):
            nameless = len(pieces) - named
            notes = [f"{nameless} segments have no speaker: turns that nobody speaks", *notes]
    else:
        layout = f"{program}, without speakers; divided at pauses"
        first = f"{len(pieces)} segments, and none says who speaks: {len(turns)} turns"
    if silent:
        notes.append(f"{len(silent)} segments hold no words ({places(silent, 'segment')})")
    if backwards:
        notes.append(
            f"{len(backwards)} segments are out of order, with a time before that of the one "
            f"before them; the file's order was kept ({places(backwards, 'segment')})"
        )
    if halves:
        notes.append(
            f"{len(halves)} halves of a character were replaced by \ufffd "
            f"({places(halves, 'segment')})"
        )
    told = (first, *notes, *cleaner.notes())
    return Parsed(kind, layout, tuple(turns), told, stated_language(language))


def _contents(root: object) -> str:
    if isinstance(root, dict):
        return f"it holds {shown_keys(list(root))}" if root else "it is empty"
    if isinstance(root, list):
        return f"a list of {len(root)}" + (f", whose first {_contents(root[0])}" if root else "")
    return "a single value"
