"""Word files against ISO/IEC 29500 and what Word wants beyond it, with ``tools/validate_docx``.

The schemas are not part of this project: QUALCODE_OOXML_SCHEMAS names a folder that has them.
What needs none is always checked.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import io
import os
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from qualcode.model.matrix.matrix import Cell, Matrix
from qualcode.report.report import Report
from qualcode.report.word.codebook import codebook_docx
from qualcode.report.word.report import report_docx
from qualcode.store.codebook.reader import parse_codebook
from tests.report.sample import docx_once, one_cell, quotation, sample

pytestmark = pytest.mark.slow

TOOL = Path(__file__).parents[3] / "tools" / "validate_docx"
SCHEMAS = os.environ.get("QUALCODE_OOXML_SCHEMAS", "")
MADE = dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.UTC)
NASTY = 'He said "<b>no</b>" & =1+1\x00\x1b[31m\u202eright 🙂 | *stars*\ud800'
CODEBOOK = f"""
title: A codebook
source: Invented for this test
codes:
  - id: plans
    name: Plans
    name_cy: Cynlluniau
    brief: What is planned
    definition: "Of personal education plans.\\n\\nIn two paragraphs."
    include: [what is written, what is done]
    exclude: [timetables]
    examples: ["It took nine days.", "She rang & asked <them>."]
    children:
      - {{id: late, name: Late plans, definition: Plans that came late.}}
      - {{id: good, name: Good plans, status: draft}}
  - {{id: alone, name: "{"long " * 30}", status: placeholder}}
"""


def tool() -> ModuleType:
    """Return the tool as a module; its file has no ending."""
    loader = SourceFileLoader("validate_docx", str(TOOL))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[loader.name] = module
    kept, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = kept
    return module


validate = tool()


def chart() -> Matrix:
    """Return a framework chart: the participants in rows."""
    matrix = sample(6, 1)
    group = matrix.groups[0]
    return replace(
        matrix,
        layout="cases",
        groups=(replace(group, id=""),),
        cells=tuple(replace(c, group="") for c in matrix.cells if c.group == group.id),
    )


def nasty() -> Matrix:
    """Return a matrix all of whose words try to be something else."""
    cell = Cell("r", "works_well", "g", f"{NASTY}\n\n- {NASTY}", NASTY, ("a",), 1,
                (quotation(1, "g", text=NASTY),))  # fmt: skip
    return one_cell(cell, title=NASTY, study=NASTY, watermark=NASTY, codebook_title=NASTY,
                    codebook_source=NASTY, coders=(NASTY,), placeholders=(NASTY,))  # fmt: skip


def codebook() -> bytes:
    """Return a codebook as Word."""
    book = parse_codebook(CODEBOOK, "codebook.yaml")[0]
    return codebook_docx(book, "A codebook", "About it.\nMore about it.", "en", MADE)


def report() -> bytes:
    """Return a report with every part."""
    book = parse_codebook(CODEBOOK, "codebook.yaml")[0]
    return report_docx(Report(sample(8, 4, mixed=True), codebook=book), MADE)


SMALL = Report(sample(3, 1))
FILES: dict[str, Callable[[], bytes]] = {
    "matrix": lambda: report_docx(Report(sample(20, 4, mixed=True)), MADE),
    "matrix-small": lambda: docx_once(SMALL),
    "matrix-welsh": lambda: report_docx(
        Report(replace(sample(8, 2), language="cy", watermark="Drafft")), MADE
    ),
    "matrix-40x3": lambda: report_docx(Report(sample(40, 3)), MADE),
    "matrix-empty": lambda: report_docx(Report(sample(0, 0)), MADE),
    "matrix-nasty": lambda: report_docx(Report(nasty()), MADE),
    "chart": lambda: report_docx(Report(chart()), MADE),
    "report": report,
    "codebook": codebook,
}


@pytest.fixture(scope="module", params=FILES.values(), ids=FILES)
def data(request: pytest.FixtureRequest) -> bytes:
    return request.param()


@pytest.fixture(scope="module")
def schemas():
    if not (SCHEMAS and any(Path(SCHEMAS).rglob("wml.xsd"))):
        pytest.skip("QUALCODE_OOXML_SCHEMAS names no folder with wml.xsd, the standard's schemas")
    return validate.Schemas(Path(SCHEMAS))


def texts(data: bytes, schemas=None) -> list[str]:
    return [f"{one.part}: {one.text}" for one in validate.check(data, schemas)]


def test_links_bookmarks_ids_and_tables_are_sound(data: bytes):
    assert texts(data) == []


def test_every_part_keeps_to_its_schema(data: bytes, schemas):
    assert texts(data, schemas) == []
    parts = {one.partition(":")[0] for one in schemas.unchecked}
    parts.discard("docProps/core.xml")  # its schema needs Dublin Core's, which are had elsewhere
    assert not parts & set(zipfile.ZipFile(io.BytesIO(data)).namelist())


# ---- that mistakes are found --------------------------------------------------------------------


def rewritten(part: str, old: str, new: str) -> bytes:
    """Return a matrix in a part of which something stands for something else, once."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(docx_once(SMALL))) as before,
        zipfile.ZipFile(out, "w") as after,
    ):
        for name in before.namelist():
            blob = before.read(name).decode() if name == part else before.read(name)
            if isinstance(blob, str):
                assert old in blob
                blob = blob.replace(old, new, 1)
            after.writestr(name, blob)
    return out.getvalue()


def changed(change: Callable[[Document], None]) -> bytes:
    """Return a matrix that was changed through python-docx."""
    document = Document(io.BytesIO(docx_once(SMALL)))
    change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def bookmark(document, **given: str):
    """Return the first bookmark, with something about it changed."""
    mark = next(document.element.body.iter(qn("w:bookmarkStart")))
    for name, value in given.items():
        mark.set(qn(f"w:{name}"), value)
    return mark


def copied_bookmark(document) -> None:
    mark = bookmark(document)
    other = OxmlElement("w:bookmarkStart")
    other.set(qn("w:id"), "77")
    other.set(qn("w:name"), mark.get(qn("w:name")).upper())
    mark.addprevious(other)


def without_end(document) -> None:
    end = next(document.element.body.iter(qn("w:bookmarkEnd")))
    end.getparent().remove(end)


def link(document, name: str, value: str) -> None:
    made = OxmlElement("w:hyperlink")
    made.set(qn(name), value)
    document.paragraphs[0]._p.append(made)


def short_row(document) -> None:
    row = document.tables[0].rows[1]._tr
    row.remove(row.tc_lst[-1])


def no_style(document) -> None:
    document.paragraphs[0]._p.get_or_add_pPr().get_or_add_pStyle().set(qn("w:val"), "Nowhere")


def open_field(document) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), "begin")
    document.paragraphs[0].add_run()._r.append(mark)


def no_note(document) -> None:
    notes, note = OxmlElement("w:footnotePr"), OxmlElement("w:footnote")
    note.set(qn("w:id"), "-1")
    notes.append(note)
    next(document.settings.element.iter(qn("w:compat"))).addprevious(notes)


def out_of_order(document) -> None:
    run = document.paragraphs[0].add_run("a")
    run.bold = True
    run._r.rPr.append(OxmlElement("w:rStyle"))


CHANGES: dict[str, tuple[Callable[[Document], object], str]] = {
    "long name": (lambda d: bookmark(d, name="a" * 41), "a bookmark's name of 41 characters"),
    "no name": (lambda d: bookmark(d, name="two words"), "a bookmark's name that Word does not"),
    "one id twice": (lambda d: bookmark(d, id="1001"), "several bookmarks with the id 1001"),
    "one name twice": (copied_bookmark, "several bookmarks with the name"),
    "no end": (without_end, "has no end"),
    "no bookmark": (lambda d: link(d, "w:anchor", "away"), "a link to 'away', and no such"),
    "no relationship": (lambda d: link(d, "r:id", "rId99"), "has no relationship 'rId99'"),
    "short row": (short_row, "of a table fills"),
    "no style": (no_style, "no style has the id 'Nowhere'"),
    "no note": (no_note, "footnote -1, which is not there"),
    "out of order": (out_of_order, "w:rPr has out of order, or twice: b rStyle"),
    "open field": (open_field, "a field without an end"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_mistake_in_the_document_is_found(name: str):
    change, says = CHANGES[name]
    assert any(says in one for one in texts(changed(change)))


@pytest.mark.parametrize(
    ("part", "old", "new", "says"),
    [
        ("word/_rels/document.xml.rels", 'Target="styles.xml"', 'Target="style.xml"',
         "which is not there"),
        ("[Content_Types].xml", 'PartName="/word/settings.xml"', 'PartName="/word/other.xml"',
         "which has the content type application/xml"),
        ("word/document.xml", "</w:body>", "", "not well-formed"),
        ("word/document.xml", "<w:document ",
         '<w:document xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
         'mc:Ignorable="w99" ', "which is not declared"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_package_is_found(part: str, old: str, new: str, says: str):
    if "mc:Ignorable" in new:
        old, new = "<w:body>", new.replace("<w:document ", "<w:body ").rstrip() + ">"
    assert any(says in one for one in texts(rewritten(part, old, new)))


def test_what_is_out_of_order_is_found(schemas):
    moved = rewritten("word/document.xml", "<w:tblPr>", '<w:tblPr><w:tblLook w:val="06A0"/>')
    assert [one for one in texts(moved, schemas) if "w:tblStyle" in one or "w:tblW" in one]
    assert texts(moved) == []


def test_alternatives_are_each_checked_and_what_is_ignorable_is_not(schemas):
    compatible = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    either = (
        f'<w:r xmlns:n="urn:new" {compatible} mc:Ignorable="n" n:new="1"><n:more/>'
        '<mc:AlternateContent><mc:Choice Requires="n"><w:t>{}</w:t></mc:Choice>'
        "<mc:Fallback><w:t>{}</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    sound = either.format("a", "b")
    assert texts(rewritten("word/document.xml", "</w:p>", sound), schemas) == []
    for words in (("<w:p/>", "b"), ("a", "<w:p/>")):
        wrong = rewritten("word/document.xml", "</w:p>", either.format(*words))
        assert any("w:t" in one for one in texts(wrong, schemas))


def test_no_word_file():
    assert "not a Word file" in texts(b"plain text")[0]
