"""Turns a picture into PNG, the same bytes on every machine, since the font is included."""

from __future__ import annotations

import functools
from importlib.resources import as_file, files

_FONT = "OpenSans[wdth,wght].ttf"
#: Pictures kept: those of a report that goes into several files are drawn once.
_KEPT = 8


@functools.lru_cache(_KEPT)
def png(svg: str, dpi: int = 200) -> bytes:
    """Return an SVG picture of this package as PNG, with ``dpi`` dots per inch of its paper size.

    Always drawn in Open Sans. Characters that this font lacks, such as Chinese or emoji, stay
    blank.

    Raises:
        ValueError: it is not SVG.
    """
    # Imported here, since it is a library of megabytes that most commands do not need.
    import resvg_py

    with as_file(files("fontpkg_open_sans") / "files" / _FONT) as font:
        return resvg_py.svg_to_bytes(
            svg_string=svg,
            skip_system_fonts=True,
            font_files=[str(font)],
            font_family="Open Sans",
            sans_serif_family="Open Sans",
            dpi=float(dpi),
        )
