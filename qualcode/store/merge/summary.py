"""A three-way merge of the summary of one cell: its evidence by id, its text by lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualcode.errors import QualcodeError
from qualcode.model.merge_decision import Choices, Decision
from qualcode.store.merge.codebook import joined
from qualcode.store.merge.lines import merge_lines
from qualcode.store.records.summaries import front_matter, with_front_matter


def merge_summaries(
    base: str, ours: str, theirs: str, file: str, choices: Choices | None = None
) -> tuple[str, list[Decision]]:
    """Merge two versions of a cell's file; ``base`` may be empty if both sides made it.

    Codings and quotations that either side linked or removed are linked or removed; author and date
    are those of the last writer. A key that both set differently, and lines that both rewrote, have
    to be decided. Until then, a key has ours, and both texts stand between git's markers.

    Raises:
        BadInputError: ours or theirs has no front matter.
        StudyError: git is not installed.
    """
    what = f"summary {file.rsplit('/', 1)[-1].removesuffix('.md')}"
    mine, text = front_matter(ours, file)
    other, their_text = front_matter(theirs, file)
    try:
        old, old_text = front_matter(base, file)
    except QualcodeError:
        old, old_text = {}, ""
    open_: list[Decision] = []
    later = other if str(other.get("date", "")) > str(mine.get("date", "")) else mine
    fields: dict[str, Any] = {}
    for name in dict.fromkeys([*mine, *other]):
        was, one, their = (side.get(name, "") for side in (old, mine, other))
        if any(isinstance(value, list) for value in (was, one, their)):
            fields[name] = list(joined(*(_list(value) for value in (was, one, their))))
        elif their in (was, one) or one == was:
            fields[name] = one if their in (was, one) else their
        elif name in ("author", "date"):
            fields[name] = later.get(name, one)
        else:
            fields[name] = _chosen(open_, choices, file, name, what, one, their)
    fields |= _evidence(fields, old, mine, other)
    body, lines = merge_lines(
        old_text, text, their_text, file=file, what=f"{what}: text", choices=choices
    )
    head = ours.split("\n---", 1)[0].split("\n")
    comments = [line for line in head if line.lstrip().startswith("#")]
    if fields == mine and body.rstrip() == text.rstrip():
        # As it was written, up to the last comment.
        return ours, [*open_, *lines]
    return with_front_matter(fields, body, comments), [*open_, *lines]


def _evidence(fields: Mapping[str, Any], *sides: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return both lists of codings: what either side saw, linked unless either unlinked it."""
    lists = [[_list(side.get(name, "")) for name in ("codings", "unlinked")] for side in sides]
    noted = joined(*([*codings, *unlinked] for codings, unlinked in lists))
    linked = joined(*(list(dict.fromkeys(map(_id, codings))) for codings, _ in lists))
    found = {
        "codings": [one for one in noted if _id(one) in linked],
        "unlinked": [one for one in noted if _id(one) not in linked],
    }
    return {name: ids for name, ids in found.items() if ids or name in fields}


def _id(noted: str) -> str:
    return noted.rpartition("@")[0] or noted


def _chosen(
    open_: list[Decision], choices: Choices | None, file: str, name: str, what: str, one: str,
    other: str,
) -> str:  # fmt: skip
    choice = (choices or {}).get((file, name))
    if choice is None:
        open_.append(Decision(file, name, f"{what}: {name}", one, other, True))
        return one
    if choice.side is None:
        return choice.text
    return one if choice.side == "ours" else other


def _list(value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(one) for one in value]
    return [value] if value else []
