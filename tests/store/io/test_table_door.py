"""The door for CSV: whatever text goes out comes in again, however a program saved the file."""

import csv
import io
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qualcode.errors import BadInputError
from qualcode.model.table import Table
from qualcode.store.io.tables import (
    SEPARATORS,
    csv_file,
    csv_parts,
    parse_table,
    shown_lines,
    table_in,
    table_text,
)

FORMULA_SIGNS = set("=+-@＝＋－＠﹦﹢﹣﹫")
NASTY = (
    "=1+1", "'=1", "''=1", "\t=1", " =1", "\ufeff=1", "+44 7700", "-", "@x", "sep=;", "sep=,", "a;b", "a\tb",
    "a|b", "a,b", '"', '""', 'say "so"', "two\nlines", "two\r\nlines", "two\rlines", "\r", "\n", "",
    " ", "'", "%PDF", "ID3", "<html", "xftyp", "PK\x03\x04", "\ufeff", "Tŷ Mawr", "ŵ", "🙂",
)  # fmt: skip
any_text = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"))
cells = any_text | st.sampled_from(NASTY)
tables = st.lists(st.lists(cells, min_size=1, max_size=4), min_size=1, max_size=5)


@example([[""], ["\t"]])
@given(tables)
@example([["sep=;"]])
@example([["ID3", "xftyp"], ["=1", "'=1"]])
@example([["a;b;c;d", "e"], ["1", "2"]])
@example([["a\tb\tc"], [""]])
@example([["\ufeff", "\ufeff=1"]])
@example([[one, "x"] for one in NASTY])
@example([["x\n"], ["y\n"]])
def test_any_table_comes_back_as_it_was(rows: list[list[str]]):
    data = table_text(rows).encode()
    found = table_in(data, "t.csv")
    assert found.rows == rows
    assert found.problem("t.csv") is None


@given(tables)
def test_no_cell_begins_a_formula(rows: list[list[str]]):
    listing = Table.of(("a",) * 4, [(*row, *[""] * (4 - len(row))) for row in rows])
    for written in (
        table_text(rows).removeprefix("\ufeff"),
        shown_lines(rows),
        "".join(csv_parts(listing)),
    ):
        read = list(csv.reader(io.StringIO(written, newline="")))
        assert len(read) == len(rows) + (written[:7] == "a,a,a,a")
        for row in read:
            for cell in row:
                assert cell.lstrip()[:1] not in FORMULA_SIGNS
                assert cell[:1] not in ("\t", "\r", "\n")


def saved(rows: list[list[str]], separator: str, encoding: str) -> bytes:
    """Return a table as another program saves it."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(encoding)


headings = st.text(string.ascii_letters + " éô", max_size=12).map(str.strip)
#: As people write in Welsh and English, with all that a separator may be.
WORDS = "mae plant yn hoffi ysgol and they like it here gyda ffrindiau pobl ifanc".split()
plain = st.lists(
    st.sampled_from([*WORDS, "café", "tŷ", "siân", "a;b", "c,d", "e|f", '"so"', "1\n2"])
).map(" ".join)


@given(
    st.lists(st.tuples(plain, plain), min_size=1, max_size=6),
    headings,
    st.sampled_from([*SEPARATORS]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_a_table_of_known_headings_is_read_in_each_encoding_and_separator(
    rows: list[tuple[str, str]], heading: str, separator: str, encoding: str
):
    if encoding == "cp1252":
        rows = [(a.replace("ŷ", "y"), b.replace("ŷ", "y")) for a, b in rows]
    there = [["case", "group", heading], *([f"YP{n}", *row] for n, row in enumerate(rows))]
    found = table_in(saved(there, separator, encoding), "t.csv", ("case", "group"))
    assert found.rows == there
    assert found.separator == separator
    accented = any(not cell.isascii() for row in there for cell in row)
    otherwise = separator != "," or encoding == "utf-16" or (encoding == "cp1252" and accented)
    assert bool(found.problem("t.csv")) == otherwise


def test_what_is_guessed_is_a_warning_and_what_is_certain_a_note():
    rows = [["case", "role"], ["YP1", "un café près d’ici"]]
    guessed = table_in(saved(rows, ";", "cp1252"), "cases.csv", ("case",)).problem("cases.csv")
    assert guessed is not None
    assert guessed.level == "warning"
    assert "Windows-1252" in guessed.message
    assert "semicolons" in guessed.message
    assert "accented" in guessed.mend
    certain = table_in(saved(rows, "\t", "utf-16"), "cases.csv", ("case",)).problem("cases.csv")
    assert certain is not None
    assert certain.level == "note"
    assert "UTF-16" in certain.message
    assert "tabs" in certain.message
    assert "accented" not in certain.mend


def test_a_file_of_excel_may_name_its_separator():
    found = table_in(b"sep=;\r\ncase;a,b,c\r\nYP1;x\r\n", "cases.csv", ("case",))
    assert found.rows == [["case", "a,b,c"], ["YP1", "x"]]


def test_a_quotation_mark_that_is_never_closed_swallows_nothing():
    with pytest.raises(BadInputError) as error:
        table_in(b'name,kind\nGwen,person\n"Mair,person\nSion,person\n', "names.csv", ("name",))
    assert error.value.where == "names.csv:3"
    assert "never closed" in error.value.message


def test_a_listing_is_a_file_with_a_mark_and_a_pipe_without():
    table = Table.of(("id",), [("tŷ",)])
    assert "".join(csv_parts(table)) == "id\ntŷ\n"
    assert csv_file(csv_parts(table)) == b"\xef\xbb\xbfid\nt\xc5\xb7\n"


def test_rows_are_counted_as_a_spreadsheet_does():
    table = parse_table("file,label\n\na.txt,Mair\n", "who.csv", ("file",))
    assert list(table.records()) == [(3, {"file": "a.txt", "label": "Mair"})]


def test_a_long_answer_comes_back_as_well():
    rows = [["case", "answer"], ["YP1", "word " * 40_000]]
    assert table_in(table_text(rows).encode(), "t.csv").rows == rows


@pytest.mark.slow
def test_no_other_module_reads_or_writes_csv_by_itself():
    import ast
    from pathlib import Path

    import qualcode

    root = Path(qualcode.__file__).parent
    found = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(node, ast.Import) and any(one.name == "csv" for one in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module == "csv")
    }
    assert len(found) == 1, found


@pytest.mark.parametrize(
    "above", ["\r\n", ";;;\r\n", " \r\n\r\n", '"";""\r\n', "sep=;\r\n\r\n", '"sep=;"\r\n']
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_empty_rows_above_the_headings_hide_no_row(above: str, encoding: str):
    text = f"{above}Case;GROUP;area\r\nYP1;yp;Ynys Môn\r\nYP2;yp;\r\n"
    table = table_in(text.encode(encoding), "cases.csv", ("case", "group"))
    assert table.headings == ["case", "group", "area"]
    assert [row["case"] for _, row in table.records()] == ["YP1", "YP2"]
    told = table.problem("cases.csv")
    assert told is not None
    assert "headings spelt otherwise: Case, GROUP" in told.message
    empty_rows = above.removeprefix('"sep=;"\r\n').removeprefix("sep=;\r\n").count("\n")
    assert ("below empty rows" in told.message) == bool(empty_rows)
    # Rows below keep the numbers that a spreadsheet shows.
    assert next(table.records())[0] == 2 + empty_rows


def test_a_heading_is_only_taken_as_meant_where_no_other_column_has_it():
    table = parse_table("name,Name,KIND\nGwen,called Gwenno,person\n", "n.csv", ("name", "kind"))
    assert table.headings == ["name", "Name", "kind"]


def test_two_marks_at_the_beginning_are_no_part_of_a_heading():
    assert table_in(b"\xef\xbb\xbf\xef\xbb\xbfcase\nYP1\n", "c.csv", ("case",)).headings == ["case"]
