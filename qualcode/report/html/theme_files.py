"""Suggested themes as the bytes of an HTML page, a CSV table or JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from qualcode.report.html.themes import themes_html
from qualcode.report.text.themes_csv import themes_csv_parts
from qualcode.store.io.tables import csv_file

#: The file formats for themes.
THEME_FILES = (".html", ".csv", ".json")


def themes_file(
    suffix: str,
    data: dict[str, Any],
    *,
    study: str,
    group_names: Mapping[str, str],
    language: str = "en",
) -> bytes:
    """Return suggested themes, given under the keys of ``themes --json``, as a file's bytes.

    ``suffix`` is one of ``THEME_FILES``. It works for a million passages as well: memory holds only
    the bytes themselves, and the page shows each theme's first passages.
    """
    if suffix == ".html":
        page = themes_html(data, study=study, group_names=dict(group_names), language=language)
        return page.encode()
    if suffix == ".csv":
        return csv_file(themes_csv_parts(data))
    return msgspec.json.format(msgspec.json.encode(data), indent=2) + b"\n"
