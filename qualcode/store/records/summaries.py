"""``synthesis/<matrix>/*.md``: an analyst's summaries, one Markdown file per cell."""

from __future__ import annotations

import functools
import re
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from qualcode.errors import BadInputError
from qualcode.model.problem import Problem
from qualcode.store.conflict_copies import own_files
from qualcode.store.io.durable import read_text, slug
from qualcode.store.yaml.scalars import WIDTH, scalar_lines

#: Ids, digests and dates: every value is read as text, so they need no quotes.
_PLAIN = re.compile(r"\w[\w-]*(?:@\w+)?")
#: Values that need no quotes in a list either, as a comma or a bracket would.
_ITEM = re.compile(r"[\w@.-]+")
#: A list of plain words, on one line or one per line: read without YAML, since there are many.
_LIST = re.compile(
    r"^(codings|unlinked|definitions|quotations):"
    r"(?:[ ]*\[([\w@., -]*)\][ ]*$|((?:\n[ ]+-[ ][\w@.-]+)+)(?=\n\w|\s*\Z))",
    re.M,
)
#: A line of "---": front matter stands between two of them.
_EDGE = re.compile(r"^---[^\S\n]*(?:\n|\Z)", re.M)
#: The most bytes of a file's name, without its ending.
_LONGEST = 120
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
#: The state of a coding or a definition when it was seen; several if a merge brought several.
Noted = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Summary:
    """An analyst's text for one cell, and the codings it rests on.

    ``codings`` and ``quotations`` are coding ids; quotations are those chosen for print. ``seen``
    has every coding that stood in the cell when the summary was last marked up to date, with a
    digest of its state then (none if the file was written by hand); ``definitions`` has the codes
    whose definitions held then. ``text`` is empty if only quotations were chosen so far. ``raw`` is
    the file as read; ``listed`` holds the lines of its list of codings if there is one per line and
    all are linked, so that they can be compared with those of an unchanged cell. Both lists are
    parsed only when needed, since in most cells nothing changed.
    """

    row: str
    group: str
    column: str
    text: str
    author: str = ""
    date: str = ""
    codings: Sequence[str] = ()
    quotations: tuple[str, ...] = ()
    where: str = ""
    seen: Noted = field(default_factory=dict)
    definitions: Noted = field(default_factory=dict)
    raw: str = field(default="", repr=False, compare=False)
    listed: str = field(default="", repr=False, compare=False)

    @property
    def key(self) -> tuple[str, str, str]:
        """The cell: row, column, group."""
        return (self.row, self.column, self.group)


def read_summaries(folder: Path) -> tuple[list[Summary], list[Problem]]:
    """Read every cell file of one matrix; unreadable ones are reported and left out."""
    found: list[Summary] = []
    problems: list[Problem] = []
    if not folder.is_dir():
        return found, problems
    root = folder.parent.parent
    for path in own_files(root, folder.relative_to(root).as_posix(), ".md"):
        where = f"synthesis/{folder.name}/{path.name}"
        try:
            found.append(parse_summary(read_text(path), where))
        except BadInputError as error:
            problems.append(Problem("error", "bad-summary", error.where, error.message, error.mend))
    return found, problems


def parse_summary(text: str, where: str) -> Summary:
    """Parse one cell file; for a framework chart's cell the group is empty.

    Raises:
        BadInputError: no front matter, or required keys are missing; with file and line.
    """
    fields, body, blocks = _front_matter(text, where)
    for key in ("row", "group", "column"):
        value = fields.get(key)
        if not isinstance(value, str) or not (value or key == "group"):
            raise BadInputError(f"no {key}: in the front matter", where=f"{where}:1")
    lists = _Lists(fields.get("codings"), fields.get("unlinked"))
    return Summary(
        row=fields["row"],
        group=_text(fields.get("group")),
        column=fields["column"],
        text=body.strip(),
        author=_text(fields.get("author")),
        date=_text(fields.get("date")),
        codings=_Codings(lists),
        quotations=_ids(fields.get("quotations")),
        where=where,
        seen=_Seen(lists),
        definitions=_noted(fields.get("definitions")),
        raw=text,
        listed=blocks.get("codings", "") if "unlinked" not in fields else "",
    )


class _Lists:
    """The two lists of a file, parsed once when needed."""

    def __init__(self, codings: object, unlinked: object) -> None:
        self._written = (codings, unlinked)

    @functools.cached_property
    def codings(self) -> dict[str, tuple[str, ...]]:
        return _noted(self._written[0])

    @functools.cached_property
    def seen(self) -> dict[str, tuple[str, ...]]:
        codings, unlinked = self.codings, _noted(self._written[1])
        if not unlinked:
            return codings
        # A merge may have one coding in both lists: linked by one side, only seen by the other.
        return {
            name: tuple(dict.fromkeys((*codings.get(name, ()), *unlinked.get(name, ()))))
            for name in (*unlinked, *codings)
        }


class _Codings(Sequence[str]):
    """The ids in a file's list of codings."""

    def __init__(self, lists: _Lists) -> None:
        self._lists = lists

    @functools.cached_property
    def _ids(self) -> tuple[str, ...]:
        return tuple(self._lists.codings)

    def __getitem__(self, at: Any) -> Any:
        return self._ids[at]

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, name: object) -> bool:
        return name in self._lists.codings

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._ids == tuple(other)

    def __hash__(self) -> int:
        return hash(self._ids)

    def __repr__(self) -> str:
        return repr(self._ids)


class _Seen(Mapping[str, tuple[str, ...]]):
    """The codings that a file records as seen."""

    def __init__(self, lists: _Lists) -> None:
        self._lists = lists

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return self._lists.seen[name]

    def __len__(self) -> int:
        return len(self._lists.seen)

    def __iter__(self) -> Iterator[str]:
        return iter(self._lists.seen)

    def __repr__(self) -> str:
        return repr(self._lists.seen)


def summary_text(summary: Summary) -> str:
    """Return the text of a cell's file; without summary text, linked codings do not count."""
    linked = set(summary.codings)
    unlinked = [i for i in summary.seen if i not in linked]
    fields: dict[str, Any] = {"row": summary.row, "group": summary.group, "column": summary.column}
    fields |= {"author": summary.author, "date": summary.date}
    fields["codings"] = _written(summary.codings, summary.seen)
    if unlinked:
        fields["unlinked"] = _written(unlinked, summary.seen)
    fields["quotations"] = list(summary.quotations)
    if summary.definitions:
        fields["definitions"] = _written(summary.definitions, summary.definitions)
    body = f"\n{summary.text.strip()}\n" if summary.text.strip() else ""
    return with_front_matter(fields, body)


def summary_file(key: tuple[str, str, str]) -> str:
    """Return the name of a cell's file."""
    row, column, group = key
    parts = [row, "everyone" if group == "*" else group, column]
    plain = [re.sub(r"[^\w.-]+", "-", part).strip("-.") for part in parts if part]
    name = "--".join(plain)
    if len(name.encode()) > _LONGEST:
        # Cut short, so that the end must distinguish it from names with the same beginning.
        name = f"{slug(name)}-{zlib.crc32(name.encode()):08x}"
    return f"{name}.md"


def _written(ids: Iterable[str], seen: Noted) -> list[str]:
    return [f"{i}@{d}" if d else i for i in ids for d in (seen.get(i) or ("",))]


def _noted(value: object) -> dict[str, tuple[str, ...]]:
    ids = _ids(value)
    pairs = [one.split("@") for one in ids]
    if all(len(pair) == 2 and pair[1] for pair in pairs):
        quick: dict[str, tuple[str, ...]] = {name: (digest,) for name, digest in pairs}
        if len(quick) == len(ids):
            # No duplicates and nothing without a digest: as qualcode writes it.
            return quick
    found: dict[str, tuple[str, ...]] = {}
    for one in ids:
        name, _, digest = one.rpartition("@") if "@" in one else (one, "", "")
        if name not in found:
            found[name] = (digest,) if digest else ()
        elif digest:
            found[name] += (digest,)
    return found


def front_matter(text: str, where: str) -> tuple[dict[str, Any], str]:
    """Return the keys of a file's front matter, each a text or a list, and the text after it.

    Raises:
        BadInputError: it is missing or cannot be read; with file and line.
    """
    fields, body, _ = _front_matter(text, where)
    return {k: _items(v) if isinstance(v, _Block) else v for k, v in fields.items()}, body


class _Block(str):
    """The lines of a list as they stand in a file, each with a line end and a dash before it."""

    __slots__ = ()


def _items(block: str) -> list[str]:
    return re.findall(r"- (\S+)", block)


def _front_matter(text: str, where: str) -> tuple[dict[str, Any], str, dict[str, str]]:
    """As ``front_matter``; also return the lists with one entry per line in their written form."""
    first = _EDGE.match(text)
    last = _EDGE.search(text, first.end()) if first else None
    if first is None or last is None:
        raise BadInputError(
            "no front matter",
            where=f"{where}:1",
            mend="Begin with a line '---', then row:, group:, column:, then '---'",
        )
    written, body = text[first.end() : last.start()], text[last.end() :]
    lists: dict[str, Any] = {}
    blocks: dict[str, str] = {}

    def take(match: re.Match[str]) -> str:
        if match[1] in lists:
            return match[0]
        if match[3]:
            lists[match[1]] = _Block(match[3])
            blocks[match[1]] = match[3]
        else:
            lists[match[1]] = match[2].replace(",", " ").split()
        # Keep the number of lines, so that errors name the right line.
        return "\n" * match[0].count("\n")

    head = _LIST.sub(take, written)
    try:
        data = yaml.load(head, Loader=_Loader)  # noqa: S506 - texts only
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        raise BadInputError(
            "front matter not readable as YAML", where=f"{where}:{line}", mend="Mend that line"
        ) from None
    known = data if isinstance(data, dict) else {}
    if not lists:
        return known, body, blocks
    # In the order of the file, however each was read.
    order = dict.fromkeys(re.findall(r"^(\w+):", written, re.M))
    fields = {
        name: known.get(name, lists.get(name)) for name in order if name in known or name in lists
    }
    return known | fields, body, blocks


def without_codings(text: str, ids: Collection[str]) -> str:
    """Return a cell's file that rests on, lists and quotes none of these codings.

    All else in it stays as it stands, comments too. A file whose front matter cannot be read
    loses them where they stand in lists.
    """

    def fewer(match: re.Match[str]) -> str:
        if match[3]:
            lines = match[3].split("\n")[1:]
            kept = [line for line in lines if not _is_of(line.split("- ", 1)[1], ids)]
            if len(kept) == len(lines):
                return match[0]
            return "\n".join([f"{match[1]}:", *kept]) if kept else f"{match[1]}: []"
        items = match[2].replace(",", " ").split()
        left = [item for item in items if not _is_of(item, ids)]
        return match[0] if left == items else f"{match[1]}: [{', '.join(left)}]"

    first = _EDGE.match(text)
    last = _EDGE.search(text, first.end()) if first else None
    if first is None or last is None:
        return text
    head = _LIST.sub(fewer, text[first.end() : last.start()])
    text = text[: first.end()] + head + text[last.start() :]
    try:
        fields, body = front_matter(text, "")
    except BadInputError:
        return text
    kept = {
        name: [one for one in value if not _is_of(str(one), ids)] if isinstance(value, list)
        else value
        for name, value in fields.items()
    }  # fmt: skip
    if kept == fields:
        return text
    # Written in a way of YAML's that lines do not show.
    comments = [line for line in head.split("\n") if line.startswith("#")]
    return with_front_matter(kept, body, comments)


def _is_of(item: str, ids: Collection[str]) -> bool:
    return item.strip().partition("@")[0] in ids


def row_of_case(text: str) -> str:
    """Return the participant whose row of a framework chart a file is a cell of, "" if of none.

    A draft is read as well.
    """
    try:
        fields, _ = front_matter(text, "")
    except BadInputError:
        return ""
    return "" if fields.get("group") else _text(fields.get("row"))


def with_front_matter(fields: Mapping[str, Any], body: str, comments: Sequence[str] = ()) -> str:
    """Return a file with these keys, texts or lists of texts, in its front matter."""
    lines = ["---", *comments]
    for name, value in fields.items():
        if isinstance(value, str) and _PLAIN.fullmatch(value):
            lines.append(f"{name}: {value}")
        elif isinstance(value, str):
            lines += scalar_lines(value, f"{name}:", 2) if value else [f"{name}:"]
        else:
            items = [_item(str(one)) for one in value]
            inline = f"{name}: [{', '.join(items)}]"
            if len(inline) <= WIDTH:
                lines.append(inline)
            else:
                lines += [f"{name}:", *(f"  - {item}" for item in items)]
    return "\n".join([*lines, "---", *body.split("\n")])


def _item(one: str) -> str:
    if _PLAIN.fullmatch(one):
        return one
    return scalar_lines(one, "", 0, style="" if _ITEM.fullmatch(one) else '"')[0].strip()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _ids(value: object) -> tuple[str, ...]:
    if isinstance(value, _Block):
        return tuple(_items(value))
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(str(v) for v in value) if isinstance(value, list) else ()
