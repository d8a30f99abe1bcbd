"""Reads captions, .vtt and .srt, tolerantly, since few programs follow the standard.

``webvtt-py`` drops cues with negative times and ``pysubs2`` loses voices and lets cue ids into the
text (docs/decisions/0010), so the reader here is qualcode's own. ``cues`` finds the captions and
``lines`` their words; this module finds who says what.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from qualcode.errors import BadInputError
from qualcode.model.text.text import places
from qualcode.store.io.encoding import decode, refuse_too_many
from qualcode.transcripts.captions.cues import Cue, CueFile, read_cues
from qualcode.transcripts.captions.lines import Changes, Words, without_rolling
from qualcode.transcripts.captions.name_lines import names_above
from qualcode.transcripts.captions.unvoiced import with_voices
from qualcode.transcripts.input.cleaning import Cleaner
from qualcode.transcripts.labels.forms import other_label
from qualcode.transcripts.labels.heads import notes_on_heads
from qualcode.transcripts.labels.labels import (
    Labelled,
    lone_label,
    name_like,
    split_label,
    surely_speaker,
)
from qualcode.transcripts.labels.speakers import Ordinary, choose_labels
from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.turns.builder import Piece, divided, run_together, stated_language

_VOICE = re.compile(r"<v(?:\.[^\s>]{0,60})?(?:[ \t\n]{1,9}([^<>]{0,200}))?>", re.IGNORECASE)
_SUBRIP = re.compile(r"^\d+:\d\d:\d\d,\d{3} -->", re.MULTILINE)
#: Words in square brackets that describe a sound and are not a name.
_SOUND = re.compile(
    r"music|appla|laugh|cough|sigh|nois|sound|silen|paus|audib|crosstalk|intellig|foreign|cheer"
    r"|chuckl|phone|bell|door|voice|speak|ing\b|redact|blank|end|start|break",
    re.IGNORECASE,
)


def read_vtt(data: bytes, name: str) -> Parsed:
    """Read a WebVTT caption file; adjacent captions of one speaker are joined into turns.

    Raises:
        BadInputError: the file does not begin with WEBVTT, or has no captions.
    """
    text, notes = decode(data, name)
    cleaner = Cleaner()
    text = cleaner.clean(text)
    refuse_too_many(text.count("\n"), "lines", name)
    if not text.lstrip().startswith("WEBVTT"):
        raise BadInputError(
            "is not a WebVTT file: it does not begin with WEBVTT"
            + (" and looks like SubRip (.srt)" if _SUBRIP.search(text[:2000]) else ""),
            where=f"{name}:1",
            mend="Export the captions as .vtt, or if it is plain text, name it .txt",
        )
    return captions_read(read_cues(text.split("\n"), webvtt=True), "vtt", name, cleaner, notes)


def read_srt(data: bytes, name: str) -> Parsed:
    """Read a SubRip caption file; adjacent captions of one speaker are joined into turns.

    Raises:
        BadInputError: the file has no captions.
    """
    text, notes = decode(data, name)
    cleaner = Cleaner()
    text = cleaner.clean(text)
    refuse_too_many(text.count("\n"), "lines", name)
    lines = text.split("\n")
    return captions_read(read_cues(lines, webvtt=False), "srt", name, cleaner, notes)


def captions_read(
    file: CueFile, kind: str, name: str, cleaner: Cleaner, notes: Sequence[str] = ()
) -> Parsed:
    """Return the turns of captions; those of one speaker that follow each other are one turn.

    Raises:
        BadInputError: there are no captions, or more changes of speaker than in any transcript.
    """
    captions = sum(not cue.remark for cue in file.cues)
    signs = sum(
        line.count(">>") + line.count("&gt;&gt;") for cue in file.cues for line in cue.lines
    )
    refuse_too_many(signs, "changes of speaker", name)
    if not captions:
        raise BadInputError(
            "holds no captions: no line has times as 00:00:01.000 --> 00:00:02.000 has",
            where=f"{name}:1",
            mend="Export the captions again, or if it is plain text, name it .txt",
        )
    speech = _Speech(file.cues, kind, cleaner)
    turns = run_together(speech.pieces)
    spoken = sum(1 for turn in turns if turn.speaker is not None)
    if spoken:
        first = f"{captions} captions run together into {spoken} turns"
    else:
        told = " after pauses and sentences" if speech.divided else ""
        first = f"{captions} captions, and none says who speaks: {len(turns)} turns, divided{told}"
    notes = [*notes, first, *file.notes, *speech.notes, *cleaner.notes()]
    return Parsed(kind, speech.layout, tuple(turns), tuple(notes), stated_language(file.language))


#: A line of a caption, whether a sign for a new speaker stands before it, and who speaks.
_Heard = tuple[str, bool, Labelled | None]


class _Speech:
    """Who says what in the captions of one file, in order, and the notes about it."""

    def __init__(self, cues: Sequence[Cue], kind: str, cleaner: Cleaner) -> None:
        self.notes: list[str] = []
        self.divided = False
        self._words = Words(cleaner)
        self._silent: list[tuple[str, int]] = []
        if any(_VOICE.search(line) for cue in cues if not cue.remark for line in cue.lines):
            self.layout = "captions with voice tags, as Teams writes them"
            self.pieces, told = with_voices([p for cue in cues for p in self._voices(cue)])
            self.notes += told
        elif any(cue.speaker for cue in cues):
            self.layout = "captions with speakers in their identifiers, as Webex writes them"
            self.pieces, told = with_voices([p for cue in cues for p in self._identified(cue)])
            self.notes += told
        else:
            self.layout, self.pieces = self._named(cues, kind)
        if all(piece.speaker is None for piece in self.pieces):
            self.pieces = divided(self.pieces)
        if self._silent:
            names = ", ".join(f"“{name}”" for name in list(dict(self._silent))[:4])
            where = places([line for _, line in self._silent], "line")
            self.notes.append(
                f"{len(self._silent)} names with no words after them ({names}, {where})"
            )
        self.notes += self._words.notes()

    def _voices(self, cue: Cue) -> Iterator[Piece]:
        if cue.remark:
            yield from self._remark(cue)
            return
        pieces = _VOICE.split("\n".join(cue.lines))
        if words := self._words.plain(pieces[0], cue.line):
            yield Piece(None, words, cue.start_ms, cue.end_ms)
        for label, said in zip(pieces[1::2], pieces[2::2], strict=True):
            # noScribe marks who speaks at the same time: "//S01".
            name = self._words.plain(label or "", cue.line).removeprefix("//")
            if words := self._words.plain(said, cue.line):
                # "<v>" without a name is somebody else, not the voice before.
                yield Piece(name or None, words, cue.start_ms, cue.end_ms, begins=not name)
            elif name:
                self._silent.append((name, cue.line))

    def _identified(self, cue: Cue) -> Iterator[Piece]:
        if cue.remark:
            yield from self._remark(cue)
            return
        name = self._words.plain(cue.speaker or "", cue.line)
        if words := self._words.plain("\n".join(cue.lines), cue.line):
            yield Piece(name or None, words, cue.start_ms, cue.end_ms)
        elif name:
            self._silent.append((name, cue.line))

    def _named(self, cues: Sequence[Cue], kind: str) -> tuple[str, list[Piece]]:
        captions = [cue for cue in cues if not cue.remark]
        plain = [
            [words for line in cue.lines if (words := self._words.plain(line, cue.line))]
            for cue in captions
        ]
        plain, repeated = without_rolling(plain)
        if repeated:
            self.notes.append(
                f"rolling captions: {repeated} lines that repeat the caption before were left out"
            )
        changes = Changes(plain)
        above = names_above(plain)
        lines: list[tuple[Cue, str, bool]] = []
        found: list[Labelled | None] = []
        for at, (cue, said) in enumerate(zip(captions, plain, strict=True)):
            for n, line in enumerate(said):
                if line in "-–—" and (at, n + 1) in above:
                    # Google Meet puts a dash between two people's lines of one caption.
                    continue
                split = list(changes.split(line))
                lines += [(cue, words, changed) for words, changed in split]
                found += [above.get((at, n))] * len(split)
        shape, labels = "line", frozenset(one.label for one in above.values())
        if not labels:
            found, labels, shape = _labels([(words, changed) for _, words, changed in lines])
        self.notes += notes_on_heads((words for _, words, _ in lines), labels)
        by_cue: dict[int, list[_Heard]] = {}
        for (cue, words, changed), one in zip(lines, found, strict=True):
            label = one if one is not None and one.label in labels else None
            by_cue.setdefault(id(cue), []).append((words, changed, label))
        pieces, nameless = self._in_turn(cues, by_cue)
        if nameless:
            self.notes.append(
                f"{nameless} changes of speaker without a name ({changes.shown}) begin turns "
                "that nobody speaks"
            )
        if labels:
            zoom = ", as Zoom writes them" if kind == "vtt" and shape == "colon" else ""
            return f"captions with {_SHAPES[shape]}{zoom}", pieces
        if nameless:
            return "captions with changes of speaker and no names", pieces
        self.divided = True
        return "captions without speakers; divided at pauses", pieces

    def _in_turn(
        self, cues: Sequence[Cue], by_cue: Mapping[int, Sequence[_Heard]]
    ) -> tuple[list[Piece], int]:
        """Return the pieces of captions in their order, and how many speakers have no name.

        A name holds for the lines after it; a sign for a new speaker without one ends that.
        """
        pieces: list[Piece] = []
        speaker: str | None = None
        nameless = 0
        begins = False
        waiting: tuple[str, int] | None = None
        for cue in cues:
            if cue.remark:
                pieces += self._remark(cue)
            for words, changed, one in by_cue.get(id(cue), ()):
                if one is not None:
                    speaker, words = one.label, one.rest
                    self._silent += [waiting] if waiting else []
                    waiting = (speaker, cue.line)
                elif changed:
                    speaker, begins = None, True
                    nameless += 1
                if words:
                    pieces.append(Piece(speaker, words, cue.start_ms, cue.end_ms, begins))
                    begins, waiting = False, None
        self._silent += [waiting] if waiting else []
        return pieces, nameless

    def _remark(self, cue: Cue) -> Iterator[Piece]:
        words = "\n".join(w for line in cue.lines if (w := self._words.plain(line, cue.line)))
        if words:
            yield Piece(None, words, alone=True)


_SHAPES = {
    "colon": "'Name: words'",
    "bracket": "'[Name] words'",
    "round": "'(Name) words'",
    "line": "a name above the words",
}


def _labels(
    lines: Sequence[tuple[str, bool]],
) -> tuple[list[Labelled | None], frozenset[str], str]:
    """Return the possible label of each line, which of those are speakers, and their form.

    Each line also says whether a sign for a new speaker stands before it: after one, even a name
    that occurs once counts as a name.
    """
    texts = [words for words, _ in lines]
    found = [split_label(words) for words in texts]
    labels = choose_labels(found, texts)
    labels |= {
        one.label
        for (_, changed), one in zip(lines, found, strict=True)
        if changed and one and not one.doubtful and name_like(one.label)
    }
    if labels:
        return found, labels, "colon"
    for shape, opening in (("bracket", "["), ("round", "(")):
        found = [_in_brackets(words, shape) if words[:1] == opening else None for words in texts]
        names = {one.label for one in found if one and not _SOUND.search(one.label)}
        ordinary = Ordinary(texts)
        names = {name for name in names if surely_speaker(name) or not ordinary(name)}
        said = sum(1 for one in found if one and one.label in names)
        # "[Dog barks] Hello" is a sound; the same few names before most captions are speakers.
        if len(names) > 1 and said * 4 >= len(texts) and said >= len(names) * 2:
            return found, frozenset(names), shape
    return found, frozenset(), "bracket"


def _in_brackets(words: str, shape: str) -> Labelled | None:
    """Return the label in brackets before a caption's words, or on the line above them."""
    return lone_label(words) if words[-1:] in "])" else other_label(words, shape)
