"""Takes out of a template's XML what no page shows: ids, names, notes, changes, foreign data."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml.ns import nsmap, qn
from lxml import etree

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_WP14 = "{http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing}"
_O = "{urn:schemas-microsoft-com:office:office}"
_A = f"{{{nsmap['a']}}}"
_V = "{urn:schemas-microsoft-com:vml}"
#: Namespaces of Word itself; what is in others is somebody's own data.
_KNOWN = ("http://schemas.openxmlformats.org/", "http://schemas.microsoft.com/office/",
          "urn:schemas-microsoft-com:", "http://www.w3.org/XML/1998/namespace")  # fmt: skip
#: Elements that go with all they hold.
_GONE = frozenset(
    [qn(f"w:{name}") for name in (
        "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "commentReference",
        "annotationRef", "permStart", "permEnd", "proofErr", "del", "moveFrom",
        "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd",
        "customXmlInsRangeStart",
        "customXmlInsRangeEnd", "customXmlDelRangeStart", "customXmlDelRangeEnd",
        "customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd", "customXmlMoveToRangeStart",
        "customXmlMoveToRangeEnd", "pPrChange", "rPrChange", "sectPrChange", "tblPrChange",
        "tblPrExChange", "tblGridChange", "trPrChange", "tcPrChange", "numberingChange",
        "footnoteReference", "endnoteReference", "footnotePr", "endnotePr", "printerSettings",
        "rsid", "nsid", "tmpl", "altChunk", "subDoc", "control", "object", "movie", "docPartObj",
        "divId", "ffData", "lastRenderedPageBreak", "saveThroughXslt", "attachedSchema",
    )]
    + [f"{_A}{name}" for name in ("hlinkClick", "hlinkHover", "hlinkMouseOver", "snd")]
    + [f"{_O}OLEObject"]
)  # fmt: skip
#: Wrappers that go, while what they hold stays.
_OPENED = frozenset(map(qn, ("w:ins", "w:moveTo", "w:smartTag", "w:customXml", "w:hyperlink")))
#: Attributes that say who or when, or name something that is not there.
_SILENT = frozenset(
    [f"{_W14}paraId", f"{_W14}textId", f"{_W14}anchorId", f"{_WP14}anchorId", f"{_WP14}editId",
     f"{_O}title", f"{_O}href", f"{_O}relid", f"{_O}spid", f"{_O}gfxdata"]
    + [qn(f"w:{name}") for name in ("author", "date", "initials", "userId")]
)  # fmt: skip
#: A description that is a path or a file's name describes nothing.
_PATH = re.compile(r"[\\/]\w|\w:[\\/]|\.\w{3,4}\s*$|https?:", re.IGNORECASE)
#: Ids of shapes that Word gives itself, and refers to.
_OWN_ID = re.compile(r"_x0000_\w+")
#: Extensions of pictures that are more than a note: a drawing beside the image.
_DRAWN = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"


def is_known(namespace: str) -> bool:
    """Return whether a namespace is one of Word's own."""
    return namespace.startswith(_KNOWN)


def cleaned(root: Any) -> None:
    """Take out of a part what no page shows, with the namespaces that only it needed."""
    _settle_controls(root)
    for one in list(root.iter()):
        if one is root or one.getparent() is None:
            continue
        if not isinstance(one.tag, str):
            _remove(one)
        elif one.tag in _OPENED:
            _open(one)
        elif _is_gone(one):
            _remove(one)
    numbers: dict[str, int] = {}
    for one in root.iter():
        _bare_attributes(one)
        _bare_names(one, numbers)
    _bare_namespaces(root)


def _is_gone(one: Any) -> bool:
    namespace = etree.QName(one).namespace
    if one.tag in _GONE or not (namespace and is_known(namespace)):
        return True
    if one.tag == f"{_A}ext" and one.getparent().tag == f"{_A}extLst":
        return bool(one.get("uri") != _DRAWN)
    # Hidden text is in no page.
    return bool(one.tag == qn("w:r") and one.find(f"{qn('w:rPr')}/{qn('w:vanish')}") is not None)


def _settle_controls(root: Any) -> None:
    """Keep of content controls what they show, if it is not of the template's own properties."""
    for control in list(root.iter(qn("w:sdt"))):
        about, held = control.find(qn("w:sdtPr")), control.find(qn("w:sdtContent"))
        bound = about.find(qn("w:dataBinding")) if about is not None else None
        where = bound.get(qn("w:xpath")) or "" if bound is not None else ""
        prompt = about is not None and about.find(qn("w:showingPlcHdr")) is not None
        if held is not None and re.search(r"coreProperties.*:title\b", where):
            _as_title(held)
        elif held is None or prompt or re.search(r"coreProperties|[Ee]xtended|CoverPage", where):
            _remove(control)
            continue
        _open(held)
        for other in list(control):
            if other.tag in (qn("w:sdtPr"), qn("w:sdtEndPr")):
                control.remove(other)
        _open(control)


def _as_title(held: Any) -> None:
    """Turn what shows the document's title into a field that does."""
    texts = list(held.iter(qn("w:t")))
    if not texts:
        return
    for other in texts[1:]:
        other.getparent().remove(other)
    run = texts[0].getparent()
    field = etree.SubElement(run.getparent(), qn("w:fldSimple"))
    field.set(qn("w:instr"), " TITLE ")
    run.addprevious(field)
    field.append(run)


def _open(wrapper: Any) -> None:
    for child in list(wrapper):
        wrapper.addprevious(child)
    _remove(wrapper)


def _remove(one: Any) -> None:
    parent = one.getparent()
    if parent is None:
        return
    if one.tail and one.tail.strip():
        before = one.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + one.tail
        else:
            parent.text = (parent.text or "") + one.tail
    parent.remove(one)


def _bare_attributes(one: Any) -> None:
    for name in list(one.attrib):
        space = etree.QName(name).namespace or ""
        revision = space == nsmap["w"] and etree.QName(name).localname.startswith("rsid")
        if revision or name in _SILENT or (space and not is_known(space)):
            del one.attrib[name]


def _bare_names(one: Any, numbers: dict[str, int]) -> None:
    """Take names that somebody, or their computer, gave to pictures and shapes."""
    local = etree.QName(one).localname if isinstance(one.tag, str) else ""
    if local in ("docPr", "cNvPr"):
        one.set("name", "Picture")
        if local == "cNvPr" or _PATH.search(one.get("descr") or ""):
            one.attrib.pop("descr", None)
        one.attrib.pop("title", None)
    elif one.tag == qn("w:abstractNum"):
        for name in one.findall(qn("w:name")):
            one.remove(name)
    elif isinstance(one.tag, str) and one.tag.startswith(_V):
        _bare_shape(one, numbers)


def _bare_shape(one: Any, numbers: dict[str, int]) -> None:
    for name in ("href", "title", "src", *(("alt",) if _PATH.search(one.get("alt") or "") else ())):
        one.attrib.pop(name, None)
    if "id" in one.attrib and not _OWN_ID.fullmatch(one.get("id")):
        numbers["shape"] = numbers.get("shape", 0) + 1
        one.set("id", f"shape{numbers['shape']}")


def _bare_namespaces(root: Any) -> None:
    """Drop declarations of foreign namespaces; those that Word must know to read the rest stay."""
    ignorable = f"{_MC}Ignorable"
    prefixes = [p for p, space in root.nsmap.items() if p and is_known(space)]
    if ignorable in root.attrib:
        kept = [p for p in root.get(ignorable).split() if p in prefixes]
        root.set(ignorable, " ".join(kept))
        if not kept:
            del root.attrib[ignorable]
    etree.cleanup_namespaces(root, keep_ns_prefixes=prefixes)
