"""Writes, replaces or removes one field of a code in ``codebook.yaml``, by lines."""

from __future__ import annotations

import difflib
import re
from typing import NamedTuple

from qualcode.store.codebook.places import BookPlaces, Entry, by_hand
from qualcode.store.codebook.reader import KEYS
from qualcode.store.yaml.places import Place
from qualcode.store.yaml.scalars import scalar_lines

Value = str | tuple[str, ...]

_COLON = re.compile(r"[ \t]*:")
_DASH_BEFORE = re.compile(r" *(- *)?")
_BLOCK = re.compile(r"[|>][-+]?(?=\s|$)")


class Edit(NamedTuple):
    """Lines from ``first`` to before ``end``, and the lines to put in their place."""

    first: int
    end: int
    lines: list[str]


def field_lines(
    name: str, value: Value, column: int, list_step: int, *, head: str = ""
) -> list[str]:
    """Return the lines of a field with its key at ``column``; ``head`` stands before the key."""
    head = (head or " " * column) + name + ":"
    if isinstance(value, str):
        return scalar_lines(value, head, column + 2)
    return [head, *_item_lines(value, column + list_step)]


def _item_lines(values: tuple[str, ...] | list[str], dash: int) -> list[str]:
    return [line for v in values for line in scalar_lines(v, " " * dash + "-", dash + 2)]


def field_edits(book: BookPlaces, entry: Entry, name: str, value: Value) -> list[Edit]:
    """Return the edits that set field ``name`` to ``value``; an empty value removes its key.

    Raises:
        StudyError: the code is written in a way that would lose something.
    """
    if entry.place.flow:
        raise by_hand(f"code {entry.id!r} is written in braces", entry.place.start[0])
    found = entry.pair(name)
    if found is None:
        return [_new_field(book, entry, name, value)] if value else []
    key, old = found
    before = book.lines[key.start[0]][: key.start[1]]
    colon = _COLON.match(book.lines[key.end[0]], key.end[1])
    if key.start[0] != key.end[0] or colon is None or not _DASH_BEFORE.fullmatch(before):
        raise by_hand(f"the key {name!r} is written in an unusual way", key.start[0])
    if not value:
        return [_removal(book, entry, key, old)]
    if isinstance(value, tuple) and old.kind == "list" and not old.flow:
        return _changed_items(book, old, value)
    column = entry.key_column
    if isinstance(value, str):
        return [_changed_scalar(book, old, value, key.start[0], colon.end(), column)]
    head = book.lines[key.start[0]][: colon.end()]
    end = book.last_line(old) + 1
    lines = [head, *_item_lines(value, column + book.list_step)]
    return [Edit(key.start[0], end, _with_comments(book, key.start[0], end, lines, column))]


def _new_field(book: BookPlaces, entry: Entry, name: str, value: Value) -> Edit:
    order = {key: place for place, key in enumerate(KEYS)}
    earlier = [
        (order[key.text.strip()], key, old)
        for key, old in entry.place.pairs
        if order.get(key.text.strip(), len(order)) < order[name]
    ]
    # Every code has an id, and it is first in the order.
    _, key, old = max(earlier, key=lambda one: one[0])
    after = max(book.last_line(old), key.end[0]) + 1
    at = book.end_of_comments(after, entry.key_column)
    return Edit(at, at, field_lines(name, value, entry.key_column, book.list_step))


def _removal(book: BookPlaces, entry: Entry, key: Place, old: Place) -> Edit:
    first = key.start[0]
    end = max(book.last_line(old), key.end[0]) + 1
    comments = book.comments_in(first, end)
    dash_line, dash_column = book.dash_of(entry)
    if dash_line != first:
        return Edit(first, end, [" " * entry.key_column + comment for comment in comments])
    # The next key moves up beside the dash, and lines in between go above it.
    after = min(k.start for k, _ in entry.place.pairs if k.start > key.start)
    comments += book.comments_in(end, after[0])
    dash = book.lines[first][: key.start[1]] + book.lines[after[0]][after[1] :]
    return Edit(first, after[0] + 1, [*(" " * dash_column + comment for comment in comments), dash])


def _changed_scalar(
    book: BookPlaces, old: Place, value: str, first: int, head_end: int, column: int
) -> Edit:
    """Replace a value after a colon or dash that belongs to something at ``column``."""
    line = book.lines[first]
    indent, style, gap = column + 2, "", ""
    if old.kind == "scalar" and old.style:
        style = old.style
        if header := _BLOCK.match(book.lines[old.start[0]], old.start[1]):
            style = header[0]
            inner = book.lines[old.start[0] + 1 : book.last_line(old) + 1]
            indent = next((len(x) - len(x.lstrip(" ")) for x in inner if x.strip()), indent)
    if old.start[0] == first and not old.empty:
        gap = line[head_end : old.start[1]][1:]
    end = max(book.last_line(old), first) + 1
    lines = scalar_lines(value, line[:head_end] + gap, indent, style=style)
    return Edit(first, end, _with_comments(book, first, end, lines, column))


def _with_comments(
    book: BookPlaces, first: int, end: int, lines: list[str], column: int
) -> list[str]:
    """Keep the comments of replaced lines, beside the first new line and above it."""
    comments = book.comments_in(first, end)
    if not comments:
        return lines
    blanks = "  "
    if first in book.comments:
        before = book.lines[first][: book.comments[first]]
        blanks = before[len(before.rstrip()) :]
    above = [" " * column + comment for comment in comments[1:]]
    return [*above, lines[0] + blanks + comments[0], *lines[1:]]


def _changed_items(book: BookPlaces, old: Place, value: tuple[str, ...]) -> list[Edit]:
    dashes = [book.dash(item) for item in old.items]
    column = old.start[1]
    if any(dash is None or dash[1] != column for dash in dashes):
        raise by_hand("a list is written in an unusual way", old.start[0])
    firsts = [dash[0] for dash in dashes if dash]
    ends = [
        max(book.last_line(item), line) + 1 for item, line in zip(old.items, firsts, strict=True)
    ]
    texts = [item.value for item in old.items]
    edits = []
    for kind, i, i_end, j, j_end in difflib.SequenceMatcher(
        None, texts, value, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            continue
        both = min(i_end - i, j_end - j)
        for n in range(both):
            edits.append(
                _changed_scalar(
                    book, old.items[i + n], value[j + n], firsts[i + n], column + 1, column
                )
            )
        for n in range(i + both, i_end):
            comments = book.comments_in(firsts[n], ends[n])
            edits.append(Edit(firsts[n], ends[n], [" " * column + c for c in comments]))
        if j + both < j_end:
            more = _item_lines(value[j + both : j_end], column)
            # Right below the item before, which may just have been replaced.
            at = ends[i + both - 1] if i + both else firsts[0]
            edits.append(Edit(at, at, more))
    return edits
