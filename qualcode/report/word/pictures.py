"""Puts a picture into Word: as a drawing where that can be shown, otherwise as an image."""

from __future__ import annotations

import io
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm

from qualcode.report.pictures.kinds import Picture, png
from qualcode.report.printable import one_line
from qualcode.report.word.paper import Paper
from qualcode.report.word.styles import EVIDENCE, FIGURE

_DRAWN = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#: The id by which Word recognises a drawing next to an image.
_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"

_FIRST = 100_000


def add_picture(paper: Paper, picture: Picture) -> None:
    """Add a picture below its caption, with its text alternative.

    Word since 2016 shows the drawing, sharp at any size; other programs show the image.
    """
    paper.caption("Figure", picture.title)
    paragraph = paper.paragraph(FIGURE)
    width = min(picture.width, paper.width)
    shape = paragraph.add_run().add_picture(io.BytesIO(png(picture.svg)), width=Cm(width))
    for side in ("distT", "distB", "distL", "distR"):
        # LibreOffice adds some room if none is given.
        shape._inline.set(side, "0")
    about = shape._inline.docPr
    # A template's head may have pictures, which are numbered from 1 as well.
    about.set("id", str(_FIRST + int(about.get("id"))))
    about.set("name", f"Figure: {picture.kind}")
    about.set("title", one_line(picture.title))
    about.set("descr", one_line(picture.alt))
    _drawn(paper, shape._inline, picture.svg)
    # The text for people who cannot see the picture also helps those who can.
    paper.paragraph(EVIDENCE, one_line(picture.alt))


def _drawn(paper: Paper, inline: Any, svg: str) -> None:
    package = paper.document.part.package
    name = PackURI(str(package.next_partname("/word/media/figure%d.svg")))
    part = Part(name, "image/svg+xml", svg.encode("utf-8"), package)
    link = paper.document.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    blip = next(inline.iter(qn("a:blip")))
    blip.append(
        parse_xml(
            f'<a:extLst xmlns:a="{_MAIN}"><a:ext uri="{_EXTENSION}">'
            f'<asvg:svgBlip xmlns:asvg="{_DRAWN}" xmlns:r="{_LINKS}" r:embed="{link}"/>'
            "</a:ext></a:extLst>"
        )
    )
