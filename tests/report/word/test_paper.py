"""The tables of a Word report, opened again: what readers need, and every cell's words."""

import datetime as dt
import io
import re
import subprocess
import sys
import zipfile

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from qualcode.model.matrix.matrix import Cell
from qualcode.report import wording
from qualcode.report.word.styles import ACCENT, INK, QUIET
from tests.examples import examples
from tests.report.contrast import contrast
from tests.report.sample import one_cell, quotation, sample, tables_docx

MADE = dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.UTC)
NASTY = 'He said "<b>no</b>" & =1+1\x00\x1b[31m\u202eright 🙂 | *stars*\ud800'


def opened(made):
    return Document(io.BytesIO(tables_docx(made)))


def part(made, name):
    with zipfile.ZipFile(io.BytesIO(tables_docx(made))) as archive:
        return archive.read(name).decode()


def lines(cell):
    return [p.text for p in cell.paragraphs]


SHAPES = {"20x4": (20, 4, False), "20x4 mixed": (20, 4, True), "3x1": (3, 1, False)}


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(shape, id=name, marks=[pytest.mark.slow] if shape[0] > 3 else [])
        for name, shape in SHAPES.items()
    ],
)
def word(request):
    rows, groups, mixed = request.param
    made = sample(rows, groups, mixed=mixed)
    return made, opened(made)


@pytest.mark.slow
def test_tables_are_real_and_accessible(word):
    made, doc = word
    assert len(doc.tables) == 1 + len(made.groups)
    for table in doc.tables:
        assert len(table.rows) == len(made.rows) + 1
        properties = table._tbl.tblPr
        assert properties.find(qn("w:tblCaption")).get(qn("w:val"))
        assert properties.find(qn("w:tblDescription")).get(qn("w:val"))
        look = properties.find(qn("w:tblLook"))
        assert look.get(qn("w:firstRow")) == look.get(qn("w:firstColumn")) == "1"
        headers = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert headers == [True] + [False] * len(made.rows)
        for row in table.rows:
            assert row._tr.trPr.find(qn("w:cantSplit")) is not None
            assert len(row._tr.findall(qn("w:tc"))) == len(table.columns)
            assert all(cell.text.strip() for cell in row.cells)
        xml = etree.tostring(table._tbl)
        assert b"gridSpan" not in xml
        assert b"vMerge" not in xml


def test_table_properties_stand_in_the_order_the_schema_fixes(word):
    order = ["tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblCellMar", "tblLook",
             "tblCaption", "tblDescription"]  # fmt: skip
    for table in word[1].tables:
        tags = [etree.QName(e).localname for e in table._tbl.tblPr]
        assert tags == sorted(tags, key=order.index)
        width = int(table._tbl.tblPr.find(qn("w:tblW")).get(qn("w:w")))
        columns = [int(c.get(qn("w:w"))) for c in table._tbl.tblGrid]
        assert abs(sum(columns) - width) < 10
        assert width <= 26.15 / 2.54 * 1440


def test_no_evidence_is_said_exactly_where_there_is_none(word):
    made, doc = word
    for group, table in zip(made.groups, doc.tables[1:], strict=True):
        columns = wording.shown_columns(made, group)
        assert [c.text for c in table.rows[0].cells] == ["Theme", *(name for _, name in columns)]
        for row, line in zip(made.rows, table.rows[1:], strict=True):
            assert line.cells[0].text == row.name
            for (column, _), cell in zip(columns, line.cells[1:], strict=True):
                empty = not made.cell(row.id, column, group.id).codings
                assert (cell.text == "No evidence coded") == empty


def test_the_overview_counts_people(word):
    made, doc = word
    for row, line in zip(made.rows, doc.tables[0].rows[1:], strict=True):
        for group, cell in zip(made.groups, line.cells[1:], strict=True):
            numbers = [made.cell(row.id, column, group.id).people for column, _ in made.columns]
            shown = [int(n) for n in re.findall(r"\d+", cell.text)]
            assert shown == [n for n in numbers if n]
            assert (cell.text == "No evidence coded") == (not shown)
    assert doc.tables[0].rows[0].cells[1].text == "Social care practitioners\n7 people"


def test_headings_captions_and_paragraphs(word):
    made, doc = word
    headings = [p for p in doc.paragraphs if p.style.name.startswith(("Title", "Heading"))]
    long = ["Contents"] if len(made.rows) > 3 else []
    first = ("How to read this", "What to bear in mind", "Who said what", "Group by group")
    shown = [(1, name) for name in (*long, *first)]
    shown += [(2, group.name) for group in made.groups]
    assert headings[0].style.name == "Title"
    assert [(int(p.style.name[-1]), p.text) for p in headings[1:]] == shown
    assert all(p.style.paragraph_format.keep_with_next for p in headings)
    captions = [p.text for p in doc.paragraphs if p.style.name == "Caption"]
    assert [c.split(". ")[0] for c in captions] == [
        f"Table {n + 1}" for n in range(len(doc.tables))
    ]
    # A table must be followed by a paragraph: the end of its section, one point high.
    empty = [p for p in doc.paragraphs if not p.text.strip()]
    assert len(empty) == len(doc.tables) - 1
    for paragraph in empty:
        assert paragraph._p.getprevious().tag == qn("w:tbl")
        assert paragraph._p.pPr.find(qn("w:sectPr")) is not None
        assert paragraph.paragraph_format.line_spacing.pt == 1


def test_links_lead_to_bookmarks_and_ids_are_unique(word):
    body = word[1].element.body
    names = [b.get(qn("w:name")) for b in body.iter(qn("w:bookmarkStart"))]
    ids = [b.get(qn("w:id")) for b in body.iter(qn("w:bookmarkStart"))]
    links = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))}
    assert len(set(names)) == len(names) == len(set(ids)) == len(ids)
    # Those of cells are for what is edited there to be read back, and nothing leads to them.
    names = [name for name in names if not name.startswith("q_")]
    assert links <= set(names)
    assert len(links) == (len(word[0].groups) + 4 if len(word[0].rows) > 3 else 0)


def test_pages_are_a4_and_their_feet_name_study_and_group(word):
    made, doc = word
    feet = []
    for section in doc.sections:
        sizes = {round(section.page_width.cm, 1), round(section.page_height.cm, 1)}
        assert sizes == {29.7, 21.0}
        feet.append(section.footer.paragraphs[0].text)
        codes = [e.text.strip() for e in section.footer._element.iter(qn("w:instrText"))]
        assert codes == ["PAGE", "NUMPAGES"]
        across = section.page_width > section.page_height
        assert across == (section.orientation == WD_ORIENT.LANDSCAPE)
    assert all(foot.startswith(made.study) for foot in feet)
    named = [foot.split("  ·  ")[1] for foot in feet if foot.count("·") == 2]
    assert named == [g.name for g in made.groups]


def test_properties_name_the_study_and_no_machine():
    made = sample(3, 1)
    properties = opened(made).core_properties
    assert properties.title == "Synthesis matrix: Education of children looked after"
    assert (properties.author, properties.comments, properties.last_modified_by) == ("", "", "")
    assert properties.created == properties.modified == MADE
    with zipfile.ZipFile(io.BytesIO(tables_docx(made))) as archive:
        assert not [name for name in archive.namelist() if "thumbnail" in name]
    assert 'compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"' in part(
        made, "word/settings.xml"
    )


def test_a_summary_stands_before_its_evidence_and_the_quotations_chosen():
    cell = Cell(
        "r", "works_well", "g", "Two said so.\n\n- **one** by\nitself\n- 5 * 3 * 2 _is_", "ann",
        ("a", "b", "c"), 2, (quotation(9, "social-care", chosen=True),),
    )  # fmt: skip
    shown = opened(one_cell(cell)).tables[1].rows[1].cells[1]
    assert lines(shown) == [
        "Two said so.", "one by itself", "5 * 3 * 2 _is_", "2 people · 3 codings",
        "“It took nine days, and in those nine days nobody could tell me which school she was at.”"
        "\nsocial care practitioner, local authority 10 · A009",
    ]  # fmt: skip
    styles = [p.style.name for p in shown.paragraphs]
    assert styles == ["Matrix Text", "List Bullet", "List Bullet", "Matrix Evidence", "Quote"]
    assert shown.paragraphs[1].runs[0].bold


def test_without_a_summary_the_people_are_counted_and_quoted():
    quotes = (quotation(1, "social-care"), quotation(5, "social-care"))
    cell = Cell("r", "works_less_well", "g", codings=("a", "b"), people=2, quotations=quotes)
    shown = lines(opened(one_cell(cell)).tables[1].rows[1].cells[2])
    assert shown[0] == "2 people · 2 codings"
    assert shown[2] == "“No.”\nindependent reviewing officer, local authority 6 · A005"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"people": 1, "thin": True}, "thin: 1 person · 1 coding"),
        ({"people": 1, "summary": "So.", "stale": True}, f"1 person · 1 coding · {wording.STALE}"),
        ({"codings": (), "summary": "So."}, "no evidence coded under this summary now"),
    ],
)
def test_what_a_cell_rests_on_is_said(change, says):
    cell = Cell(**{"row": "r", "column": "works_well", "group": "g", "codings": ("a",), **change})
    assert lines(opened(one_cell(cell)).tables[1].rows[1].cells[1])[-1] == says


def test_notes_and_the_warning_of_invented_data():
    texts = [p.text for p in opened(sample(3, 1)).paragraphs]
    assert wording.INVENTED in texts[:4]
    assert wording.INVENTED not in [p.text for p in opened(sample(3, 1, invented=False)).paragraphs]
    notes = " ".join(texts[texts.index("What to bear in mind") :])
    for words in ("14 codings marked neutral", "Left out: 1 coding", "Kinship care; Leisure",
                  "Principle 3: to be filled in; Principle 7", "Invented for this test"):  # fmt: skip
        assert words in notes


def test_an_empty_matrix_is_a_document_that_says_so():
    for shape in ((0, 0), (0, 4), (3, 0)):
        doc = opened(sample(*shape))
        assert not doc.tables
        assert wording.NOTHING in [p.text for p in doc.paragraphs]


def test_nasty_text_is_kept_as_text_wherever_it_stands():
    cell = Cell("r", "works_well", "g", NASTY, NASTY, ("a",), 1, (quotation(1, "g", text=NASTY),))
    made = one_cell(
        cell, title=NASTY, study=NASTY, codebook_title=NASTY, codebook_source=NASTY,
        coders=(NASTY,), placeholders=(NASTY,),
    )  # fmt: skip
    doc = opened(made)
    text = "\n".join([p.text for p in doc.paragraphs] + lines(doc.tables[1].rows[1].cells[1]))
    assert text.count("<b>no</b>") == 8
    assert "right 🙂" in text
    assert not set(text) & {"\x00", "\x1b", "\u202e", "\ud800"}
    assert doc.core_properties.title.startswith("He said")


@pytest.mark.slow
@settings(max_examples=examples(25))
@given(st.text(st.characters(), max_size=60), st.text(st.characters(), max_size=60))
def test_any_summary_and_quotation_make_a_document_that_opens(summary, said):
    cell = Cell("r", "works_well", "g", summary, "", ("a",), 1, (quotation(1, "g", text=said),))
    shown = opened(one_cell(cell)).tables[1].rows[1].cells[1]
    assert "1 person · 1 coding" in lines(shown)


def test_a_cell_longer_than_a_page_keeps_every_word():
    said = " ".join(f"word{n}" for n in range(3000))
    cell = Cell("r", "works_well", "g", codings=("a",), people=1,
                quotations=(quotation(1, "g", text=said),))  # fmt: skip
    assert said in opened(one_cell(cell)).tables[1].rows[1].cells[1].text


def test_colours_have_contrast_enough():
    for colour in (INK, QUIET, ACCENT):
        for paper in ("FFFFFF", "F3F6F9"):
            assert contrast(str(colour), paper) >= 4.5
    assert contrast("FFFFFF", "1B4F72") >= 4.5


def test_word_is_loaded_only_for_word():
    code = "import sys, qualcode.report.matrix_files; sys.exit('docx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# What Word insists on: the properties of a paragraph, of letters and of a cell, in this order.
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs "
    "suppressAutoHyphens spacing ind contextualSpacing jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike color spacing w kern position sz szCs "
    "highlight u effect bdr shd vertAlign cs lang",
    "tcPr": "tcW shd",
    "trPr": "cantSplit tblHeader",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "word/footer1.xml"])
def test_properties_stand_in_the_order_the_schema_fixes(name):
    tree = etree.fromstring(part(sample(20, 4, mixed=True), name).encode())
    for kind, order in ORDERS.items():
        for element in tree.iter(qn(f"w:{kind}")):
            if name.endswith("styles.xml") and element.getparent().tag == qn("w:tblStylePr"):
                continue  # the template's own
            tags = [etree.QName(child).localname for child in element]
            assert tags == sorted(tags, key=order.split().index)
