"""Reads the cues of a caption file: their times, their lines, and the text between them.

WebVTT and SubRip differ in the file's first line and in their comments; the rest is read alike,
and no line with words is dropped for being in the wrong place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from qualcode.model.text.text import places
from qualcode.transcripts.captions.name_lines import names_in_identifiers

_ARROW = re.compile(r"\s*(\S+)\s*-{1,2}>\s*(\S+)")
_CLOCK = re.compile(r"-?\d+(?::-?\d+){1,2}(?:[.,]-?\d+)?")
_CLOCK_LIKE = re.compile(r"-?\d+:\S*\d?")
_GUID_ID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}(?:[/-][\d-]{1,20})?")
_NUMBER_ID = re.compile(r"\d{1,7}(?:[/-]\d{1,7})?")
#: Comments that programs leave for one another: Azure's confidence, Stream's language …
_MACHINE = re.compile(
    r"(?:confidence|duration|language|recognizability|kind|recognizer)\s?[:=]\s?\S+", re.IGNORECASE
)
_LANGUAGE = re.compile(r"language\s?[:=]\s?([A-Za-z]{2,3}(?:[-_]\w{2,8}){0,2})", re.IGNORECASE)
_HEADER = re.compile(r"[\w-]+\s*[:=]\s*\S.*")
_NOTE = re.compile(r"NOTE(?:\s|$)")
_SETTINGS = re.compile(r"(?:STYLE|REGION)\s*$")


@dataclass(slots=True)
class Cue:
    """One caption: line number in the file from 1, start in milliseconds, its text lines.

    A ``remark`` is not a caption but a comment with words, or words before all captions.
    ``identifier`` is the line above its times, unless that is only a number, and ``speaker`` who
    speaks by it.
    """

    line: int
    start_ms: int | None
    lines: list[str]
    end_ms: int | None = None
    remark: bool = False
    identifier: str = ""
    speaker: str | None = None


@dataclass(slots=True)
class CueFile:
    """The cues of a file in order, a line for all that is not a caption, and its language."""

    cues: list[Cue]
    notes: list[str] = field(default_factory=list)
    language: str = ""


@dataclass(slots=True)
class _Block:
    line: int
    lines: list[str]


def read_cues(lines: Sequence[str], *, webvtt: bool) -> CueFile:
    """Return the cues of a caption file's clean lines; nothing is ever refused."""
    reader = _Reader(webvtt)
    blocks = _blocks(lines)
    for at, block in enumerate(blocks):
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        reader.block(block, following, first=at == 0)
    reader.name_speakers()
    return CueFile(reader.cues, reader.notes(), reader.language)


def _blocks(lines: Sequence[str]) -> list[_Block]:
    blocks: list[_Block] = []
    open_ = False
    for number, line in enumerate(lines, 1):
        if not line.strip():
            open_ = False
            continue
        if not open_:
            blocks.append(_Block(number, []))
            open_ = True
        blocks[-1].lines.append(line.strip(" \t"))
    return blocks


def cue_time(text: str) -> int | None:
    """Return a cue's time in milliseconds, ``None`` if it is not a time.

    Old Teams files have ``0:0:-6.-820`` for a caption before the recording, which becomes 0, and
    unpadded fractions, which count milliseconds: ``0:0:9.20`` is 9,020 ms.
    """
    if not _CLOCK.fullmatch(text):
        return None
    if "-" in text:
        return 0
    whole, _, part = text.replace(",", ".").partition(".")
    seconds = 0
    for piece in whole.split(":"):
        seconds = seconds * 60 + int(piece[:9])
    return seconds * 1000 + int(part[:3] or 0)


def _is_timing(line: str) -> bool:
    match = _ARROW.match(line)
    # "A --> B" is words; "00:00:xx --> 00:00:05" is a broken time.
    return match is not None and any(_CLOCK_LIKE.match(side) for side in match.groups())


def _is_id(line: str) -> bool:
    return bool(_NUMBER_ID.fullmatch(line) or _GUID_ID.fullmatch(line))


class _Reader:
    def __init__(self, webvtt: bool) -> None:
        self._webvtt = webvtt
        self.cues: list[Cue] = []
        self._told: dict[str, list[int]] = {}
        self._header: list[str] = []
        self._numbered = False
        self._placed = 0
        self._timed = False
        self.language = ""

    def block(self, block: _Block, following: _Block | None, *, first: bool) -> None:
        lines, number = block.lines, block.line
        if first and self._webvtt:
            title = lines[0].removeprefix("WEBVTT").strip(" \t-")
            if title:
                self._header.append(title)
            lines, number = lines[1:], number + 1
            while lines and not _is_timing(lines[0]) and _HEADER.fullmatch(lines[0]):
                self._header.append(lines[0])
                self._language(lines[0])
                lines, number = lines[1:], number + 1
            if not lines:
                return
        if self._webvtt and self._comment(lines, number):
            return
        timing = [at for at, line in enumerate(lines) if _is_timing(line)]
        if not timing:
            self._stray(lines, number, following)
            return
        before = lines[: timing[0]]
        identifier = ""
        if before and (_is_id(before[-1]) or len(before) == 1):
            if _is_id(before[-1]):
                self._numbered = True
            else:
                identifier = before[-1]
            before = before[:-1]
        if before:
            self._stray(before, number, None)
        for this, then in zip(timing, [*timing[1:], None], strict=True):
            words = lines[this + 1 : then]
            # Some writers leave no blank line between cues: then the last line may be an id.
            if then is not None and words and self._numbered and _is_id(words[-1]):
                words = words[:-1]
            self._cue(lines[this], words, number + this, identifier)
            identifier = ""

    def _cue(self, timing: str, words: list[str], number: int, identifier: str) -> None:
        match = _ARROW.match(timing)
        start = cue_time(match.group(1)) if match else None
        if start is None:
            self._told.setdefault("time", []).append(number)
        end = cue_time(match.group(2)) if match else None
        self._timed = True
        self._placed += bool(match and timing[match.end() :].strip())
        self.cues.append(Cue(number, start, words, end, identifier=identifier))

    def _language(self, line: str) -> None:
        if match := _LANGUAGE.fullmatch(line):
            self.language = self.language or match.group(1)

    def _comment(self, lines: list[str], number: int) -> bool:
        if _SETTINGS.match(lines[0]):
            # A style sheet ends at the blank line; a cue right after it does not belong to it.
            timed = next((at for at, line in enumerate(lines) if _is_timing(line)), None)
            if timed is None:
                self._told.setdefault("style", []).append(number)
                return True
            return False
        if not _NOTE.match(lines[0]):
            return False
        words = "\n".join(line for line in [lines[0][4:].strip(), *lines[1:]] if line)
        if any(_is_timing(line) for line in lines):
            self._told.setdefault("commented", []).append(number)
        if words and all(_MACHINE.fullmatch(line) for line in words.split("\n")):
            self._told.setdefault("machine", []).append(number)
            for line in words.split("\n"):
                self._language(line)
        elif words:
            self._told.setdefault("note", []).append(number)
            self.cues.append(Cue(number, None, words.split("\n"), remark=True))
        return True

    def _stray(self, lines: list[str], number: int, following: _Block | None) -> None:
        """Keep words without a time before them: they continue the caption before."""
        # A blank line may stand between id and time; but "42" may be what somebody said.
        alone = len(lines) == 1 and _is_id(lines[0])
        may_be_said = not self._numbered and lines[0].isdigit()
        if alone and following and not may_be_said and _is_timing(following.lines[0]):
            return
        last = self.cues[-1] if self.cues else None
        if last is not None and not last.lines and not last.remark and number <= last.line + 2:
            # YouTube begins a caption with a line of one space, which looks like an empty one.
            last.lines.extend(lines)
            return
        self._told.setdefault("stray", []).append(number)
        if self.cues and not self.cues[-1].remark:
            self.cues[-1].lines.extend(lines)
        else:
            self.cues.append(Cue(number, None, list(lines), remark=not self._timed))

    def _backwards(self) -> list[int]:
        found: list[int] = []
        last: int | None = None
        for cue in self.cues:
            if cue.start_ms is None:
                continue
            if last is not None and cue.start_ms < last:
                found.append(cue.line)
            last = cue.start_ms
        return found

    def name_speakers(self) -> None:
        """Take identifiers that name the same few people for the speakers."""
        captions = [cue for cue in self.cues if not cue.remark]
        names = names_in_identifiers([cue.identifier for cue in captions])
        for cue in captions:
            cue.speaker = names.get(cue.identifier.strip())

    def notes(self) -> list[str]:
        """Return a line for each kind of thing that is not a caption, or is odd about one."""
        said = {
            "note": "comments in the file were kept as text that nobody speaks",
            "machine": "comments for programs (language, confidence …) were left out",
            "commented": "comments hold captions that were commented out, kept as comments",
            "style": "blocks of style settings were left out",
            "time": "captions with a time that cannot be read kept their words",
            "stray": "pieces of text without a time were kept with the caption before",
        }
        found = [
            f"{len(self._told[kind])} {text} ({places(self._told[kind], 'line')})"
            for kind, text in said.items()
            if kind in self._told
        ]
        if backwards := self._backwards():
            found.append(
                f"{len(backwards)} captions are out of order, with a time before that of the one "
                f"before them; the file's order was kept ({places(backwards, 'line')})"
            )
        if self._placed:
            found.append(f"the places on the screen of {self._placed} captions were left out")
        names = [cue.identifier for cue in self.cues if cue.identifier and cue.speaker is None]
        if names:
            shown = ", ".join(f"“{name}”" for name in names[:3])
            more = " …" if len(names) > 3 else ""
            found.append(f"{len(names)} names of captions were left out ({shown}{more})")
        if self._header:
            found.append(f"the file's header says: {'; '.join(self._header)}")
        return found
