"""WebVTT captions as Teams and Zoom write them; tolerant, since neither keeps to the standard.

``webvtt-py`` drops cues with negative times and ``pysubs2`` loses voices and lets cue ids into
the text (docs/decisions.md), so the cue reader here is qualcode's own.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from qualcode.errors import BadInputError
from qualcode.transcripts.cleaning import Cleaner
from qualcode.transcripts.encoding import decode
from qualcode.transcripts.labels import choose_labels, split_label
from qualcode.transcripts.parsed import Parsed, ParsedTurn

_ARROW = re.compile(r"^\s*(\S+)\s*-->\s*(\S+)")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]*)>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:v|c|i|b|u|ruby|rt|lang)(?:[.\s][^>]*)?>|<[\d:.]+>", re.IGNORECASE)
_BLOCKS = ("NOTE", "STYLE", "REGION")


@dataclass(frozen=True, slots=True)
class _Cue:
    start_ms: int | None
    lines: list[str]


def read_vtt(data: bytes, name: str) -> Parsed:
    """Read a WebVTT caption file; cues of one speaker run together into turns.

    Raises:
        BadInputError: the file does not begin with WEBVTT, or holds no cue.
    """
    text, notes = decode(data, name)
    cleaner = Cleaner()
    lines = cleaner.clean(text).split("\n")
    if not lines[0].strip().startswith("WEBVTT"):
        raise BadInputError(
            "is not a WebVTT file: it does not begin with WEBVTT",
            where=f"{name}:1",
            mend="If it is plain text, name it .txt",
        )
    cues: list[_Cue] = []
    kept: list[ParsedTurn] = []
    for block in _blocks(lines[1:]):
        cue = _cue(block)
        if cue is not None:
            cues.append(cue)
        elif block[0].split(maxsplit=1)[0] == "NOTE":
            words = "\n".join([block[0].partition("NOTE")[2].strip(), *block[1:]]).strip()
            if words:
                kept.append(ParsedTurn(None, words))
        elif block[0].split(maxsplit=1)[0] not in _BLOCKS:
            # Words after a blank line inside a cue: keep them with the cue they follow.
            if cues:
                cues[-1].lines.extend(block)
            else:
                kept.append(ParsedTurn(None, "\n".join(block)))
    if not cues:
        raise BadInputError("holds no captions", where=name, mend="Export the captions again")
    spoken, layout = _spoken(cues)
    turns = [*kept, *_run_together(spoken)]
    notes.append(f"{len(cues)} captions run together into {len(turns) - len(kept)} turns")
    if kept:
        notes.append(f"{len(kept)} notes in the file were kept as text that nobody speaks")
    return Parsed("vtt", layout, tuple(turns), (*notes, *cleaner.notes()))


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    block: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            block.append(line.strip())
        elif block:
            yield block
            block = []


def _cue(block: list[str]) -> _Cue | None:
    # The time line is the first, or the second after an id; some writers leave no blank between
    # cues, which shows as a further time line.
    for at in (0, 1):
        if at < len(block) and (match := _ARROW.match(block[at])):
            return _Cue(_time(match.group(1)), block[at + 1 :])
    return None


def _time(text: str) -> int | None:
    """Return a cue's time in milliseconds; negative and unpadded ones become what they can."""
    parts = text.replace(",", ".").split(":")
    try:
        seconds = 0.0
        for part in parts:
            seconds = seconds * 60 + max(float(part), 0.0)
    except ValueError:
        numbers = [int(n) for n in re.findall(r"\d+", text)]
        if not numbers or "-" in text:
            return 0 if "-" in text else None
        return None
    return round(seconds * 1000)


def _spoken(cues: list[_Cue]) -> tuple[list[ParsedTurn], str]:
    if any(_VOICE.search(line) for cue in cues for line in cue.lines):
        turns = [turn for cue in cues for turn in _voices(cue)]
        return turns, "captions with voice tags, as Teams writes them"
    plain = [(cue, _plain(" ".join(cue.lines))) for cue in cues]
    found = [split_label(words) for _, words in plain]
    labels = choose_labels([f.label for f in found if f], len(plain))
    speaker: str | None = None
    out = []
    for (cue, words), began in zip(plain, found, strict=True):
        if began is not None and began.label in labels:
            speaker, words = began.label, began.rest
        if words:
            out.append(ParsedTurn(speaker, words, cue.start_ms))
    named = "captions with 'Name: words', as Zoom writes them"
    return out, named if labels else "captions without speakers"


def _voices(cue: _Cue) -> Iterator[ParsedTurn]:
    text = " ".join(cue.lines)
    pieces = _VOICE.split(text)
    if pieces[0].strip() and (words := _plain(pieces[0])):
        yield ParsedTurn(None, words, cue.start_ms)
    for label, words in zip(pieces[1::2], pieces[2::2], strict=True):
        if plain := _plain(words):
            yield ParsedTurn(html.unescape(label).strip() or None, plain, cue.start_ms)


def _plain(words: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", words)).split())


def _run_together(spoken: list[ParsedTurn]) -> list[ParsedTurn]:
    turns: list[ParsedTurn] = []
    pieces: list[str] = []
    first: ParsedTurn | None = None
    for part in spoken:
        if first is not None and part.speaker != first.speaker:
            turns.append(ParsedTurn(first.speaker, " ".join(pieces), first.start_ms))
            first, pieces = None, []
        first = first or part
        pieces.append(part.text)
    if first is not None:
        turns.append(ParsedTurn(first.speaker, " ".join(pieces), first.start_ms))
    return turns
