"""Reads and lays out a transcript file's bytes; needs no study, so it can run in any process."""

from __future__ import annotations

import msgspec

from qualcode.errors import BadInputError, QualcodeError
from qualcode.model.document.document import Turn
from qualcode.model.document.turn_layout import LabelledTurn, lay_out, times_in
from qualcode.model.text.text import count_words, text_digest
from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.reader import parse_transcript
from qualcode.workbench.importing.language import language_of
from qualcode.workbench.importing.likely_names import LikelyName, likely_names
from qualcode.workbench.importing.new_labels import relabelled


class Hints(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the user said about a file's form, where it is not to be guessed.

    ``labels`` are speakers, ``no_labels`` are words and no speakers. ``names`` asks for likely
    names to be looked for, which takes as long as all the rest.
    """

    encoding: str = ""
    language: str = ""
    labels: tuple[str, ...] = ()
    no_labels: tuple[str, ...] = ()
    names: bool = False


class LaidOut(msgspec.Struct, frozen=True, array_like=True):
    """A transcript laid out: its text, where its turns stand in it, and what there is to tell.

    ``words`` counts each turn's words, ``asks`` says whether there is a question in it; both
    have an entry a turn. ``language`` is a language code, empty where it could not be told.
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


def lay_out_file(data: bytes, name: str, hints: Hints) -> LaidOut:
    """Understand a transcript file.

    Raises:
        BadInputError: it is no transcript, or not in the encoding that was named.
    """
    if hints.encoding:
        data = as_utf8(data, name, hints.encoding)
    return lay_out_parsed(parse_transcript(data, name), hints)


def lay_out_or_refuse(data: bytes, name: str, hints: Hints) -> LaidOut:
    """Understand a transcript file; whatever else goes wrong is that file's error alone.

    Raises:
        BadInputError: as ``lay_out_file``, or its reader has a fault that this file brings out.
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
    parsed = relabelled(parsed, hints.labels, hints.no_labels)
    turns = [LabelledTurn(t.speaker, t.text, t.start_ms, t.times) for t in parsed.turns]
    text, labels, placed = lay_out(turns)
    said = [text[t.words : t.end] for t in placed]
    return LaidOut(
        format=parsed.format,
        layout=parsed.layout,
        notes=parsed.notes,
        language=hints.language or parsed.language or language_of(said),
        text=text,
        sha256=text_digest(text),
        labels=labels,
        turns=placed,
        times=times_in(turns, placed),
        words=[count_words(words) for words in said],
        asks=["?" in words for words in said],
        names=likely_names(said, labels) if hints.names else [],
    )


def as_utf8(data: bytes, name: str, encoding: str) -> bytes:
    """Return bytes of a named encoding as UTF-8; raises BadInputError if they are not that."""
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
