"""Captions as Teams and Zoom write them; tolerant, since neither keeps to the standard.

``webvtt-py`` drops cues with negative times and ``pysubs2`` loses voices and lets cue ids into
the text (docs/decisions.md), so the reader here is qualcode's own. ``cues`` finds the captions;
here it is who says what.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qualcode.errors import BadInputError
from qualcode.transcripts.cleaning import Cleaner, places
from qualcode.transcripts.cues import Cue, read_cues
from qualcode.transcripts.encoding import decode
from qualcode.transcripts.labels import Labelled, split_label
from qualcode.transcripts.parsed import Parsed, ParsedTurn
from qualcode.transcripts.speakers import choose_labels, passed_over

_VOICE = re.compile(r"<v(?:\.[^\s>]{0,60})?(?:[ \t\n]{1,9}([^>]{0,200}))?>", re.IGNORECASE)
# Narrowly: "<b name>" is no tag, and a name that somebody took out in pointed brackets.
_TAG = re.compile(
    r"</?(?:[bcisuv]|ruby|rt|lang|font)(?:\.[a-z0-9_.-]{1,100})?>"
    r"|<lang [a-z]{2,3}(?:-[a-z]{2,4})?>|<font(?: \w{1,9}=[^\s>]{1,60}){1,4}>|<[\d:.]{1,20}>",
    re.IGNORECASE | re.ASCII,
)
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
# Without the semicolon it is no entity here: "Q&notes" is somebody's words.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,31});")
_SPACES = re.compile(r"[ \t\n]+")


@dataclass(frozen=True, slots=True)
class _Part:
    """What one speaker says in one caption."""

    speaker: str | None
    text: str
    start_ms: int | None
    remark: bool = False


def read_vtt(data: bytes, name: str) -> Parsed:
    """Read a WebVTT caption file; cues of one speaker run together into turns.

    Raises:
        BadInputError: the file does not begin with WEBVTT, or holds no cue.
    """
    text, notes = decode(data, name)
    cleaner = Cleaner()
    text = cleaner.clean(text)
    if not text.lstrip().startswith("WEBVTT"):
        subrip = re.search(r"^\d+:\d\d:\d\d,\d{3} -->", text[:2000], re.MULTILINE)
        raise BadInputError(
            "is not a WebVTT file: it does not begin with WEBVTT"
            + (" and looks like SubRip (.srt)" if subrip else ""),
            where=f"{name}:1",
            mend="Export the captions as .vtt, or if it is plain text, name it .txt",
        )
    file = read_cues(text.split("\n"), webvtt=True)
    captions = sum(not cue.remark for cue in file.cues)
    if not captions:
        raise BadInputError(
            "holds no captions", where=f"{name}:1", mend="Export the captions again"
        )
    speech = _Speech(file.cues, cleaner)
    turns = _run_together(speech.parts)
    spoken = sum(1 for turn in turns if turn.speaker is not None)
    notes.append(
        f"{captions} captions run together into {spoken} turns"
        if spoken
        else f"{captions} captions, and none says who speaks"
    )
    notes += [*file.notes, *speech.notes, *cleaner.notes()]
    return Parsed("vtt", speech.layout, tuple(turns), tuple(notes))


class _Speech:
    """Who says what in the captions of one file, in order, and what there is to tell of it."""

    def __init__(self, cues: Sequence[Cue], cleaner: Cleaner) -> None:
        self._cleaner = cleaner
        self.notes: list[str] = []
        self._silent: list[int] = []
        if any(_VOICE.search(line) for cue in cues if not cue.remark for line in cue.lines):
            self.layout = "captions with voice tags, as Teams writes them"
            self.parts = [p for cue in cues for p in self._voices(cue)]
            if self._silent:
                where = places(self._silent, "line")
                self.notes.append(f"{len(self._silent)} names with no words after them ({where})")
        else:
            self.layout, self.parts = self._named(cues)

    def _voices(self, cue: Cue) -> Iterator[_Part]:
        if cue.remark:
            yield from self._remark(cue)
            return
        pieces = _VOICE.split("\n".join(cue.lines))
        if words := self._plain(pieces[0], cue.line):
            yield _Part(None, words, cue.start_ms)
        for label, said in zip(pieces[1::2], pieces[2::2], strict=True):
            name = self._plain(label or "", cue.line)
            if words := self._plain(said, cue.line):
                yield _Part(name or None, words, cue.start_ms)
            elif name:
                self._silent.append(cue.line)

    def _named(self, cues: Sequence[Cue]) -> tuple[str, list[_Part]]:
        lines: list[tuple[Cue, str, Labelled | None]] = []
        for cue in cues:
            if cue.remark:
                continue
            for line in cue.lines:
                words = self._plain(line, cue.line)
                lines.append((cue, words, split_label(words)))
        found = [f for _, _, f in lines]
        labels = choose_labels(found, [words for _, words, _ in lines])
        self.notes += passed_over(found, labels) if labels else []
        by_cue: dict[int, list[tuple[str, Labelled | None]]] = {}
        for cue, words, one in lines:
            by_cue.setdefault(id(cue), []).append((words, one))
        parts: list[_Part] = []
        speaker: str | None = None
        for cue in cues:
            if cue.remark:
                parts += self._remark(cue)
            for words, one in by_cue.get(id(cue), ()):
                if one is not None and one.label in labels:
                    speaker, words = one.label, one.rest
                if words:
                    parts.append(_Part(speaker, words, cue.start_ms))
        named = "captions with 'Name: words', as Zoom writes them"
        return named if labels else "captions without speakers", parts

    def _remark(self, cue: Cue) -> Iterator[_Part]:
        words = "\n".join(w for line in cue.lines if (w := self._plain(line, cue.line)))
        if words:
            yield _Part(None, words, None, remark=True)

    def _plain(self, words: str, line: int) -> str:
        """Return words without tags and entities, on one line."""
        if "<" in words:
            words = _TAG.sub("", _BREAK.sub(" ", words))
        if "&" in words:
            # An entity can spell a control character too.
            decoded = _ENTITY.sub(lambda match: html.unescape(match.group()), words)
            words = self._cleaner.clean(decoded, line)
        return _SPACES.sub(" ", words).strip()


def _run_together(parts: Sequence[_Part]) -> list[ParsedTurn]:
    turns: list[ParsedTurn] = []
    pieces: list[str] = []
    first: _Part | None = None
    for part in [*parts, None]:
        joins = (
            first is not None
            and part is not None
            and part.speaker == first.speaker
            and not (part.remark or first.remark)
        )
        if first is not None and not joins:
            turns.append(ParsedTurn(first.speaker, " ".join(pieces), first.start_ms))
            first, pieces = None, []
        if part is not None:
            first = first or part
            pieces.append(part.text)
    return turns
