"""Suggested themes as CSV, one row a passage."""

from __future__ import annotations

import csv
import io
from typing import Any

from qualcode.report.cells import neutral


def themes_csv(data: dict[str, Any]) -> str:
    """Return suggested themes, given under the keys of ``themes --json``, as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ["theme", "label", "nearest_code", "in_codebook", "document", "start", "end", "person",
         "group", "typical", "text"]
    )  # fmt: skip
    for theme in data["themes"]:
        near = theme["near"][0]["code"] if theme.get("near") else ""
        for p in theme["passages"]:
            row = (
                theme["id"], theme["label"], near, "yes" if theme.get("covered") else "no",
                p["document"], p["start"], p["end"], p.get("person", ""), p.get("group", ""),
                "yes" if p["typical"] else "no", p["text"],
            )  # fmt: skip
            writer.writerow([neutral(str(value)) for value in row])
    return out.getvalue()
