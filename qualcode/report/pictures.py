"""Pictures of a study's numbers: readable in black and white, with their findings in words."""

from __future__ import annotations

from qualcode.report.picture_bars import bars
from qualcode.report.picture_codes import co_occurrence, documents
from qualcode.report.picture_heat import heat_map
from qualcode.report.picture_parts import Picture
from qualcode.report.picture_png import png

#: The kinds of picture, as ``Picture.kind`` and the command call them.
KINDS = ("bars", "heat", "documents", "co-occurrence")

__all__ = ["KINDS", "Picture", "bars", "co_occurrence", "documents", "heat_map", "png"]
