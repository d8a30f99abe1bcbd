"""The workbook of a matrix: what is in its sheets, and that nothing in it runs."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

from qualcode.model.matrix.matrix import Cell, Matrix, Quotation
from qualcode.report.evidence_labels import references
from qualcode.report.excel.matrix import matrix_xlsx
from tests.report.sample import one_cell, quotation, sample

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheets(matrix: Matrix) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(matrix_xlsx(matrix)))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def parts(matrix: Matrix) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(matrix_xlsx(matrix))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_cell_and_every_quotation_is_in_it():
    matrix = sample(mixed=True)
    found = sheets(matrix)
    assert list(found) == [
        "About", "Matrix", "Crosstab", "Counts", "Quotations", "Evidence", "Codes",
    ]  # fmt: skip
    head, *rows = found["Matrix"]
    assert head[:3] == ["Theme", "Group", "Works well: evidence"]
    assert len(rows) == len(matrix.rows) * len(matrix.groups)
    every = {str(value) for row in rows for value in row}
    for cell in matrix.cells:
        if cell.summary:
            assert cell.summary.strip() in every
    assert len(found["Counts"]) == 1 + len(matrix.cells)
    quoted = [q for cell in matrix.cells for q in cell.quotations]
    assert len(found["Quotations"]) == 1 + len(quoted)
    # Under the labels that the Word report has for them.
    ids = [(row[0], row[4]) for row in found["Evidence"][1:]]
    labels = references(matrix)
    assert ids == [
        (label, one) for key, label in labels.items() for one in matrix.cell(*key).codings
    ]
    counted = {row[8]: row[5] for row in found["Counts"][1:] if row[8]}
    assert counted == {label: len(matrix.cell(*key).codings) for key, label in labels.items()}
    _, *crosstab = found["Crosstab"]
    assert sum(v for row in crosstab for v in row if isinstance(v, float)) == sum(
        cell.people for cell in matrix.cells
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_nothing_is_a_formula_whatever_words_begin_with(start: str):
    matrix = sample(2, 2)
    first = next(cell for cell in matrix.cells if cell.codings)
    words = f"{start}HYPERLINK(1)"
    quote = Quotation("A1", words, words, "doc", 0, 4, "P1", True)
    cells = tuple(
        replace(cell, summary=words, quotations=(quote,)) if cell is first else cell
        for cell in matrix.cells
    )
    made = replace(matrix, cells=cells, title=words)
    for name, xml in parts(made).items():
        if name.startswith("xl/worksheets/sheet"):
            assert not list(etree.fromstring(xml).iter(f"{_MAIN}f"))
    shown = {str(v) for rows in sheets(made).values() for row in rows for v in row}
    assert f"'{words}" in shown
    assert words not in shown


def test_headings_stay_in_view_and_filter():
    found = parts(sample(4, 2))
    tables = [xml for name, xml in found.items() if name.startswith("xl/worksheets/sheet")]
    frozen = [xml for xml in tables if b'state="frozen"' in xml and b"<autoFilter" in xml]
    assert len(frozen) == len(tables) - 1


def test_a_watermark_is_on_every_sheet_and_printed_page():
    mark = "Not for circulation & for nobody"
    matrix = replace(sample(2, 2), watermark=mark)
    found = parts(matrix)
    tables = [xml for name, xml in found.items() if name.startswith("xl/worksheets/sheet")]
    assert all(b"Not for circulation &amp;&amp; for nobody" in xml for xml in tables)
    about = [str(v) for row in sheets(matrix)["About"] for v in row]
    assert mark in about


def test_an_empty_matrix_and_characters_no_workbook_takes_are_written():
    matrix = sample(1, 1)
    empty = replace(matrix, rows=(), groups=(), cells=(), rows_without=())
    assert "Matrix" in sheets(empty)
    odd = replace(matrix, title="a\x00b\ud800" + "x" * 40_000)
    assert sheets(odd)["About"][0][0].startswith("abx")


def test_a_framework_chart_has_a_row_for_each_participant():
    matrix = sample(2, 1)
    chart = replace(
        matrix,
        layout="cases",
        groups=(replace(matrix.groups[0], id=""),),
        cells=tuple(replace(cell, group="") for cell in matrix.cells if cell.group == matrix.groups[0].id),
    )  # fmt: skip
    found = sheets(chart)
    assert "Crosstab" not in found
    assert [row[0] for row in found["Matrix"][1:]] == [row.name for row in matrix.rows]


def test_thousands_of_codings_are_all_there_and_look_alike():
    ids = tuple(f"c{n}" for n in range(2_500))
    said = '=1+1 "no" & <b>\x00 _x0041_ ' + "long " * 40
    cell = Cell("r", "works_well", "g", "So.", codings=ids, linked=ids[:2], people=3,
                quotations=(quotation(1, "g", text=said),))  # fmt: skip
    matrix = one_cell(replace(cell, quotations=(replace(cell.quotations[0], coding="c7"),)))
    head, *rows = sheets(matrix)["Evidence"]
    assert head == ["Label", "Theme", "Group", "Column", "Coding", "In the summary", "Quotation"]
    assert [row[4] for row in rows] == list(ids)
    assert [row[5] for row in rows[:3]] == ["yes", "yes", "no"]
    assert {row[0] for row in rows} == {"E1"}
    assert rows[7][6] == "'" + " ".join(said.replace("\x00", "").split())
    few = sheets(
        replace(matrix, cells=(replace(matrix.cells[0], codings=ids[:40]), *matrix.cells[1:]))
    )
    assert few["Evidence"] == [head, *rows[:40]]
