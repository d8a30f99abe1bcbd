"""The named styles of Word documents: qualcode's own, or those of a team's template.

All formatting goes through styles, so that a team's template decides how everything looks. A style
that the template lacks is made from its body font and the colour of its headings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

INK = RGBColor(0x1F, 0x29, 0x33)
QUIET = RGBColor(0x55, 0x60, 0x6B)  # 5.8:1 on the banded rows, 6.4:1 on white
WARNING = RGBColor(0x9B, 0x1C, 0x1C)  # 8:1 on white
ACCENT = RGBColor(0x1B, 0x4F, 0x72)
WHITE = RGBColor(0xFF, 0xFF, 0xFF)
# Arial, since every system has it or a font with the same widths: pages break alike everywhere.
FONT = "Arial"
BODY = 10.0
#: The contrast to white that a heading's colour needs to be the background of white letters.
_CONTRAST = 4.5

TEXT, THEME, HEAD = "Matrix Text", "Matrix Theme", "Matrix Heading"
EVIDENCE, QUIETLY, LEAD = "Matrix Evidence", "Matrix Quiet", "Matrix Group"
FACT, CONTENTS, ALERT, FIGURE = "Matrix Fact", "Matrix Contents", "Matrix Warning", "Matrix Figure"
SMALL, STRONG, LINK, LABEL = "Matrix Small", "Matrix Strong", "Matrix Link", "Matrix Label"


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a style is made: size is relative to the body's; space before and after in points."""

    name: str
    size: float = 0
    colour: str = "ink"
    bold: bool | None = None
    before: float = 0
    after: float = 0
    keep: bool = False
    letters: bool = False


_KINDS = (
    _Kind("Title", 16, "accent", True, 0, 2, keep=True),
    _Kind("Subtitle", 4, "quiet", False, 0, 10, keep=True),
    _Kind("Heading 1", 7, "accent", True, 20, 6, keep=True),
    _Kind("Heading 2", 3, "accent", True, 18, 4, keep=True),
    _Kind("Heading 3", 1, "ink", True, 10, 2, keep=True),
    _Kind("Caption", -1, "quiet", False, 6, 5, keep=True),
    _Kind("Quote", 0, "ink", False, 2, 4),
    _Kind("List Bullet", 0, "ink", False, 0, 3),
    _Kind("Header", -1, "quiet"),
    _Kind("Footer", -1, "quiet"),
    _Kind(TEXT, -0.5, "ink", None, 0, 3),
    _Kind(THEME, -0.5, "ink", True, 0, 0),
    _Kind(HEAD, -0.5, "white", True, 0, 0, keep=True),
    _Kind(EVIDENCE, -1, "quiet", None, 0, 3),
    _Kind(QUIETLY, -0.5, "quiet", None, 0, 4),
    _Kind(LEAD, 0, "ink", None, 7, 2),
    _Kind(FACT, 0, "ink", None, 0, 2),
    _Kind(CONTENTS, 0, "ink", None, 0, 2),
    _Kind(ALERT, 0, "warning", True, 0, 6),
    _Kind(FIGURE, 0, "ink", None, 0, 10),
    _Kind(SMALL, -1, "quiet", letters=True),
    _Kind(STRONG, -1, "quiet", True, letters=True),
    _Kind(LINK, 0, "accent", letters=True),
    _Kind(LABEL, -1, "accent", letters=True),
)
#: Styles that Word knows by its own names.
_LATENT = {"Caption": "caption", "Header": "header", "Footer": "footer",
           **{f"Heading {n}": f"heading {n}" for n in range(1, 10)}}  # fmt: skip


@dataclass(frozen=True)
class Look:
    """The styles of a document: ids by name; colours; the body's size in points."""

    ids: dict[str, str]
    accent: RGBColor
    body: float

    @property
    def ground(self) -> str:
        """The background of heading rows, dark enough for white letters."""
        return str(self.accent)


def own_styles(document: Any) -> Look:
    """Make python-docx's template look as qualcode's documents do."""
    normal = document.styles["Normal"]
    _font(normal, BODY, INK)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.1
    base = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault"))
    _fonts(base.find(qn("w:rPr")).find(qn("w:rFonts")))
    for kind in _KINDS:
        style = _found(document, kind.name)
        if style is None:
            style = _added(document, kind)
        _make(style, kind, ACCENT, BODY, own=True)
    # Other features of the template: a rule under the title, wide letter spacing, tight lists.
    _drop(document.styles["Subtitle"].element, "w:rPr", "w:spacing")
    _drop(document.styles["Title"].element, "w:pPr", "w:pBdr")
    _drop(document.styles["List Bullet"].element, "w:pPr", "w:contextualSpacing")
    return _look(document, ACCENT, BODY)


def team_styles(document: Any) -> Look:
    """Add the missing styles to a team's template; existing ones stay as they are."""
    body = _body_size(document)
    accent = _accent(document)
    for kind in _KINDS:
        if _found(document, kind.name) is None:
            style = _added(document, kind)
            _make(style, kind, accent, body, own=False)
    return _look(document, accent, body)


def _look(document: Any, accent: RGBColor, body: float) -> Look:
    ids = {s.name.casefold(): s.style_id for s in document.styles if s.name}
    return Look({k.name: ids[k.name.casefold()] for k in _KINDS}, accent, body)


def _found(document: Any, name: str) -> Any:
    for style in document.styles:
        if (style.name or "").casefold() == name.casefold():
            return style
    return None


def _added(document: Any, kind: _Kind) -> Any:
    sort = WD_STYLE_TYPE.CHARACTER if kind.letters else WD_STYLE_TYPE.PARAGRAPH
    built_in = not kind.name.startswith("Matrix ")
    style = document.styles.add_style(kind.name, sort, builtin=built_in)
    style.hidden, style.quick_style = False, True
    if not kind.letters:
        style.base_style = document.styles.default(WD_STYLE_TYPE.PARAGRAPH)
        if kind.name.startswith("Heading "):
            level = OxmlElement("w:outlineLvl")
            level.set(qn("w:val"), str(int(kind.name[-1]) - 1))
            style.element.get_or_add_pPr().append(level)
    return style


def _make(style: Any, kind: _Kind, accent: RGBColor, body: float, *, own: bool) -> None:
    colours = {"ink": INK, "quiet": QUIET, "accent": accent, "warning": WARNING, "white": WHITE}
    if own and not kind.letters:
        _font(style, body + kind.size, colours[kind.colour])
    else:
        # In a team's template the team's font stays.
        if kind.size:
            style.font.size = Pt(body + kind.size)
        if kind.colour != "ink":
            style.font.color.rgb = colours[kind.colour]
    style.font.bold = kind.bold
    if kind.letters:
        style.font.underline = True if kind.name in (LINK, LABEL) else None
        return
    # Long passages in italics are hard to read, above all for people with dyslexia.
    style.font.italic = False
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(kind.before), Pt(kind.after)
    if kind.keep:
        layout.keep_with_next = True
    if kind.name == FACT:
        layout.left_indent, layout.first_line_indent = Cm(2.7), Cm(-2.7)
        layout.tab_stops.add_tab_stop(Cm(2.7))
    if kind.name == "Quote":
        layout.left_indent = Cm(0.3)
        _side_rule(style)


def _font(style: Any, size: float, colour: RGBColor) -> None:
    style.font.name = FONT
    style.font.size = Pt(size)
    style.font.color.rgb = colour
    _fonts(style.element.get_or_add_rPr().get_or_add_rFonts())


def _fonts(fonts: Any) -> None:
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(name), None)
    for name in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(name), FONT)


def _drop(style: Any, within: str, tag: str) -> None:
    place = style.find(qn(within))
    found = None if place is None else place.find(qn(tag))
    if found is not None:
        place.remove(found)


def _side_rule(style: Any) -> None:
    """Put a rule on the left of a paragraph style, to mark quotations without italics."""
    borders = OxmlElement("w:pBdr")
    edge = OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "5"), ("color", "9DB4C6")):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
    layout = style.element.get_or_add_pPr()
    # The schema fixes the order of paragraph properties.
    after = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc")
    first = next((found for tag in after if (found := layout.find(qn(tag))) is not None), None)
    if first is None:
        layout.append(borders)
    else:
        first.addprevious(borders)


def _body_size(document: Any) -> float:
    size = document.styles.default(WD_STYLE_TYPE.PARAGRAPH).font.size
    if size is None:
        found = document.styles.element.find(
            f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:sz')}"
        )
        half = int(found.get(qn("w:val"))) if found is not None else 20
        return half / 2
    return float(size.pt)


def _accent(document: Any) -> RGBColor:
    """Return the colour of a template's headings if white letters are readable on it."""
    style = _found(document, "Heading 1")
    rgb = style.font.color.rgb if style is not None and style.font.color is not None else None
    if rgb is not None and 1.05 / (_luminance(rgb) + 0.05) >= _CONTRAST:
        return RGBColor(*rgb)
    return INK if style is not None else ACCENT


def _luminance(rgb: RGBColor) -> float:
    """Return the relative luminance (WCAG 2.2)."""
    parts = [value / 255 for value in rgb]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
