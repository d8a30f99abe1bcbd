"""Listings as JSON."""

from __future__ import annotations

import json

from qualcode.model.table import Table
from qualcode.model.text.text import steering_escaped


def json_text(table: Table) -> str:
    """Return a table as JSON, one record per row."""
    return steering_escaped(json.dumps(table.records(), ensure_ascii=False, indent=2)) + "\n"
