"""Recognises which program exported a survey's answers, and reads its column headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_IMPORT_ID = re.compile(r"\s*\{\s*\"ImportId\"")
_QUALTRICS = ("responseid", "startdate", "recordeddate", "distributionchannel", "ipaddress")
_OPEN = ("open-ended response", "response")
_OTHER = re.compile(r"(?:other|arall).{0,40}|.{0,60}please (?:specify|explain|describe).{0,40}",
                    re.IGNORECASE | re.DOTALL)  # fmt: skip
_BREAK = re.compile(r"</?(?:br|p|div|li|ul|ol|tr|td)\b[^<>]{0,300}>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of answers: its heading, the program's short code for it if any, its cells.

    ``open_ended`` is what the program itself says about it; ``None`` if it says nothing.
    """

    title: str
    code: str
    cells: tuple[str, ...]
    open_ended: bool | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """The columns of a survey, and the program that exported it, empty if unknown."""

    columns: list[Column]
    program: str


def answers_in(rows: Sequence[Sequence[str]]) -> Answers:
    """Return the columns of a table of answers, which has at least a row of headings."""
    keys = ["".join(cell.split()).casefold() for cell in rows[0]]
    if len(rows) > 2 and sum(bool(_IMPORT_ID.match(cell)) for cell in rows[2]) > len(keys) // 2:
        return _coded(rows, 3)
    if len(rows) > 1 and sum(bool(_IMPORT_ID.match(cell)) for cell in rows[1]) > len(keys) // 2:
        return _coded([rows[0], rows[0], *rows[2:]], 2)
    if len(rows) > 1 and sum(key in keys for key in _QUALTRICS) > 2 and _second_heading(rows):
        return _coded(rows, 2)
    if len(rows) > 1 and "respondentid" in keys and "collectorid" in keys:
        return _surveymonkey(rows)
    return Answers(_plain(rows), _program(keys))


def _second_heading(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the second row holds questions: "Response ID" below "ResponseId"."""
    pairs = zip(rows[0], rows[1], strict=True)
    same = sum(1 for a, b in pairs if a and _letters(a) == _letters(b))
    return same > 2


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()


def _coded(rows: Sequence[Sequence[str]], first: int) -> Answers:
    """Read Qualtrics: a row of codes, a row of questions, often a row for programs."""
    columns = [
        Column(_plain_words(title) or code, code, tuple(row[at] for row in rows[first:]))
        for at, (code, title) in enumerate(zip(rows[0], rows[1], strict=True))
    ]
    return Answers(columns, "Qualtrics")


def _surveymonkey(rows: Sequence[Sequence[str]]) -> Answers:
    """Read SurveyMonkey: a row of questions, and below it a row on what each column holds."""
    head, below = rows[0], rows[1]
    two = not below[0] and any(cell for cell in below)
    columns = []
    question = ""
    for at, cell in enumerate(head):
        question = cell or question
        sub = below[at] if two else ""
        title = question
        if sub and sub.casefold() not in _OPEN:
            title = f"{question} – {sub}"
        is_open = True if sub.casefold() == _OPEN[0] or (sub and _OTHER.fullmatch(sub)) else None
        cells = tuple(row[at] for row in rows[2 if two else 1 :])
        columns.append(Column(_plain_words(title), "", cells, is_open))
    return Answers(columns, "SurveyMonkey")


def _plain(rows: Sequence[Sequence[str]]) -> list[Column]:
    return [
        Column(_plain_words(title), "", tuple(row[at] for row in rows[1:]))
        for at, title in enumerate(rows[0])
    ]


def _plain_words(title: str) -> str:
    """Return a heading on one line, without the markup that some exports leave in it."""
    plain = _TAG.sub("", _BREAK.sub(" ", title))
    return " ".join(plain.replace("&nbsp;", " ").replace("&amp;", "&").split())


def _program(keys: Sequence[str]) -> str:
    if keys[:3] in (["id", "starttime", "completiontime"], ["id", "amserdechrau", "amsercwblhau"]):
        return "Microsoft Forms"
    if keys[:1] == ["timestamp"]:
        return "Google Forms"
    if any(key.startswith("uniqueresponsen") for key in keys[:3]):
        return "Jisc Online Surveys"
    return ""
