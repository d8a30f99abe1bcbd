"""The kinds of picture, all readable in black and white, with their findings in words."""

from __future__ import annotations

from qualcode.report.pictures.bars import bars
from qualcode.report.pictures.codes import co_occurrence, documents
from qualcode.report.pictures.heat import heat_map
from qualcode.report.pictures.png import png
from qualcode.report.pictures.svg import Picture

#: The kinds of picture, as named by ``Picture.kind`` and the command.
KINDS = ("bars", "heat", "documents", "co-occurrence")

__all__ = ["KINDS", "Picture", "bars", "co_occurrence", "documents", "heat_map", "png"]
