"""``synthesis/<matrix>/*.md``: an analyst's summaries, one Markdown file a cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from qualcode.errors import BadInputError
from qualcode.model.problem import Problem
from qualcode.store.files import read_text
from qualcode.store.yaml_writing import WIDTH, scalar_lines

#: Ids and days: every value is read as text, so they need no quotes.
_PLAIN = re.compile(r"\w[\w-]*")
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Summary:
    """What an analyst wrote for one cell, and the codings it rests on.

    ``codings`` and ``quotations`` are coding ids; quotations are those chosen for print.
    """

    row: str
    group: str
    column: str
    text: str
    author: str = ""
    date: str = ""
    codings: tuple[str, ...] = ()
    quotations: tuple[str, ...] = ()
    where: str = ""


def read_summaries(folder: Path) -> tuple[list[Summary], list[Problem]]:
    """Read every cell file of one matrix; unreadable ones are reported and left out."""
    found: list[Summary] = []
    problems: list[Problem] = []
    if not folder.is_dir():
        return found, problems
    for path in sorted(folder.glob("*.md")):
        where = f"synthesis/{folder.name}/{path.name}"
        try:
            found.append(parse_summary(read_text(path), where))
        except BadInputError as error:
            problems.append(Problem("error", "bad-summary", error.where, error.message, error.mend))
    return found, problems


def parse_summary(text: str, where: str) -> Summary:
    """Parse one cell file.

    Raises:
        BadInputError: no front matter, or not the keys it needs; with file and line.
    """
    fields, body = front_matter(text, where)
    for key in ("row", "group", "column"):
        if not isinstance(fields.get(key), str) or not fields[key]:
            raise BadInputError(f"no {key}: in the front matter", where=f"{where}:1")
    return Summary(
        row=fields["row"],
        group=fields["group"],
        column=fields["column"],
        text=body.strip(),
        author=_text(fields.get("author")),
        date=_text(fields.get("date")),
        codings=_ids(fields.get("codings")),
        quotations=_ids(fields.get("quotations")),
        where=where,
    )


def front_matter(text: str, where: str) -> tuple[dict[str, Any], str]:
    """Return the keys of a file's front matter, each a text or a list, and what comes after it.

    Raises:
        BadInputError: there is none, or it cannot be read; with file and line.
    """
    lines = text.split("\n")
    if lines[0].strip() != "---" or "---" not in [line.strip() for line in lines[1:]]:
        raise BadInputError(
            "no front matter",
            where=f"{where}:1",
            mend="Begin with a line '---', then row:, group:, column:, then '---'",
        )
    end = next(n for n, line in enumerate(lines[1:], 1) if line.strip() == "---")
    try:
        data = yaml.load("\n".join(lines[1:end]), Loader=_Loader)  # noqa: S506 - texts only
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        raise BadInputError(
            "front matter not readable as YAML", where=f"{where}:{line}", mend="Mend that line"
        ) from None
    return (data if isinstance(data, dict) else {}), "\n".join(lines[end + 1 :])


def with_front_matter(fields: Mapping[str, Any], body: str, comments: Sequence[str] = ()) -> str:
    """Return a file with these keys, texts or lists of texts, in its front matter."""
    lines = ["---", *comments]
    for name, value in fields.items():
        if isinstance(value, str) and _PLAIN.fullmatch(value):
            lines.append(f"{name}: {value}")
        elif isinstance(value, str):
            lines += scalar_lines(value, f"{name}:", 2) if value else [f"{name}:"]
        else:
            items = [
                one if _PLAIN.fullmatch(one) else scalar_lines(one, "", 0)[0].strip()
                for one in map(str, value)
            ]
            inline = f"{name}: [{', '.join(items)}]"
            if len(inline) <= WIDTH:
                lines.append(inline)
            else:
                lines += [f"{name}:", *(f"  - {item}" for item in items)]
    return "\n".join([*lines, "---", *body.split("\n")])


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _ids(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(str(v) for v in value) if isinstance(value, list) else ()
