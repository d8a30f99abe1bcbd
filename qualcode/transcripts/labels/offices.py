"""Recognises labels that name an office and who holds it: "The Minister for Trade (Ms. Lee):"."""

from __future__ import annotations

import re

from qualcode.transcripts.labels.labels import Labelled, name_like

#: The farthest place where such a label ends.
_FARTHEST = 200
_OFFICE = re.compile(
    r"\s*(?P<label>(?=[^\W\d_])(?P<office>[^:\t\n()?!]{1,120}?)"
    r"\s\((?P<name>(?:[^:\t\n()]|\([^:\t\n()]{1,20}\)){1,60})\))\s?:(?=\s|$)"
)


def office_label(line: str) -> Labelled | None:
    """Return the label of a line that begins with an office, a name in brackets and a colon.

    An office may have more words than any other label: "The Minister of State for Public Works".
    """
    if "):" not in line[:_FARTHEST] and ") :" not in line[:_FARTHEST]:
        return None
    match = _OFFICE.match(line)
    if match is None or not match["office"][0].isupper() or not name_like(match["name"]):
        return None
    return Labelled(match["label"], None, line[match.end() :].strip(), "bold")
