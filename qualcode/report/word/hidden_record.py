"""The hidden record in a Word matrix, by which edits made there can be read back.

Each cell is in a bookmark that names it and holds a digest of its summary. A custom XML part gives
for each bookmark its cell, where that stands, and its summary as exported; of quotations it has
digests of their words, and of ids a keyed digest unless the report shows ids itself. It records
only what the report shows, and a final report has neither.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree

from qualcode.model.matrix.definition import Key
from qualcode.model.matrix.matrix import Cell, Matrix
from qualcode.report import wording
from qualcode.report.markdown import digest, markdown, shape_of
from qualcode.report.printable import clean, one_line

NAMESPACE = "urn:qualcode:matrix:1"
#: A bookmark: which cell, and the digest of what its summary showed.
MARK = re.compile(r"q_([0-9a-f]{16})_([0-9a-f]{12})")
#: The form of a line of evidence, for files without a record of it.
EVIDENCE = re.compile(
    r"(thin: )?([\d,]+ (of [\d,]+ )?(person|people)( \([^()]*\))? · )?[\d,]+ codings?"
    rf"( · {wording.NO_SUMMARY})?( · E\d+)?( · {wording.STALE})?"
    rf"|no evidence coded under this summary now( · {wording.STALE})?"
    rf"|{wording.NO_EVIDENCE}(: .{{0,80}})?"
)
_Q = f"{{{NAMESPACE}}}"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_PROPERTIES_LINK = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXmlProps"
)
#: Bookmarks of headings have lower numbers.
_FIRST_MARK = 1000
#: The bookmark of the heading over the summary of the whole, and the heading.
WHOLE, WHOLE_HEADING = "q_whole", "Summary"
#: The bookmark of the heading over the themes' sections, and the heading.
SECTIONS, SECTIONS_HEADING = "q_sections", "Theme by theme"
#: The bookmark of a cell's section in the narrative.
SECTION_MARK = re.compile(r"n_([0-9a-f]{16})_([0-9a-f]{12})")


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a Word matrix: its key, its place, and its content when exported.

    ``mark`` names it in its bookmark, which has the number ``number``. ``table`` is the group (in a
    framework chart: the theme) of its table, ``row`` and ``heading`` the words of its row and
    column. ``base`` is its summary, ``None`` if unknown; ``digest`` is the digest of that,
    ``codings`` the one of its codings, ``quotations`` those of the words of each quotation.
    ``rests_on`` and ``stale`` make up the line of evidence.
    """

    key: Key
    mark: str
    number: int
    table: str
    row: str
    heading: str
    base: str | None
    digest: str
    rests_on: str = ""
    stale: str = ""
    codings: str = ""
    quotations: tuple[str, ...] = ()
    has_sections: bool = False
    reference: str = ""

    @property
    def evidence(self) -> str:
        """The line of evidence, or the line that says there is none."""
        return self.rests_on + self.stale


@dataclass(frozen=True, slots=True)
class Record:
    """What a file records about the matrix from which it was made.

    ``whole`` is a digest of the summary of the whole, empty if there was none; ``beside`` holds
    digests of the paragraphs in the themes' sections that are not summaries.
    """

    matrix: str
    layout: str
    study: str
    places: dict[str, Place]
    whole: str = ""
    beside: frozenset[str] = frozenset()


def named(key: Key, matrix: str) -> str:
    """Return the sixteen hexadecimal digits that name a cell."""
    return hashlib.sha256("\x1f".join((matrix, *key)).encode("utf-8", "replace")).hexdigest()[:16]


def digest_of(words: Iterable[str]) -> str:
    """Return a short digest of some words or ids."""
    return hashlib.sha256("\x1f".join(words).encode("utf-8", "replace")).hexdigest()[:12]


def places(
    matrix: Matrix, references: Mapping[Key, str] | None = None, *, sections: bool = False
) -> dict[Key, Place]:
    """Return the cells of a Word matrix by their keys.

    ``references`` holds the labels of their evidence; with ``sections`` their quotations stand in
    the themes' sections.
    """
    found: dict[Key, Place] = {}
    labels = references or {}

    def add(cell: Cell, table: str, row: str, heading: str) -> None:
        chart = matrix.layout == "cases"
        empty, written = wording.is_empty(cell), shape_of(cell.summary)
        line = wording.case_line(cell) if chart else wording.evidence_line(cell)
        if sections and cell.codings and not written and not matrix.is_final:
            # Their quotations stand elsewhere, and a bare number might look like an error.
            line = f"{line} · {wording.NO_SUMMARY}"
        label = labels.get(cell.key, "")
        if label and not empty:
            # Never alone on a line of its own.
            line = f"{line}\u00a0·\u00a0{label}"
        found[cell.key] = Place(
            cell.key,
            named(cell.key, matrix.name),
            _FIRST_MARK + len(found),
            one_line(table),
            one_line(row),
            one_line(heading),
            _carried(cell.summary),
            digest(written),
            clean(wording.silence(cell) if empty else line),
            f" · {wording.STALE}" if cell.stale and written else "",
            cell.seal if cell.codings and not matrix.has_ids else digest_of(sorted(cell.codings)),
            tuple(digest_of([_shown(q.text, wording.traced(q))]) for q in cell.quotations),
            sections,
            label,
        )

    if matrix.layout == "cases":
        for column, name in matrix.columns:
            for person, cell in wording.chart_cells(matrix, column):
                add(cell, name, person.name, "Summary and evidence")
        return found
    for group in matrix.groups:
        for theme in matrix.rows:
            for column, name in wording.shown_columns(matrix, group):
                add(matrix.cell(theme.id, column, group.id), group.name, theme.name, name)
    return found


def _carried(summary: str) -> str:
    """Return a summary in a form that XML can hold; some line ends are not valid in XML."""
    made = "\n".join(map(clean, summary.splitlines()))
    shape = shape_of(summary)
    return made if shape_of(made) == shape else markdown(shape)


def _shown(text: str, signed: str) -> str:
    return one_line(f"“{one_line(text)}” {signed}")


def mark(cell: Any, place: Place) -> None:
    """Put a table's cell into its bookmark, from its first paragraph to the end of its last."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for one in (start, end):
        one.set(qn("w:id"), str(place.number))
    start.set(qn("w:name"), f"q_{place.mark}_{place.digest}")
    first, last = cell.paragraphs[0]._p, cell.paragraphs[-1]._p
    if first.pPr is None:
        first.insert(0, start)
    else:
        first.pPr.addnext(start)
    last.append(end)


def section_mark(place: Place) -> str:
    """Return the name of the bookmark of a cell's section in the narrative."""
    return f"n_{place.mark}_{place.digest}"


def attach(
    document: Any, matrix: Matrix, cells: Mapping[Key, Place], beside: Iterable[str] = ()
) -> None:
    """Put the record of the ``cells`` of a matrix that a document shows into it.

    ``beside`` holds the paragraphs in the themes' sections that are not summaries.
    """
    root = etree.Element(f"{_Q}matrix", nsmap={None: NAMESPACE})
    for name in ("name", "layout", "study"):
        root.set(name, one_line(getattr(matrix, name)))
    root.set("beside", " ".join(sorted({digest_of([one_line(text)]) for text in beside})))
    if matrix.summary:
        root.set("whole", digest(shape_of(matrix.summary)))
    for place in cells.values():
        one = etree.SubElement(root, f"{_Q}cell", mark=place.mark)
        for name, value in zip(("r", "c", "g"), place.key, strict=True):
            one.set(name, clean(value))
        for name in ("table", "row", "heading", "digest", "rests_on", "stale", "codings"):
            one.set(name, getattr(place, name))
        one.set("quotations", " ".join(place.quotations))
        if place.has_sections:
            one.set("sections", "yes")
        one.text = place.base
    blob = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    package = document.part.package
    part = Part(PackURI("/customXml/item2.xml"), "application/xml", blob, package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)
    # Word keeps such a part in any case; LibreOffice only if it has properties.
    name = hashlib.sha256(blob).hexdigest().upper()
    guid = "-".join((name[:8], name[8:12], name[12:16], name[16:20], name[20:32]))
    properties = (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'
        f'<ds:datastoreItem ds:itemID="{{{guid}}}" xmlns:ds="{_PROPERTIES}"><ds:schemaRefs>'
        f'<ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
    )
    kind = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    item = Part(PackURI("/customXml/itemProps2.xml"), kind, properties.encode(), package)
    part.relate_to(item, _PROPERTIES_LINK)


def record_in(parts: Iterable[bytes]) -> Record | None:
    """Return the record in a file's custom XML parts, found safe to parse; None if damaged."""
    for blob in parts:
        if NAMESPACE.encode() not in blob:
            continue
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            root = etree.fromstring(blob, parser)
        except etree.XMLSyntaxError:
            continue
        if root.tag == f"{_Q}matrix":
            found = [_place(n, one) for n, one in enumerate(root.iterchildren(f"{_Q}cell"))]
            name, layout, study = (str(root.get(one, "")) for one in ("name", "layout", "study"))
            whole = str(root.get("whole", ""))
            beside = frozenset(str(root.get("beside", "")).split())
            return Record(name, layout, study, {p.mark: p for p in found}, whole, beside)
    return None


def _place(number: int, one: Any) -> Place:
    def get(name: str) -> str:
        return str(one.get(name, ""))

    base = one.text or ""

    return Place(
        (get("r"), get("c"), get("g")),
        get("mark"),
        number,
        get("table"),
        get("row"),
        get("heading"),
        base,
        get("digest") or digest(shape_of(base)),
        get("rests_on"),
        get("stale"),
        get("codings"),
        tuple(get("quotations").split()),
        get("sections") == "yes",
    )
