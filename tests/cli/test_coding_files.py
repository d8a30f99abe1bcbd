"""``coding list --out``: the same rows in every form, whole or not at all, and kept out of git."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from qualcode.model.table import Table
from qualcode.report import listing_files
from qualcode.report.excel import codings as codings_xlsx
from qualcode.store.io.tables import csv_parts
from qualcode.store.study import Study
from tests.conftest import Run, make_quietly

COLUMNS = ("id", "document", "coder", "code", "start", "end", "valence", "note", "at", "assisted",
           "orphaned", "text_changed", "text", "time")  # fmt: skip

AWKWARD = [
    "two\nlines, and a comma", 'she said "no"', "=1+1", "+44 1792", "-", "@home", "\ttab", "\r", "  blanks  ",
    "🙂 Mae’n haws ŵŷ", "a\x00b\x1bc", "\u202eright to left", "<b>&amp; ]]>", "_x0041_ x", "'=quoted", "", "\ud800",
    "http://example.org/x", "0012", "1e5", "TRUE",
]  # fmt: skip


def csv_text(table: Table) -> str:
    return "".join(csv_parts(table))


def rows_of(path: Path) -> list[list[Any]]:
    """Return the rows of a written file as text, numbers and truths; of a workbook, all sheets."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))
    book = CalamineWorkbook.from_path(path)
    found = []
    for name in book.sheet_names:
        head, *rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        assert tuple(head) == COLUMNS
        found += rows
    return found


def awkward_table() -> Table:
    rows = [
        (f"id{n}", "d", "ann", "moves", n, n + 9, None, text[::-1], "2026-01-01T00:00:00Z",
         n % 2 == 0, n % 3 == 0, False, text, "00:01:02")
        for n, text in enumerate(AWKWARD)
    ]  # fmt: skip
    return Table.of(
        COLUMNS, [*rows, ("last", *rows[0][1:6], None, "", "", *rows[0][9:12], None, "")]
    )


@pytest.fixture(scope="module")
def coded_once(module_study: Path) -> Path:
    """The small study with a coding of each turn, one of them judged, one orphaned."""
    study_path = module_study
    for turn, code in ((2, "mentor"), (4, "moves"), (6, "support"), (4, "mentor")):
        make_quietly("-C", study_path, "coding", "add", "one", code, "--turn", turn)
    study = Study.open(study_path)
    first = study.codings()[0]
    [log] = (study_path / "codings" / "ann").glob("*.jsonl")
    lines = log.read_text().splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if first.id in line)
    lines[at] = lines[at].replace(first.event.sha256, "0" * 64)
    log.write_text("".join(lines))
    return study_path


@pytest.fixture
def coded(coded_once: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    shutil.copytree(coded_once.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / "study"


def test_every_form_has_the_columns_and_values_of_json(coded: Path, tmp_path: Path, run: Run):
    outs = [tmp_path / f"all.{form}" for form in ("csv", "xlsx", "json")]
    args = [part for out in outs for part in ("--out", out)]
    got = run("-C", coded, "coding", "list", *args)
    assert got.status == 0, got.err
    assert got.out.splitlines() == [f"{out}: 4 codings" for out in outs]
    assert got.err.startswith("For the team only: participants' words")
    printed = run("-C", coded, "coding", "list", "--json").out
    records = json.loads(printed)
    assert outs[2].read_text(encoding="utf-8") == printed
    assert (
        outs[0].read_text(encoding="utf-8")
        == "\ufeff" + run("-C", coded, "coding", "list", "--csv").out
    )
    assert sum(record["orphaned"] for record in records) == 1
    assert [record["text"] for record in records].count(None) == 1
    head, *lines = rows_of(outs[0])
    assert tuple(head) == tuple(records[0]) == COLUMNS
    blank = {None: ""}
    assert lines == [[str(blank.get(v, v)) for v in record.values()] for record in records]
    assert rows_of(outs[1]) == [[blank.get(v, v) for v in record.values()] for record in records]


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (["--code", "support"], 3), (["--code", "moves"], 1), (["--by", "ben"], 0),
        (["--orphaned"], 1), (["--valence", "+"], 0), (["--document", "one"], 4),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_narrows_the_list_narrows_the_file(
    coded: Path, tmp_path: Path, run: Run, options: list[str], count: int, form: str
):
    out = tmp_path / f"some.{form}"
    got = run("-C", coded, "coding", "list", *options, "--out", out)
    assert got.status == 0
    assert f"{count} coding" in got.out
    # A file of nothing still says what would be in it, and holds nobody's words.
    assert len(rows_of(out)) == count + (form == "csv")
    assert ("words" in got.err) == bool(count)


def test_printing_as_well_keeps_the_talk_out_of_the_data(coded: Path, tmp_path: Path, run: Run):
    got = run("-C", coded, "coding", "list", "--json", "--out", tmp_path / "x.csv")
    assert len(json.loads(got.out)) == 4
    assert "x.csv: 4 codings" in got.err


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("x.pdf", "x.pdf: a listing cannot be written as .pdf. Use .csv, .xlsx, .docx, .json"),
        ("x", "a listing cannot be written as a file without an ending"),
        ("no/where/x.csv", "there is no folder"),
        ("folder.csv", "cannot write"),
    ],
)
def test_a_file_that_cannot_be_written_gets_one_line(
    coded: Path, tmp_path: Path, run: Run, name: str, says: str
):
    (tmp_path / "folder.csv").mkdir()
    good = tmp_path / "good.csv"
    got = run("-C", coded, "coding", "list", "--out", tmp_path / name, "--out", good)
    assert got.status == 1
    assert says in got.err
    assert len(got.err.strip().splitlines()) == 1
    assert got.out == ""
    assert not good.exists()
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_nobody_may_write_to_gets_one_line(coded: Path, tmp_path: Path, run: Run):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    got = run("-C", coded, "coding", "list", "--out", closed / "x.xlsx")
    assert got.status == 1
    assert got.err.startswith("qualcode: cannot write")


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_what_stops_half_way_leaves_the_file_that_was_there(
    coded: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, form: str
):
    out = tmp_path / f"x.{form}"
    out.write_text("as it was")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    got = run("-C", coded, "coding", "list", "--out", out)
    assert got.status == 1
    assert "No space left on device" in got.err
    assert out.read_text() == "as it was"
    assert not list(tmp_path.glob(".*.part"))


def test_awkward_words_come_back_from_csv(tmp_path: Path):
    table = awkward_table()
    path = tmp_path / "x.csv"
    listing_files.write_listing(table, path, title="t")
    _, *lines = rows_of(path)
    for text, line in zip(AWKWARD, lines, strict=False):
        wanted = text.replace("\ud800", "?")
        quote = "'" if wanted[:1] in set("=+-@\t\r") and wanted else ""
        assert line[12] == quote + wanted


def test_awkward_words_come_back_from_a_workbook_and_none_of_them_runs(tmp_path: Path):
    path = tmp_path / "x.xlsx"
    listing_files.write_listing(awkward_table(), path, title="t")
    rows = rows_of(path)
    gone = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0x202E, 0xD800])
    for text, row in zip(AWKWARD, rows, strict=False):
        wanted = text.translate(gone)
        quote = "'" if wanted[:1] in set("=+-@\t\r") and wanted else ""
        assert row[12] == quote + wanted
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert b'<dimension ref="A1:N%d"/>' % (len(rows) + 1) in sheet
        assert b'<autoFilter ref="A1:N%d"/>' % (len(rows) + 1) in sheet
        assert b"http://example.org" not in archive.read("xl/workbook.xml")
        assert b"Arial" in archive.read("xl/styles.xml")


def test_csv_is_what_the_csv_module_writes():
    table = awkward_table()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    for row in table.rows:
        cells = ["" if v is None else v for v in row]
        quoted = [
            f"'{v}" if isinstance(v, str) and v[:1] in set("=+-@\t\r") and v else v for v in cells
        ]
        # The module leaves a lone carriage return bare, and then reads two lines.
        writer.writerow(quoted)
    ours = list(csv.reader(io.StringIO(csv_text(table), newline="")))
    text = out.getvalue()
    assert [line for line in csv_text(table).split("\n") if "\r" not in line] == [
        line for line in text.split("\n") if "\r" not in line
    ]
    assert len(ours) == len(table.rows) + 1
    assert csv_text(Table.of(("a",), [(None,), ("x",)])) == 'a\n""\nx\n'
    assert csv_text(Table.of(("a", "b"), [])) == "a,b\n"
    assert csv_text(Table.of(("a",), [(["x", "y"],), (1.5,), (True,)])) == "a\nx; y\n1.5\nTrue\n"


def test_rows_beyond_a_sheet_go_on_the_next(tmp_path: Path):
    table = awkward_table()
    path = tmp_path / "x.xlsx"
    path.write_bytes(codings_xlsx.codings_xlsx(table, title="t", rows=8))
    assert CalamineWorkbook.from_path(path).sheet_names == [
        "Codings",
        "Codings 2",
        "Codings 3",
        "Codings 4",
    ]
    assert [row[0] for row in rows_of(path)] == [row[0] for row in table.rows]


def test_a_text_longer_than_a_cell_is_cut_and_it_is_said(
    coded: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
):
    row = awkward_table().rows[0]
    texts = ["x" * 32_767, "x" * 32_768, "🙂" * 20_000, "ŵ" * 20_000]
    table = Table.of(COLUMNS, [(*row[:12], text, "") for text in texts])
    assert codings_xlsx.too_long(table) == 2
    path = tmp_path / "x.xlsx"
    listing_files.write_listing(table, path, title="t")
    whole, cut, smiles, welsh = (found[12] for found in rows_of(path))
    assert (whole, welsh) == (texts[0], texts[3])
    assert cut.startswith("xxx")
    assert cut.endswith("x … (cut: a cell holds no more)")
    assert smiles.startswith("🙂🙂")
    assert all(len(text.encode("utf-16-le")) // 2 <= 32_767 for text in (cut, smiles))
    monkeypatch.setattr(codings_xlsx, "LONGEST", 40)
    got = run("-C", coded, "coding", "list", "--out", path, "--out", tmp_path / "x.csv")
    assert "x.xlsx: 2 texts cut" in got.err
    assert "x.csv: " not in got.err
