"""Keeps of a template's parts those that make its look, cleaned, and no others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from docx.opc.packuri import PackURI
from docx.oxml.ns import nsmap, qn
from lxml import etree

from qualcode.report.word.picture_data import bare_picture
from qualcode.report.word.template_cleaning import cleaned, is_known
from qualcode.report.word.template_fields import settle_fields

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_R = f"{{{nsmap['r']}}}"
_A = f"{{{nsmap['a']}}}"
#: Which relations travel, from which kind of part.
_TRAVELS = {
    "package": ("officeDocument",),
    "document": ("styles", "numbering", "settings", "fontTable", "theme", "header", "footer",
                 "image"),
    "header": ("image",),
    "footer": ("image",),
    "numbering": ("image",),
    "theme": ("image",),
    "fontTable": ("font",),
}  # fmt: skip
#: Relations that a part needs without referring to them.
_UNNAMED = ("officeDocument", "styles", "numbering", "settings", "fontTable", "theme")
#: The settings on how pages look and words are laid out; others say who, whence and with what.
_SETTINGS = frozenset(
    qn(f"w:{name}")
    for name in (
        "zoom", "mirrorMargins", "alignBordersAndEdges", "bordersDoNotSurroundHeader",
        "bordersDoNotSurroundFooter", "gutterAtTop", "embedTrueTypeFonts", "saveSubsetFonts",
        "defaultTabStop", "autoHyphenation", "consecutiveHyphenLimit", "hyphenationZone",
        "doNotHyphenateCaps", "defaultTableStyle", "evenAndOddHeaders", "bookFoldPrinting",
        "bookFoldRevPrinting", "characterSpacingControl", "noLineBreaksAfter",
        "noLineBreaksBefore", "strictFirstAndLastChars", "displayBackgroundShape", "compat",
        "themeFontLang", "clrSchemeMapping", "decimalSymbol", "listSeparator",
    )
) | {"{http://schemas.openxmlformats.org/officeDocument/2006/math}mathPr"}  # fmt: skip
_HOLDERS = tuple(map(qn, ("w:drawing", "w:pict", "w:object", "w:background", "w:numPicBullet")))


def keep_look(document: Any, title: str) -> None:
    """Take everything out of a template but its styles, page, heads and feet, and what they need.

    What they need are numberings and fonts of styles, colours, and pictures that they show. Out go
    the properties, settings that say who or whence, comments, data, programs, links, objects, and
    whatever else no page shows. ``title`` stands where heads and feet repeat a document's title.
    """
    package = document.part.package
    _prune(package, "package", used=None)
    main = document.part
    _tidy(main, main.element, "document")
    parts = {_kind(r.reltype): r.target_part for r in main.rels.values() if not r.is_external}
    if "settings" in parts:
        _keep_settings(parts["settings"].element)
        _prune(parts["settings"], "settings", used=None)
    if "styles" in parts:
        _clean(parts["styles"], "styles")
    used = _referred(main.element)
    heads = [
        relation.target_part
        for key, relation in main.rels.items()
        if key in used and not relation.is_external
        and _kind(relation.reltype) in ("header", "footer")
    ]  # fmt: skip
    for head in heads:
        _clean(head, _kind_of_head(head))
        settle_fields(head.element, title)
    if "numbering" in parts:
        styles = parts["styles"].element if "styles" in parts else None
        _keep_numbering(parts["numbering"].element, [styles, *(one.element for one in heads)])
        _clean(parts["numbering"], "numbering")
    for kind, clean in (("theme", _bare_theme), ("fontTable", lambda _: None)):
        if kind in parts:
            _clean_blob(parts[kind], kind, clean)
    _prune(main, "document", used=used)
    holders = {id(one) for one in (main, *heads, *parts.values())}
    for part in list(package.iter_parts()):
        if id(part) not in holders:
            # A picture or a font needs nothing else.
            _prune(part, "", used=None)
    _rename(package)


def _kind(reltype: str) -> str:
    return reltype.rsplit("/", 1)[-1]


def _kind_of_head(part: Any) -> str:
    return "footer" if part.content_type.endswith("footer+xml") else "header"


def _prune(holder: Any, kind: str, *, used: set[str] | None) -> None:
    """Remove the relations that do not travel, or that nothing refers to."""
    for key, relation in list(holder.rels.items()):
        name = _kind(relation.reltype)
        official = relation.reltype == f"{_OFFICE}/{name}"
        referred = used is None or key in used or name in _UNNAMED
        if (
            relation.is_external
            or not official
            or name not in _TRAVELS.get(kind, ())
            or not referred
        ):
            del holder.rels[key]


def _clean(part: Any, kind: str) -> None:
    """Clean a part that is parsed, and remove what it does not need."""
    _tidy(part, part.element, kind)
    _prune(part, kind, used=_referred(part.element))


def _clean_blob(part: Any, kind: str, clean: Callable[[Any], None]) -> None:
    """Clean a part that is kept as bytes."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(part.blob, parser)
    clean(root)
    _tidy(part, root, kind)
    part._blob = etree.tostring(root, encoding="UTF-8", standalone=True, xml_declaration=True)
    _prune(part, kind, used=_referred(root))


def _tidy(part: Any, element: Any, kind: str) -> None:
    """Clean XML, and remove what shows something that does not travel: a chart, an object."""
    cleaned(element)
    travels = {
        key
        for key, relation in part.rels.items()
        if not relation.is_external and _kind(relation.reltype) in _TRAVELS.get(kind, ())
    }
    for one in list(element.iter()):
        keys = [name for name in one.attrib if name.startswith(_R)]
        gone = [name for name in keys if one.get(name) not in travels]
        if gone and len(gone) < len(keys):
            # A picture that is linked to a file elsewhere, and here all the same.
            for name in gone:
                del one.attrib[name]
        elif gone:
            holder = next((above for above in one.iterancestors(*_HOLDERS)), one)
            if holder.getparent() is not None:
                holder.getparent().remove(holder)


def _referred(element: Any) -> set[str]:
    return {
        value
        for one in element.iter()
        if isinstance(one.tag, str)
        for name, value in one.attrib.items()
        if name.startswith(_R)
    }


def _keep_settings(settings: Any) -> None:
    for one in list(settings):
        if one.tag not in _SETTINGS:
            settings.remove(one)
    for one in list(settings.iter(qn("w:compatSetting"))):
        if not is_known(one.get(qn("w:uri")) or ""):
            one.getparent().remove(one)
    cleaned(settings)


def _keep_numbering(numbering: Any, users: Iterable[Any]) -> None:
    """Remove the numberings that no style, head or foot uses: their words would travel too."""
    used = {
        one.get(qn("w:val"))
        for user in users
        if user is not None
        for one in user.iter(qn("w:numId"))
    }
    abstract: set[str | None] = set()
    for one in list(numbering.iterchildren(qn("w:num"))):
        if one.get(qn("w:numId")) in used:
            abstract |= {a.get(qn("w:val")) for a in one.iter(qn("w:abstractNumId"))}
        else:
            numbering.remove(one)
    for one in list(numbering.iterchildren(qn("w:abstractNum"))):
        if one.get(qn("w:abstractNumId")) not in abstract:
            numbering.remove(one)
    signs = {one.get(qn("w:val")) for one in numbering.iter(qn("w:lvlPicBulletId"))}
    for one in list(numbering.iterchildren(qn("w:numPicBullet"))):
        if one.get(qn("w:numPicBulletId")) not in signs:
            numbering.remove(one)


def _bare_theme(theme: Any) -> None:
    """Keep a theme's colours, letters and fills, without the names that somebody gave it."""
    theme.attrib.pop("name", None)
    for tag in ("clrScheme", "fontScheme", "fmtScheme"):
        for one in theme.iter(f"{_A}{tag}"):
            one.set("name", "Template")
    for one in list(theme):
        if one.tag in (f"{_A}custClrLst", f"{_A}extLst", f"{_A}extraClrSchemeLst"):
            theme.remove(one)
        elif one.tag == f"{_A}objectDefaults":
            one[:] = []


def _rename(package: Any) -> None:
    """Give parts plain names, and pictures nothing but what they show."""
    numbers: dict[str, int] = {}
    for part in list(package.iter_parts()):
        name = str(part.partname)
        if part.content_type.startswith("image/"):
            data, ending = bare_picture(part.blob, part.content_type)
            part._blob = data
            stem, folder = "template", "/word/media"
        elif re.search(r"(header|footer)\+xml$", part.content_type):
            stem, folder, ending = _kind_of_head(part), "/word", "xml"
        elif name.startswith("/word/fonts/") or part.content_type.endswith("obfuscatedFont"):
            stem, folder, ending = "font", "/word/fonts", "odttf"
        else:
            continue
        numbers[stem] = numbers.get(stem, 0) + 1
        part.partname = PackURI(f"{folder}/{stem}{numbers[stem]}.{ending}")
