"""The whole Word report: its parts in order, its headings, links, languages and template."""

import io
import itertools
import re
import zipfile
from dataclasses import replace

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from qualcode.errors import BadInputError
from qualcode.model.codebook.code import Code, Codebook
from qualcode.model.matrix.matrix import Cell, Group, Row
from qualcode.report import wording
from qualcode.report.evidence_labels import references
from qualcode.report.method import method_paragraphs
from qualcode.report.report import PARTS, Method, Report
from qualcode.report.word.evidence import MOST
from qualcode.report.word.paper import Template
from qualcode.report.word.report import report_docx
from tests.report.contrast import contrast
from tests.report.sample import MADE, docx_once, one_cell, quotation, sample

pytestmark = pytest.mark.slow

BOOK = Codebook(
    "Principles",
    codes=(
        Code("pep", "Personal education plans", "What plans do.", "Cynlluniau addysg personol",
             include=("the plan",), examples=("said in confidence",),
             children=(Code("late", "Late plans", "They come late."),)),
        Code("school", "The school", "", status="placeholder"),
    ),
)  # fmt: skip
METHOD = Method(
    languages=(("en", 20), ("cy", 7)), codes=42, themes=20, assisted=12, double=3, joint=1,
    authors=("anwen",), last="2026-02-11",
)  # fmt: skip
#: Everything but pictures, which take time to draw.
TEXT = frozenset(PARTS) - {"pictures"}


def report(matrix, **more):
    return Report(matrix, **{"method": METHOD, "codebook": BOOK, "parts": TEXT, **more})


def opened(made, template=None):
    return Document(io.BytesIO(docx_once(made, template)))


def part_of(made, name, template=None):
    with zipfile.ZipFile(io.BytesIO(docx_once(made, template))) as archive:
        return archive.read(name).decode()


def headings(document):
    return [
        (int(p.style.name[-1]), p.text)
        for p in document.paragraphs
        if p.style.name.startswith("Heading")
    ]


@pytest.fixture(scope="module", params=[(40, 3), (3, 1), (20, 4)], ids=["40x3", "3x1", "20x4"])
def word(request):
    matrix = sample(*request.param, mixed=True)
    made = report(matrix, parts=frozenset(PARTS))
    return matrix, opened(made)


# ---- structure --------------------------------------------------------------------------------


def test_headings_have_no_gaps_and_tell_the_parts_in_order(word):
    matrix, document = word
    found = headings(document)
    levels = [level for level, _ in found]
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))
    top = [text for level, text in found if level == 1]
    assert [t for t in top if t != "Contents"] == [
        "How this was made", "How to read this", "What to bear in mind", "At a glance",
        "Who said what", "Theme by theme", "Group by group", "Appendix A: codebook",
        "Appendix B: evidence",
    ]  # fmt: skip
    themes = [text for level, text in found if level == 2][: len(matrix.rows)]
    assert themes == [row.name for row in matrix.rows]


def test_every_table_is_one_that_a_screen_reader_can_read(word):
    _, document = word
    assert len(document.tables) >= 4
    for table in document.tables:
        properties = table._tbl.tblPr
        for tag in ("w:tblCaption", "w:tblDescription"):
            assert properties.find(qn(tag)).get(qn("w:val")).strip()
        rows = table._tbl.tr_lst
        assert rows[0].trPr.find(qn("w:tblHeader")) is not None
        for row in rows:
            assert row.trPr.find(qn("w:cantSplit")) is not None
            assert len(row.tc_lst) == len(table.columns)
            for cell in row.tc_lst:
                assert "".join(t.text or "" for t in cell.iter(qn("w:t"))).strip()
        for tag in ("w:gridSpan", "w:vMerge", "w:hMerge"):
            assert not list(table._tbl.iter(qn(tag)))


def test_pictures_have_captions_and_text_alternatives(word):
    _, document = word
    shapes = document.inline_shapes
    assert len(shapes) >= 2
    described = [s._inline.docPr.get("descr") for s in shapes]
    assert all(len(text) > 40 for text in described)
    captions = [p for p in document.paragraphs if p.text.startswith("Figure ")]
    assert [p.text.split(".")[0] for p in captions] == [
        f"Figure {n + 1}" for n in range(len(shapes))
    ]
    for caption in captions:
        following = caption._p.getnext()
        assert list(following.iter(qn("w:drawing")))
    # Sharp where lines can be drawn, points where they cannot.
    blips = list(document.element.body.iter(qn("a:blip")))
    assert all(b.get(qn("r:embed")) for b in blips)
    assert all(b"svgBlip" in _xml(b) for b in blips)


def _xml(element):
    from lxml import etree

    return etree.tostring(element)


def test_every_link_leads_somewhere_and_bookmarks_are_their_own(word):
    body = word[1].element.body
    names = [b.get(qn("w:name")) for b in body.iter(qn("w:bookmarkStart"))]
    ids = [b.get(qn("w:id")) for b in body.iter(qn("w:bookmarkStart"))]
    ends = [b.get(qn("w:id")) for b in body.iter(qn("w:bookmarkEnd"))]
    assert len(set(names)) == len(names) == len(set(ids))
    assert sorted(ids) == sorted(ends)
    assert all(len(name) <= 40 for name in names)
    links = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))]
    assert set(links) <= set(names)
    assert len(links) > 10 or len(word[0].rows) == 3


def test_the_contents_are_words_own_and_complete():
    document = opened(report(sample(20, 4)))
    instructions = [i.text for i in document.element.body.iter(qn("w:instrText"))]
    assert sum(i.strip().startswith("TOC ") for i in instructions) == 1
    listed = [p.text for p in document.paragraphs if p.style.name == "Matrix Contents"]
    assert listed == [text for level, text in headings(document) if level < 3][1:]
    kinds = [c.get(qn("w:fldCharType")) for c in document.element.body.iter(qn("w:fldChar"))]
    assert kinds.count("begin") == kinds.count("end") == kinds.count("separate")


# ---- what it says -----------------------------------------------------------------------------


def test_each_theme_says_what_works_for_whom_on_how_many_words():
    matrix = sample(20, 4)
    texts = [(p.style.name, p.text) for p in opened(report(matrix)).paragraphs]
    begin = texts.index(("Heading 1", "Theme by theme"))
    labels = references(matrix)
    at = begin
    for row in matrix.rows:
        at = texts.index(("Heading 2", row.name), at)
        for column, name in matrix.columns:
            at = texts.index(("Heading 3", name), at)
            following = texts[at + 1 :]
            stop = next(n for n, (s, _) in enumerate(following) if s.startswith("Heading"))
            block = following[:stop]
            leads = [text for style, text in block if style == "Matrix Group"]
            cells = [(g, matrix.cell(row.id, column, g.id)) for g in matrix.groups]
            full = [(g, c) for g, c in cells if c.codings]
            assert len(leads) == len(full)
            for lead, (group, cell) in zip(leads, full, strict=True):
                assert lead.startswith(f"{group.name} · {wording.evidence_line(cell)}")
                assert labels[cell.key] in lead
            quoted = [text.split("”")[0] for style, text in block if style == "Quote"]
            assert quoted == ["“" + q.text for _, c in full for q in c.quotations]
            silent = [g.name for g, c in cells if not c.codings]
            if silent:
                assert block[-1] == ("Matrix Quiet", f"No evidence coded: {'; '.join(silent)}.")


def test_quotations_stand_in_the_sections_alone_and_in_the_tables_without_them():
    matrix = one_cell(
        Cell("r", "works_well", "g", "So.", codings=("a",), people=1,
             quotations=(quotation(1, "g", text="my own key"),))
    )  # fmt: skip
    with_sections = opened(report(matrix))
    assert not any("my own key" in cell.text for cell in _cells(with_sections))
    assert any("my own key" in p.text for p in with_sections.paragraphs)
    without = opened(report(matrix, parts=TEXT - {"sections"}))
    assert any("my own key" in cell.text for cell in _cells(without))
    assert not any("my own key" in p.text for p in without.paragraphs)


def _cells(document):
    return [cell for table in document.tables for row in table.rows for cell in row.cells]


def test_each_label_leads_to_the_ids_of_its_codings():
    matrix = sample(20, 4)
    document = opened(report(matrix))
    table = document.tables[-1]
    assert [c.text for c in table.rows[0].cells] == ["Label", "Cell", "People", "Codings"]
    found = {row.cells[0].text: [c.text for c in row.cells] for row in table.rows[1:]}
    labels = references(matrix)
    assert list(found) == list(labels.values())
    rows = {row.id: row.name for row in matrix.rows}
    for key, label in labels.items():
        cell = matrix.cell(*key)
        assert found[label][1].startswith(rows[cell.row])
        assert found[label][2] == str(cell.people)
        assert found[label][3] == ", ".join(cell.codings)
    anchors = {b.get(qn("w:name")) for b in table._tbl.iter(qn("w:bookmarkStart"))}
    assert anchors == {f"evidence_{label}" for label in labels.values()}


def test_of_many_codings_the_first_are_listed_and_the_rest_counted():
    many = tuple(f"c{n}" for n in range(MOST + 7))
    document = opened(report(one_cell(Cell("r", "works_well", "g", codings=many, people=3))))
    assert document.tables[-1].rows[1].cells[3].text.endswith(f"c{MOST - 1} and 7 more")


def test_the_method_has_its_numbers():
    matrix = sample(20, 4)
    text = " ".join(method_paragraphs(report(matrix)))
    for words in (
        "27 transcripts of 211,480 words, in which 27 people", "7 are in Welsh",
        "the 42 codes of the codebook “Policy themes from public Welsh sources” (2 placeholders not counted), by anwen and ben",
        "14 codings are neutral or not judged", "12 codings were suggested by a statistical model",
        "3 transcripts were coded by two people or more", "written by anwen",
        "the last on 11 February 2026", "each cleared for print by a named member of the team",
    ):  # fmt: skip
        assert words in text
    full = [c for c in matrix.cells if c.codings]
    cells = f"{len(matrix.cells)} in all, {len(full)} of them with evidence. "
    assert f"{cells}{sum(bool(c.summary) for c in full)} have a summary" in text
    thin = sum(c.thin for c in full)
    assert f"{thin} cell{'s rest' if thin != 1 else ' rests'} on one person" in text
    assert "transcripts" in " ".join(method_paragraphs(Report(matrix)))


def test_the_codebook_stands_in_an_appendix_without_examples():
    document = opened(report(sample(3, 1)))
    texts = [cell.text for cell in _cells(document)]
    assert any(text.startswith("Late plans") for text in texts)
    assert any("They come late." in text for text in texts)
    assert not any("said in confidence" in text for text in texts)


@pytest.mark.parametrize("part", ["sections", "tables", "codebook", "evidence"])
def test_a_part_can_be_left_out(part):
    shown = [text for _, text in headings(opened(report(sample(3, 2), parts=TEXT - {part})))]
    missing = {"sections": "Theme by theme", "tables": "Group by group",
               "codebook": "codebook", "evidence": "evidence"}[part]  # fmt: skip
    assert not any(missing in text for text in shown)
    assert ("Appendix A: evidence" in shown) == (part == "codebook")
    body = part_of(report(sample(3, 2), parts=TEXT - {part}), "word/document.xml")
    assert ("evidence_E1" in body) == (part != "evidence")


def test_sub_codes_name_what_they_are_below():
    matrix = sample(3, 1)
    rows = (matrix.rows[0], replace(matrix.rows[1], depth=1), matrix.rows[2])
    found = [t for level, t in headings(opened(report(replace(matrix, rows=rows)))) if level == 2]
    assert found[:3] == ["Personal education plans",
                         "Personal education plans › Designated person in school",
                         "Virtual school head"]  # fmt: skip
    for table in opened(report(replace(matrix, rows=rows))).tables[:2]:
        indents = [row.cells[0].paragraphs[0].paragraph_format.left_indent for row in table.rows]
        assert [bool(one) for one in indents] == [False, False, True, False]


# ---- languages --------------------------------------------------------------------------------


def _languages(document):
    found = {}
    for run in document.element.body.iter(qn("w:r")):
        text = "".join(t.text or "" for t in run.iter(qn("w:t")))
        lang = None if run.rPr is None else run.rPr.find(qn("w:lang"))
        if text:
            found.setdefault(text, set()).add(None if lang is None else lang.get(qn("w:val")))
    return found


def test_welsh_words_in_an_english_report_say_that_they_are():
    cell = Cell(
        "r", "works_well", "g", "They like it.", codings=("a",), people=1,
        quotations=(replace(quotation(1, "g", text="Mae'n haws yn Gymraeg."), language="cy"),
                    replace(quotation(2, "g", text="It is easier."), language="en")),
    )  # fmt: skip
    found = _languages(opened(report(one_cell(cell))))
    assert found["“Mae'n haws yn Gymraeg.”"] == {"cy-GB"}
    assert found["“It is easier.”"] == found["They like it."] == {None}
    assert found["Cynlluniau addysg personol"] == {"cy-GB"}


def test_a_welsh_report_is_welsh_but_for_its_fixed_wording():
    cell = Cell("r", "works_well", "g", "Mae'n dda.", codings=("a",), people=1,
                quotations=(replace(quotation(1, "g", text="Easier."), language="en"),))  # fmt: skip
    matrix = replace(
        one_cell(cell, language="cy"), title="Matrics", rows=(Row("r", "Cynlluniau", name_cy="Cynlluniau"),),
        groups=(Group("g", "Pobl ifanc", 3),),
        columns=(("works_well", "Yn gweithio'n dda"), ("works_less_well", "Ddim cystal")),
    )  # fmt: skip
    found = _languages(opened(report(matrix)))
    for text in ("Matrics", "Cynlluniau", "Pobl ifanc", "Yn gweithio'n dda", "Mae'n dda."):
        assert found[text] == {"cy-GB"}, text
    assert found["“Easier.”"] == found["How to read this"] == {None}
    styles = part_of(report(matrix), "word/styles.xml")
    assert set(re.findall(r'<w:lang w:val="([^"]+)"', styles)) == {"en-GB"}


# ---- a team's own template --------------------------------------------------------------------


def team_template(**more):
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.59), Cm(27.94)
    section.left_margin = section.right_margin = Cm(3)
    document.add_paragraph("Text of the template itself")
    document.styles["Normal"].font.name = "Georgia"
    document.styles["Normal"].font.size = Pt(11)
    document.styles["Heading 1"].font.color.rgb = RGBColor(0x8A, 0x10, 0x38)
    own = document.styles.add_style("Matrix Text", WD_STYLE_TYPE.PARAGRAPH)
    own.font.size = Pt(8)
    section.header.paragraphs[0].text = "Our logo"
    section.footer.paragraphs[0].text = "Our foot"
    document.core_properties.author = "Somebody"
    for name in more.get("drop", ()):
        style = document.styles[name]
        style.element.getparent().remove(style.element)
    out = io.BytesIO()
    document.save(out)
    return Template(out.getvalue(), "ours.docx")


def test_a_template_decides_letters_page_and_feet():
    document = opened(report(sample(20, 4)), team_template())
    assert document.styles["Normal"].font.name == "Georgia"
    assert document.styles["Matrix Text"].font.size == Pt(8)
    assert document.styles["Heading 1"].font.color.rgb == RGBColor(0x8A, 0x10, 0x38)
    assert document.styles["Matrix Evidence"].font.size == Pt(10)
    assert document.styles["Matrix Evidence"].font.name is None
    text = "\n".join(p.text for p in document.paragraphs)
    assert "Text of the template itself" not in text
    assert "Theme by theme" in text
    for section in document.sections:
        assert {round(section.page_width.cm, 1), round(section.page_height.cm, 1)} == {21.6, 27.9}
        assert section.footer.paragraphs[0].text == "Our foot"
        assert section.header.paragraphs[0].text == "Our logo"
    assert document.core_properties.author == ""
    fills = {e.get(qn("w:fill")) for e in document.element.body.iter(qn("w:shd"))}
    assert "8A1038" in fills
    assert "1B4F72" not in fills
    for table in document.tables:
        room = max(s.page_width - s.left_margin - s.right_margin for s in document.sections)
        assert int(table._tbl.tblPr.find(qn("w:tblW")).get(qn("w:w"))) <= room / 635 + 20


def test_a_template_without_the_styles_gets_them():
    lacking = team_template(drop=("Quote", "Caption", "Subtitle", "List Bullet", "Heading 3"))
    document = opened(report(sample(3, 1)), lacking)
    names = {p.style.name for p in document.paragraphs}
    assert {"Quote", "Caption", "Subtitle", "List Bullet", "Heading 3"} <= names
    assert document.styles["Heading 3"].element.pPr.find(qn("w:outlineLvl")).get(qn("w:val")) == "2"


def test_a_pale_heading_is_no_ground_for_white_letters():
    document = Document(io.BytesIO(team_template().data))
    document.styles["Heading 1"].font.color.rgb = RGBColor(0xF0, 0xC0, 0x40)
    out = io.BytesIO()
    document.save(out)
    made = opened(report(sample(3, 1)), Template(out.getvalue(), "pale.docx"))
    for fill in {e.get(qn("w:fill")) for e in made.element.body.iter(qn("w:shd"))} - {"F3F6F9"}:
        assert contrast("FFFFFF", fill) >= 4.5


def test_a_watermark_stands_above_what_a_template_has_at_the_head():
    made = replace(sample(3, 1), watermark="Not for circulation.")
    document = opened(report(made), team_template())
    assert [p.text for p in document.sections[0].header.paragraphs] == [
        "Not for circulation.",
        "Our logo",
    ]


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04 half"])
def test_a_bad_template_is_one_line(data):
    with pytest.raises(BadInputError) as error:
        report_docx(report(sample(1, 1)), MADE, Template(data, "ours.docx"))
    assert "ours.docx" in str(error.value)
