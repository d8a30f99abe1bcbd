"""Codings with their words as a Word document, by code."""

from __future__ import annotations

import datetime as dt
import io
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from qualcode.model.coding.valence import VALENCE_NAMES
from qualcode.model.plural import counted
from qualcode.model.table import Table
from qualcode.report.printable import one_line
from qualcode.report.word.paper import Paper
from qualcode.report.word.styles import ALERT, QUIETLY
from qualcode.report.wording import WORDS_SAID

_NO_WORDS = "[its words are not on this machine, or not in the text any more]"


def codings_docx(
    table: Table, *, title: str, names: Mapping[str, str], made: dt.datetime | None = None
) -> bytes:
    """Return a listing of codings as Word: a heading a code, each passage whole below it.

    ``names`` has the names of codes by their ids, in the order they are to have. No id of a coding
    is in it, only where its words are from and whose coding it is.
    """
    made = made or dt.datetime.now(dt.UTC)
    paper = Paper(title, made)
    paper.paragraph("Title", one_line(title))
    paper.paragraph(ALERT, WORDS_SAID)
    paper.head(WORDS_SAID)
    paper.foot(one_line(title))
    by_code: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in table.rows:
        one = dict(zip(table.columns, row, strict=True))
        by_code[one["code"]].append(one)
    for code in [*filter(by_code.__contains__, names), *sorted(set(by_code) - set(names))]:
        paper.heading(f"{names.get(code, code)}: {counted(len(by_code[code]), 'coding')}")
        for one in by_code[code]:
            for line in (one["text"] or _NO_WORDS).split("\n"):
                if line.strip():
                    paper.paragraph(text=line.strip())
            paper.paragraph(QUIETLY, _about(one))
    out = io.BytesIO()
    paper.document.save(out)
    return out.getvalue()


def _about(one: Mapping[str, Any]) -> str:
    judged = VALENCE_NAMES.get(one["valence"] or "", "Not judged")
    note = f"Note: {one_line(one['note'])}" if one["note"] else ""
    return " · ".join(
        part for part in (judged, one["document"], one["time"], one["coder"], note) if part
    )
