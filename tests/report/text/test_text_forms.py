"""The matrix as Markdown, CSV and JSON, and which form a file's ending chooses."""

import csv
import datetime as dt
import itertools
import json
import re

import pytest

from qualcode.errors import BadInputError, StudyError
from qualcode.model.matrix.matrix import Cell
from qualcode.report import wording
from qualcode.report.matrix_files import check_matrix_path, write_report
from qualcode.report.report import Report
from tests.report.sample import one_cell, quotation, sample

NASTY = 'He said "<b>no</b>" & =1+1\x00\x1b[31m\u202eright 🙂 | *stars*\n# two'
MADE = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def written(made, tmp_path, suffix):
    path = tmp_path / f"r{suffix}"
    write_report(Report(made), path, made=MADE)
    raw = path.read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    # A table has the mark that Excel knows UTF-8 by; nothing else has one.
    assert raw.startswith(b"\xef\xbb\xbf") == (suffix == ".csv")
    return raw.decode("utf-8-sig")


def rows_of(text):
    return list(csv.DictReader(text.splitlines(keepends=True)))


def test_csv_has_a_row_a_cell(tmp_path):
    made = sample(20, 4, mixed=True)
    rows = rows_of(written(made, tmp_path, ".csv"))
    assert len(rows) == len(made.cells) == 240
    for row, cell in zip(rows, made.cells, strict=True):
        assert (row["row"], row["column"], row["group"]) == (cell.row, cell.column, cell.group)
        assert (int(row["people"]), int(row["codings"])) == (cell.people, len(cell.codings))
        assert (row["stale"], row["thin"]) == tuple(
            "yes" if b else "no" for b in (cell.stale, cell.thin)
        )
        assert row["summary"] == cell.summary
        assert all(q.text in row["quotations"] for q in cell.quotations)
        assert row["coding_ids"].split() == list(cell.codings)
    assert {r["group_name"] for r in rows} == {g.name for g in made.groups}
    assert {r["row_name"] for r in rows} == {r.name for r in made.rows}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r="])
def test_csv_runs_nothing(tmp_path, start):
    summary = f"{start}HYPERLINK(1)"
    cell = Cell(
        "=r", "works_well", "g", summary, "", ("-a",), 1, (quotation(1, "g", text=summary),)
    )
    rows = rows_of(written(one_cell(cell), tmp_path, ".csv"))
    values = [value for row in rows for value in row.values()]
    assert not [v for v in values if v[:1] in ("=", "+", "-", "@", "\t", "\r")]
    assert rows[0]["row"] == "'=r"


def test_csv_keeps_lines_and_drops_controls(tmp_path):
    cell = Cell("r", "works_well", "g", NASTY, "", ("a",), 1, (quotation(1, "g", text=NASTY),))
    row = rows_of(written(one_cell(cell), tmp_path, ".csv"))[0]
    assert row["summary"] == 'He said "<b>no</b>" & =1+1[31mright 🙂 | *stars*\n# two'
    assert "right 🙂 | *stars* # two”" in row["quotations"]


def test_json_is_the_contract_and_keeps_what_was_said(tmp_path):
    cell = Cell("r", "works_well", "g", NASTY, "", ("a",), 1, (quotation(1, "g", text=NASTY),))
    for made in (sample(20, 4), sample(0, 0), one_cell(cell)):
        text = written(made, tmp_path, ".json")
        assert json.loads(text) == made.to_json()
    assert "🙂" in text
    assert text.startswith('{\n  "title"')


def test_markdown_has_a_table_and_a_heading_for_every_theme(tmp_path):
    made = sample(20, 4)
    text = written(made, tmp_path, ".md")
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert len(table) == len(made.rows) + 2
    assert all(line.count("|") == len(made.groups) + 2 for line in table)
    headings = [line.split(" ", 1) for line in text.splitlines() if line.startswith("#")]
    assert [h for level, h in headings if level == "##"] == [
        "How to read this", "Overview", *(g.name for g in made.groups), "Notes"]  # fmt: skip
    assert sum(level == "###" for level, _ in headings) == len(made.rows) * len(made.groups)
    levels = [len(level) for level, _ in headings]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert text.count("No evidence coded\n") >= sum(wording.is_empty(c) for c in made.cells)
    assert "\n\n\n" not in text
    assert "- **Made**: 1 March 2026" in text
    assert f"**{wording.INVENTED}**" in text


def test_markdown_of_a_cell(tmp_path):
    cell = Cell(
        "r", "works_well", "g", "Two *said* so.\n\n- <b>one</b>", "ann", ("a", "b"), 2,
        (quotation(5, "social-care"),), True,
    )  # fmt: skip
    text = written(one_cell(cell), tmp_path, ".md")
    assert text.split("### A theme\n\n")[1] == (
        f"- **Works well** (2 people · 2 codings · {wording.STALE})\n\n"
        "  Two *said* so.\n\n"
        "  - &lt;b>one&lt;/b>\n"
        "  - “No.” (independent reviewing officer, local authority 6 · A005)\n"
        "- **Works less well**: No evidence coded\n"
    )


def test_markdown_of_what_was_said_is_only_words(tmp_path):
    cell = Cell("r", "works_well", "g", "", "", ("a",), 1, (quotation(1, "g", text=NASTY),))
    text = written(one_cell(cell, study=NASTY), tmp_path, ".md")
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert not re.search(r"(?<!\\)<", text)
    assert "\n# two" not in text


def test_an_empty_matrix_says_so(tmp_path):
    for shape in ((0, 0), (0, 4)):
        assert wording.NOTHING in written(sample(*shape), tmp_path, ".md")
    assert rows_of(written(sample(0, 0), tmp_path, ".csv")) == []


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".html", ".md", ".csv", ".json"])
def test_half_a_character_does_not_stop_the_report(tmp_path, suffix):
    made = one_cell(Cell("r", "works_well", "g", "\ud800 so", "", ("a",), 1), study="\udfff")
    write_report(Report(made), tmp_path / f"R{suffix.upper()}")
    assert (tmp_path / f"R{suffix.upper()}").stat().st_size > 0


@pytest.mark.parametrize("name", ["r.pdf", "r.xls", "report"])
def test_another_ending_is_refused_in_one_line(tmp_path, name):
    with pytest.raises(BadInputError, match=r"Use \.docx, \.xlsx, \.html, \.md, \.csv") as error:
        write_report(Report(sample(1, 1)), tmp_path / name)
    assert "\n" not in str(error.value)
    assert list(tmp_path.iterdir()) == []
    check_matrix_path(tmp_path / "r.DOCX")


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path):
    (tmp_path / "r.md").mkdir()
    with pytest.raises(StudyError):
        write_report(Report(sample(1, 1)), tmp_path / "r.md")
    assert [p.name for p in tmp_path.iterdir()] == ["r.md"]
