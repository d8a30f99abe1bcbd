"""Suggested themes as CSV, one row a passage."""

from __future__ import annotations

import csv
import io
from typing import Any

from qualcode.report.cells import neutral
from qualcode.report.cleaning import clean

_COLUMNS = ("theme", "label", "nearest_code", "in_codebook", "document", "start", "end", "person",
            "group", "typical", "text")  # fmt: skip


def themes_csv(data: dict[str, Any]) -> str:
    """Return suggested themes, given under the keys of ``themes --json``, as CSV.

    Text that looks like a formula gets a quote before it; keys that are missing leave cells empty.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for theme in data["themes"]:
        near = theme.get("near") or []
        about = (
            theme.get("id", ""), theme.get("label", ""), near[0].get("code", "") if near else "",
            "yes" if theme.get("covered") else "no",
        )  # fmt: skip
        for p in theme.get("passages") or []:
            row = (
                *about, p.get("document", ""), p.get("start", ""), p.get("end", ""),
                p.get("person", ""), p.get("group", ""), "yes" if p.get("typical") else "no",
                p.get("text", ""),
            )  # fmt: skip
            writer.writerow([neutral(clean(str(value))) for value in row])
    return out.getvalue()
