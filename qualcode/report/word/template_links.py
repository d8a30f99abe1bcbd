"""Takes out of a template what would fetch from elsewhere, or run, where a report is opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import nsmap, qn

#: Relations to programs, by their ends.
_PROGRAMS = ("/vbaProject", "/wordVbaData", "/attachedToolbars", "/control", "/activeXControl",
             "/oleObject", "/package", "/keyMapCustomizations", "/customUI", "/extensibility",
             "/ui/userCustomization")  # fmt: skip
#: Whoever clicks a link chose to; everything else is fetched without being asked for.
_CLICKED = "/hyperlink"
_HOLDERS = tuple(map(qn, ("w:drawing", "w:pict", "w:object")))
#: Settings that say where to fetch from.
_SETTINGS = tuple(map(qn, ("w:attachedTemplate", "w:mailMerge", "w:linkStyles",
                           "w:saveThroughXslt")))  # fmt: skip
_FETCHING = re.compile(r"\s*(?:INCLUDE\w+|DDE\w*|LINK|IMPORT|DATABASE|RD|AUTOTEXT|MACROBUTTON)\b",
                       re.IGNORECASE)  # fmt: skip
_R = f"{{{nsmap['r']}}}"


def without_outside(document: Any) -> None:
    """Take programs, and links that are fetched by themselves, out of every part of a template."""
    package = document.part.package
    for holder in (package, *list(package.iter_parts())):
        gone = set()
        for key, relation in list(holder.rels.items()):
            fetched = relation.is_external and not relation.reltype.endswith(_CLICKED)
            if fetched or relation.reltype.endswith(_PROGRAMS):
                del holder.rels[key]
                gone.add(key)
        element = getattr(holder, "element", None)
        if element is not None:
            for one in list(_to_go(element, gone)):
                if one.getparent() is not None:
                    one.getparent().remove(one)


def _to_go(element: Any, gone: set[str]) -> Iterator[Any]:
    for one in element.iter(*_SETTINGS):
        yield one
    for one in element.iter(qn("w:instrText")):
        if _FETCHING.match(one.text or ""):
            yield one
    for one in element.iter(qn("w:fldSimple")):
        if _FETCHING.match(one.get(qn("w:instr")) or ""):
            yield one
    for one in element.iter() if gone else ():
        named = isinstance(one.tag, str) and any(
            name.startswith(_R) and value in gone for name, value in one.attrib.items()
        )
        if named:
            yield next((above for above in one.iterancestors(*_HOLDERS)), one)
