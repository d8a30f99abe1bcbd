"""Turns a picture into PNG, the same bytes on every machine, since the font is included."""

from __future__ import annotations

from importlib.resources import as_file, files

_FONT = "OpenSans[wdth,wght].ttf"


def png(svg: str, dpi: int = 200) -> bytes:
    """Return an SVG picture of this package as PNG, ``dpi`` dots an inch of its size on paper.

    Drawn in Open Sans, in place of whatever fonts there are. What that font does not have, such as
    Chinese or emoji, is left blank.

    Raises:
        ValueError: it is not SVG.
    """
    # Here, for it is a library of megabytes that most commands do without.
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
