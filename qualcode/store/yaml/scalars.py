"""Writes texts as YAML scalars that every reader reads back unchanged."""

from __future__ import annotations

import re
from typing import Any

import yaml

from qualcode.errors import BadInputError
from qualcode.model.text.text import without_steering

#: The width of written lines, if words allow it.
WIDTH = 100

_NOT_FIRST = tuple("-?:,[]{}#&*!|>'\"%@`=~<")
_PRINTABLE = re.compile(
    "[\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]*"
)
# A number or date in some version of YAML; the resolver below knows those of YAML 1.1.
_NUMBER_LIKE = re.compile(r"[-+.]?\d[\d._:eEoxa-fA-F+-]*")


def clean_text(value: str) -> str:
    """Return a text as the codebook's reader returns it: no blanks around it, only LF, and no
    character that steers a terminal.

    Raises:
        BadInputError: it holds half a character, which no file can hold.
    """
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise BadInputError(
            f"{value!r} holds half of a character", mend="Type or paste it again"
        ) from None
    return without_steering(value.replace("\r\n", "\n").replace("\r", "\n")).strip()


def scalar_lines(value: str, head: str, indent: int, *, style: str = "") -> list[str]:
    """Return the lines that write ``head`` (to its colon or dash) and then ``value``.

    ``indent`` is the column of the lines after the first; ``style`` is how an earlier value was
    written (a quotation mark, or ``|`` or ``>`` with what follows), and is kept if it can be.
    """
    pad = " " * indent
    room = max(WIDTH - indent, 20)
    if not _PRINTABLE.fullmatch(value):
        return [f"{head} {_double_quoted(value)}"]
    block = style if style[:1] in ("|", ">") else ""
    if not block and "\n" not in value:
        for written in _on_one_line(value, style):
            if len(head) + 1 + len(written) <= WIDTH or not _foldable(value):
                return [f"{head} {written}"]
    long = any(len(line) > room for line in value.split("\n"))
    if _foldable(value) and (block[:1] == ">" or (block[:1] != "|" and long)):
        header = block if block[:1] == ">" else ">-"
        lines = _folded(value, room)
    elif "\n" not in value and "\t" in value:
        return [f"{head} {_double_quoted(value)}"]
    else:
        header = block if block[:1] == "|" else "|-"
        lines = value.split("\n")
    return [f"{head} {header}", *(pad + line if line else "" for line in lines)]


def _on_one_line(value: str, style: str) -> list[str]:
    if style == "'" and "\t" not in value:
        return ["'" + value.replace("'", "''") + "'"]
    if style == '"' or not _plain(value):
        return [_double_quoted(value)]
    return [value]


def _plain(value: str) -> bool:
    if not value or value.startswith(_NOT_FIRST) or value.endswith(":") or "\t" in value:
        return False
    if ": " in value or " #" in value or value.startswith(("---", "...")):
        return False
    if _NUMBER_LIKE.fullmatch(value):
        return False
    # Other programs would take these as a truth value, a number or a date.
    resolver: Any = yaml.resolver.Resolver()
    kind = resolver.resolve(yaml.ScalarNode, value, (True, False))
    return bool(kind == "tag:yaml.org,2002:str")


def _double_quoted(value: str) -> str:
    written = []
    for char in value:
        if char in '"\\':
            written.append("\\" + char)
        elif char in "\n\t":
            written.append("\\n" if char == "\n" else "\\t")
        elif _PRINTABLE.fullmatch(char):
            written.append(char)
        else:
            written.append(f"\\x{ord(char):02x}" if ord(char) < 256 else f"\\u{ord(char):04x}")
    return '"' + "".join(written) + '"'


def _foldable(value: str) -> bool:
    # A fold stands for exactly one blank, and a line that begins with a blank is not folded.
    return "\t" not in value and all(
        word for line in value.split("\n") if line for word in line.split(" ")
    )


def _folded(value: str, room: int) -> list[str]:
    lines: list[str] = []
    for number, paragraph in enumerate(value.split("\n")):
        if number:
            lines.append("")
        row = ""
        for word in paragraph.split(" ") if paragraph else ():
            if row and len(row) + 1 + len(word) > room:
                lines.append(row)
                row = word
            else:
                row = f"{row} {word}" if row else word
        if row:
            lines.append(row)
    return lines
