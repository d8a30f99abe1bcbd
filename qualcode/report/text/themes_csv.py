"""Suggested themes as CSV, one row per passage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from qualcode.report.printable import clean
from qualcode.store.io.tables import shown_lines

_COLUMNS = ("theme", "label", "nearest_code", "in_codebook", "document", "start", "end", "person",
            "group", "typical", "text")  # fmt: skip


def themes_csv(data: dict[str, Any]) -> str:
    """Return suggested themes, given under the keys of ``themes --json``, as CSV.

    Text that looks like a formula gets a quote before it; missing keys leave cells empty.
    """
    return "".join(themes_csv_parts(data))


def themes_csv_parts(data: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of ``themes_csv``: the head, then those of each theme."""
    yield _lines([_COLUMNS])
    for theme in data["themes"]:
        near = theme.get("near") or []
        about = (
            theme.get("id", ""), theme.get("label", ""), near[0].get("code", "") if near else "",
            "yes" if theme.get("covered") else "no",
        )  # fmt: skip
        yield _lines(
            (
                *about, p.get("document", ""), p.get("start", ""), p.get("end", ""),
                p.get("person", ""), p.get("group", ""), "yes" if p.get("typical") else "no",
                p.get("text", ""),
            )
            for p in theme.get("passages") or []
        )  # fmt: skip


def _lines(rows: Iterable[Iterable[object]]) -> str:
    return shown_lines([clean(str(value)) for value in row] for row in rows)
