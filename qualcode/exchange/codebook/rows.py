"""The codebook as rows of text, for tables that people print and edit and qualcode reads back.

The six parts of a code are those of K. M. MacQueen, E. McLellan, K. Kay and B. Milstein,
"Codebook Development for Team-Based Qualitative Analysis", CAM Journal 10(2), 1998: the code,
its brief and its full definition, when to use it, when not to use it, and an example.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from qualcode.errors import BadInputError
from qualcode.model.codebook.code import STATUSES, Code, Codebook
from qualcode.model.formula_guard import unguarded

#: Field, and the heading of its column.
COLUMNS: tuple[tuple[str, str], ...] = (
    ("id", "Id"),
    ("name", "Code"),
    ("parent", "Below"),
    ("brief", "Brief definition"),
    ("definition", "Full definition"),
    ("include", "When to use"),
    ("exclude", "When not to use"),
    ("examples", "Example"),
    ("name_cy", "Name in Welsh"),
    ("status", "Status"),
    ("source", "Source"),
    ("colour", "Colour"),
)
LISTS = ("include", "exclude", "examples")
#: Other names for the columns, in lower case, as programs and people use them.
_OTHER_NAMES = {
    "code": "name", "code name": "name", "name": "name", "label": "name", "theme": "name",
    "tag": "name", "code id": "id", "identifier": "id", "parent": "parent", "category": "parent",
    "brief": "brief", "short definition": "brief", "in brief": "brief",
    "definition": "definition", "description": "definition", "meaning": "definition",
    "inclusion": "include", "inclusion criteria": "include", "include": "include",
    "use": "include", "exclusion": "exclude", "exclusion criteria": "exclude",
    "exclude": "exclude", "do not use": "exclude", "examples": "examples", "example": "examples",
    "welsh name": "name_cy", "name_cy": "name_cy", "cymraeg": "name_cy", "color": "colour",
}  # fmt: skip
_HEADINGS = {title.casefold(): name for name, title in COLUMNS} | _OTHER_NAMES
_BULLETS = "•·–-*‣"
_VERSION = re.compile(r"\bversion ([0-9a-f]{12})\b")


@dataclass(frozen=True)
class CodeRow:
    """One code as given by a row: only the fields for which its table has a column.

    ``where`` names the row for messages: "row 7", "table 2, row 3". ``above`` has the names of the
    codes that it stands below, from the top, in another program's codebook; ``None`` in our own
    forms, where ``parent`` in ``texts`` says it.
    """

    where: str
    texts: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    above: tuple[str, ...] | None = None
    #: Whether its id is that of a placeholder, which the row fills.
    fills: bool = False

    def get(self, name: str) -> str:
        """Return a field's text, empty if the row has none."""
        return self.texts.get(name, "")

    @property
    def status(self) -> str:
        """The status it gives, "" if none; raises BadInputError if there is none of that name."""
        status = self.get("status").casefold()
        if status and status not in STATUSES:
            raise BadInputError(
                f"{status!r} is no status", where=self.where, mend=f"Use {', '.join(STATUSES)}"
            )
        return status

    def as_code(self, code_id: str) -> Code:
        """Return a new code with the row's fields; without a status it is active if defined.

        Raises:
            BadInputError: see ``status``.
        """
        return Code(
            id=code_id,
            name=" ".join(self.get("name").split()),
            name_cy=self.get("name_cy"),
            brief=self.get("brief"),
            definition=self.get("definition"),
            include=self.lists.get("include", ()),
            exclude=self.lists.get("exclude", ()),
            examples=self.lists.get("examples", ()),
            colour=self.get("colour"),
            source=self.get("source"),
            status=self.status or ("active" if self.get("definition") else "draft"),
        )

    @property
    def is_empty(self) -> bool:
        """Whether the row is empty."""
        return not any(self.texts.values()) and not any(self.lists.values())


def rows_of(book: Codebook) -> list[dict[str, str]]:
    """Return one row per code, parents first; list entries are on separate lines."""
    found = []
    for code in book:
        row = {name: "" for name, _ in COLUMNS}
        row |= {name: getattr(code, name) for name in row if name not in (*LISTS, "parent")}
        row |= {name: "\n".join(" ".join(x.split()) for x in getattr(code, name)) for name in LISTS}
        row["definition"] = flat(code.definition)
        row["parent"] = book.parent(code.id) or ""
        found.append(row)
    return found


def flat(text: str) -> str:
    """Return a text with one line per paragraph and no other line breaks."""
    return "\n".join(" ".join(part.split()) for part in text.split("\n") if part.strip())


def field_named(heading: str) -> str:
    """Return the field that a column heading names, empty if none."""
    return _HEADINGS.get(" ".join(heading.split()).casefold().rstrip(":"), "")


def columns_in(headings: Sequence[str], where: str) -> dict[int, str]:
    """Return which column holds which field.

    Raises:
        BadInputError: there are neither ids nor names, or a field occurs twice.
    """
    found: dict[int, str] = {}
    for at, heading in enumerate(headings):
        name = field_named(heading)
        if name and name in found.values():
            raise BadInputError(f"two columns are {heading!r}", where=where, mend="Remove one")
        if name:
            found[at] = name
    if not {"id", "name"} & set(found.values()):
        raise BadInputError(
            "no column has the codes' names",
            where=where,
            mend="Its first row has headings: Code, Full definition, When to use, …",
        )
    return found


def is_own(headings: Sequence[str]) -> bool:
    """Return whether headings are those of a table that qualcode wrote, or has a row by row."""
    texts = {" ".join(text.split()).casefold() for text in headings}
    return "below" in texts or {"id", "code", "full definition"} <= texts


def table_rows(table: Sequence[Sequence[str]], name: str) -> list[CodeRow]:
    """Return the codes of a table that has headings in its first row.

    Raises:
        BadInputError: see ``columns_in``, or there is no row.
    """
    if not table:
        raise BadInputError("is empty", where=name)
    columns = columns_in(table[0], f"{name}: row 1")
    found = []
    for number, cells in enumerate(table[1:], 2):
        texts: dict[str, str] = {}
        lists: dict[str, tuple[str, ...]] = {}
        for at, field_name in columns.items():
            cell = unguarded(cells[at]) if at < len(cells) else ""
            if field_name in LISTS:
                lists[field_name] = entries(cell.splitlines())
            else:
                texts[field_name] = cell.strip()
        row = CodeRow(f"{name}: row {number}", texts, lists)
        if not row.is_empty:
            found.append(row)
    return found


def entries(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the entries of a list, one per line, without bullets that people put there."""
    found = []
    for line in lines:
        text = " ".join(line.split())
        while text[:1] in _BULLETS and text[1:2] == " ":
            text = text[2:]
        if text:
            found.append(text)
    return tuple(found)


def version_of(text: str) -> str:
    """Return twelve hexadecimal digits that identify one state of ``codebook.yaml``."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def version_in(text: str) -> str:
    """Return the version that an exported form names, empty if it names none."""
    found = _VERSION.search(text)
    return found[1] if found else ""


def changed_fields(code: Code, row: CodeRow) -> dict[str, str | list[str]]:
    """Return the fields in which a row differs from a code, ignoring blanks and line breaks.

    An empty name or status does not count as a difference.
    """
    found: dict[str, str | list[str]] = {}
    for name, text in row.texts.items():
        if name in ("id", "parent") or (name in ("name", "status") and not text):
            continue
        if text.split() != str(getattr(code, name)).split():
            found[name] = text
    for name, values in row.lists.items():
        if entries(values) != entries(getattr(code, name)):
            found[name] = list(values)
    return found
