import csv
import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from qualcode.errors import BadInputError
from qualcode.model.matrix import Cell, Group, Matrix, Quotation, Row
from qualcode.report.writing import write_matrix

NASTY = 'He said "<b>no</b>" & =1+1\x00\x1b[31m\u202eright 🙂 | *stars*'


def quotation(n: int, text: str = "It took nine days.") -> Quotation:
    return Quotation(f"c{n}", text, f"head teacher, local authority {n}", "d", 0, 9, f"P{n}")


def matrix(rows: int = 20, groups: int = 4, *, summary: str = "Two of three said so.") -> Matrix:
    all_rows = tuple(Row(f"r{n}", f"Theme {n} {NASTY if n == 3 else ''}") for n in range(rows))
    all_groups = tuple(Group(f"g{n}", f"Group {n}", 3) for n in range(groups))
    columns = (("works_well", "Works well"), ("works_less_well", "Works less well"))
    cells = []
    for r in range(rows):
        for g in range(groups):
            for c, (column, _) in enumerate(columns):
                kind = (r + g + c) % 3
                quotes = (quotation(r), quotation(g + 1, NASTY * (5 if r == 2 else 1)))
                cells.append(
                    [
                        Cell(f"r{r}", column, f"g{g}"),
                        Cell(f"r{r}", column, f"g{g}", "", "", ("a", "b"), 2, quotes),
                        Cell(
                            f"r{r}",
                            column,
                            f"g{g}",
                            summary,
                            "ann",
                            ("a",),
                            1,
                            quotes[:1],
                            True,
                            True,
                        ),
                    ][kind]
                )
    return Matrix("Synthesis matrix", "A study", "en", all_rows, columns, all_groups, tuple(cells),
                  coders=("ann",), documents=3, words=1000, codings=40, unjudged=2, invented=True,
                  placeholders=("Principle 3",), rows_without=(Row("x", "Unused"),))  # fmt: skip


@pytest.fixture(params=[(20, 4), (3, 1)], ids=str)
def word(request: pytest.FixtureRequest, tmp_path: Path):
    made = matrix(*request.param)
    path = tmp_path / "r.docx"
    write_matrix(made, path)
    return made, Document(str(path)), path


def test_tables_are_real_and_accessible(word):
    made, doc, _ = word
    assert len(doc.tables) == 1 + len(made.groups)
    for table in doc.tables:
        assert len(table.rows) == len(made.rows) + 1
        properties = table._tbl.tblPr
        assert properties.find(qn("w:tblCaption")).get(qn("w:val"))
        assert properties.find(qn("w:tblDescription")).get(qn("w:val"))
        header = table.rows[0]._tr.trPr
        assert header.find(qn("w:tblHeader")) is not None
        for row in table.rows:
            assert row._tr.trPr.find(qn("w:cantSplit")) is not None
            assert len(row._tr.findall(qn("w:tc"))) == len(table.columns)
            assert all(cell.text.strip() for cell in row.cells)
        xml = etree.tostring(table._tbl)
        assert b"gridSpan" not in xml
        assert b"vMerge" not in xml


def test_empty_cells_say_so_and_no_others(word):
    made, doc, _ = word
    for group, table in zip(made.groups, doc.tables[1:], strict=True):
        for row, line in zip(made.rows, table.rows[1:], strict=True):
            for (column, _), cell in zip(made.columns, line.cells[1:], strict=True):
                empty = not made.cell(row.id, column, group.id).codings
                assert (cell.text == "No evidence coded") == empty


def test_summaries_come_before_quotations_and_quotations_are_signed(word):
    made, doc, _ = word
    cells = [c.text for table in doc.tables[1:] for row in table.rows[1:] for c in row.cells[1:]]
    summed = [t for t in cells if t.startswith("Two of three said so.")]
    assert len(summed) == sum(bool(c.summary) for c in made.cells)
    assert all("1 person, 1 coded passage · thin" in t for t in summed)
    assert all("evidence has changed" in t for t in summed)
    counted = [t for t in cells if t.startswith("2 people, 2 coded passages")]
    assert counted
    assert all("“It took nine days.” head teacher, local authority" in t for t in counted)


def test_headings_language_and_page(word):
    made, doc, path = word
    headings = [p.text for p in doc.paragraphs if p.style.name == "Heading 1"]
    assert headings == ["Overview", *(g.name for g in made.groups), "Notes"]
    assert doc.paragraphs[0].style.name == "Title"
    assert all(p.text.strip() for p in doc.paragraphs)
    section = doc.sections[0]
    assert section.page_width > section.page_height
    with zipfile.ZipFile(path) as archive:
        styles = archive.read("word/styles.xml").decode()
    assert 'w:lang w:val="en-GB"' in styles
    assert doc.core_properties.language == "en-GB"
    assert any("Invented sample data" in p.text for p in doc.paragraphs)


def test_table_properties_stand_in_the_order_the_schema_fixes(word):
    order = ["tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblCellMar", "tblLook",
             "tblCaption", "tblDescription"]  # fmt: skip
    for table in word[1].tables:
        tags = [etree.QName(e).localname for e in table._tbl.tblPr]
        assert tags == sorted(tags, key=order.index)


def test_nasty_text_neither_breaks_nor_runs(word):
    text = "\n".join(c.text for t in word[1].tables for r in t.rows for c in r.cells)
    assert "<b>no</b>" in text
    assert not set(text) & {"\x00", "\x1b", "\u202e"}


def test_an_empty_matrix_is_a_document_that_says_so(tmp_path: Path):
    write_matrix(matrix(0, 0), tmp_path / "r.docx")
    text = "\n".join(p.text for p in Document(str(tmp_path / "r.docx")).paragraphs)
    assert "No codings yet" in text


def test_csv_has_a_row_a_cell_and_runs_nothing(tmp_path: Path):
    made = matrix(summary="=HYPERLINK(1)")
    write_matrix(made, tmp_path / "r.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "r.csv").read_text(encoding="utf-8"))))
    assert len(rows) == len(made.cells)
    assert {r["summary"] for r in rows} == {"", "'=HYPERLINK(1)"}
    assert {r["people"] for r in rows} == {"0", "1", "2"}


def test_markdown_tables_hold_whatever_was_said(tmp_path: Path):
    made = matrix()
    write_matrix(made, tmp_path / "r.md")
    text = (tmp_path / "r.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| **")]
    assert len(rows) == len(made.rows) * len(made.groups)
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 4 for row in rows)


def test_json_keeps_the_contract(tmp_path: Path):
    write_matrix(matrix(2, 1), tmp_path / "r.json")
    data = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert {"rows", "columns", "groups", "cells"} <= set(data)
    assert {"row", "column", "group", "summary", "codings", "people", "quotations", "stale",
            "thin"} <= set(data["cells"][0])  # fmt: skip


def test_another_ending_is_refused_in_one_line(tmp_path: Path):
    with pytest.raises(BadInputError, match=r"Use \.docx, \.md, \.csv, \.json"):
        write_matrix(matrix(1, 1), tmp_path / "r.pdf")
    assert list(tmp_path.iterdir()) == []
