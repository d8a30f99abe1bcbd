"""Reads and lays out a transcript file's bytes; needs no study, so it can run in any process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from qualcode.errors import BadInputError, QualcodeError
from qualcode.model.document.document import Turn
from qualcode.model.document.kind import WRITTEN
from qualcode.model.document.turn_layout import LabelledTurn, lay_out, times_in
from qualcode.model.text.text import count_words, text_digest
from qualcode.transcripts.labels.guessed import guessed_labels
from qualcode.transcripts.labels.named_people import NamedPerson, named_people
from qualcode.transcripts.labels.near_spellings import near_spellings_note
from qualcode.transcripts.labels.spellings import one_person_each
from qualcode.transcripts.parsed import Parsed, ParsedTurn
from qualcode.transcripts.reader import is_typed, parse_transcript
from qualcode.workbench.importing.language import Language, language_of
from qualcode.workbench.speakers.askers import ends_asking
from qualcode.workbench.speakers.likely_names import LikelyName, likely_names
from qualcode.workbench.speakers.new_labels import relabelled


class Hints(msgspec.Struct, frozen=True, omit_defaults=True):
    """The user's hints about a file's form, to replace guesses.

    ``labels`` are speakers, ``no_labels`` are words that are not speakers. ``names`` asks for a
    search for likely names, which takes as long as everything else. Of a ``kind`` that somebody
    wrote, words before a colon are no speakers. Given for ``several`` files, a hint need not hold
    in each.
    """

    encoding: str = ""
    language: str = ""
    labels: tuple[str, ...] = ()
    no_labels: tuple[str, ...] = ()
    names: bool = False
    kind: str = ""
    several: bool = False


class LaidOut(msgspec.Struct, frozen=True, array_like=True):
    """A transcript laid out: its text, the places of its turns, and notes.

    ``words`` counts each turn's words, ``asks`` says whether it ends in a question; both have one
    entry per turn. ``language`` is a language code, empty if unknown; ``sure`` says whether it is
    plain, or was given. ``people`` are those whom the front of the file names. ``spellings`` says
    which labels of the file became which of ``labels``, since they are one person's. ``absent`` are
    hints that do not hold in the file: option and value. ``guessed`` says of a label why the reader
    gave it to words without one.
    """

    format: str
    layout: str
    notes: tuple[str, ...]
    language: str
    text: str
    sha256: str
    labels: list[str]
    turns: list[Turn]
    times: list[tuple[int, int]]
    words: list[int]
    asks: list[bool]
    names: list[LikelyName]
    sure: bool = True
    people: list[NamedPerson] = []
    spellings: dict[str, str] = {}
    absent: list[tuple[str, str]] = []
    guessed: dict[str, str] = {}


def lay_out_file(data: bytes, name: str, hints: Hints) -> LaidOut:
    """Read a transcript file and lay it out.

    Raises:
        BadInputError: it is not a transcript, or not in the named encoding.
    """
    absent: list[tuple[str, str]] = []
    if hints.encoding and not is_typed(data, name):
        if not hints.several:
            raise no_encoding(hints.encoding, name)
        absent.append(("--encoding", hints.encoding))
    elif hints.encoding:
        data = as_utf8(data, name, hints.encoding)
    parsed = parse_transcript(data, name)
    if hints.kind in WRITTEN:
        return _of_nobody(parsed, hints, absent)
    parsed = _relabelled(parsed, hints, _no_labels(parsed, hints), absent)
    turns, spellings, told = one_person_each(parsed.turns, hints.labels)
    told += near_spellings_note(turns)
    parsed = replace(parsed, turns=tuple(turns), notes=(*parsed.notes, *told))
    return _laid_out(parsed, hints, spellings, absent)


def _no_labels(parsed: Parsed, hints: Hints) -> list[str]:
    """Return what the user says is not a speaker, under its other labels too."""
    if not hints.no_labels:
        return []
    _, spellings, _ = one_person_each(parsed.turns)
    return sorted({*hints.no_labels, *(x for x, to in spellings.items() if to in hints.no_labels)})


def _relabelled(
    parsed: Parsed, hints: Hints, no_labels: Sequence[str], absent: list[tuple[str, str]]
) -> Parsed:
    """Return a transcript with the labels as hinted; collect those that need not stand in it."""
    return relabelled(parsed, hints.labels, no_labels, absent if hints.several else None)


def lay_out_or_refuse(data: bytes, name: str, hints: Hints) -> LaidOut:
    """Read a transcript file and lay it out; any other failure is an error of that file alone.

    Raises:
        BadInputError: see ``lay_out_file``, or its reader has a fault that this file triggers.
    """
    try:
        return lay_out_file(data, name, hints)
    except QualcodeError:
        raise
    except Exception as error:
        raise BadInputError(
            f"could not be read, by a fault of qualcode's ({type(error).__name__})",
            where=name,
            mend="Save it as .docx or .txt in another program, and report the fault",
        ) from error


def lay_out_parsed(parsed: Parsed, hints: Hints) -> LaidOut:
    """Lay out a transcript that has been read."""
    absent: list[tuple[str, str]] = []
    if hints.kind in WRITTEN:
        return _of_nobody(parsed, hints, absent)
    return _laid_out(_relabelled(parsed, hints, hints.no_labels, absent), hints, {}, absent)


def _of_nobody(parsed: Parsed, hints: Hints, absent: list[tuple[str, str]]) -> LaidOut:
    parsed = _relabelled(parsed, hints, hints.no_labels, absent)
    return _laid_out(_as_written(parsed), hints, {}, absent)


def _laid_out(
    parsed: Parsed,
    hints: Hints,
    spellings: dict[str, str],
    absent: list[tuple[str, str]],
) -> LaidOut:
    turns = [LabelledTurn(t.speaker, t.text, t.start_ms, t.times) for t in parsed.turns]
    text, labels, placed = lay_out(turns)
    said = [text[t.words : t.end] for t in placed]
    language = Language(hints.language or parsed.language, True)
    if not language.code:
        language = language_of(said)
    return LaidOut(
        format=parsed.format,
        layout=parsed.layout,
        notes=parsed.notes,
        language=language.code,
        text=text,
        sha256=text_digest(text),
        labels=labels,
        turns=placed,
        times=times_in(turns, placed),
        words=[count_words(words) for words in said],
        asks=[ends_asking(words) for words in said],
        names=likely_names(said, labels) if hints.names else [],
        sure=language.sure,
        people=named_people(parsed.turns),
        spellings=spellings,
        absent=absent,
        guessed=guessed_labels(parsed.notes),
    )


def _as_written(parsed: Parsed) -> Parsed:
    """Return a transcript in which nobody speaks: labels are words again, before a colon."""

    def words(turn: ParsedTurn) -> ParsedTurn:
        if turn.speaker is None:
            return turn
        head = f"{turn.speaker}: "
        times = tuple((at + len(head), ms) for at, ms in turn.times)
        return replace(turn, speaker=None, text=head + turn.text, times=times)

    layout = f"{parsed.layout.partition(',')[0]}, as written"
    return replace(parsed, layout=layout, turns=tuple(map(words, parsed.turns)))


def no_encoding(encoding: str, name: str) -> BadInputError:
    """Return the error that a file of a kind that says its encoding is given another."""
    return BadInputError(
        f"--encoding {encoding} has no effect: a file of this kind says its own",
        where=name,
        mend="Leave it out",
    )


def as_utf8(data: bytes, name: str, encoding: str) -> bytes:
    """Return bytes of a named encoding as UTF-8; raises BadInputError if they are not in it."""
    try:
        return data.decode(encoding).removeprefix("\ufeff").encode("utf-8")
    except LookupError:
        raise BadInputError(
            f"there is no encoding {encoding!r}", mend="Try utf-8, cp1252 or utf-16"
        ) from None
    except (UnicodeError, ValueError) as error:
        raise BadInputError(
            f"is not {encoding}: {error}", where=name, mend="Leave --encoding out, or try another"
        ) from None
