"""Decisions are numbered, dated records that say where they stand; an index lists them all."""

import re
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "decisions"
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))
pytestmark = pytest.mark.skipif(not (ROOT / "README.md").exists(), reason="not a checkout")


def test_the_numbers_go_up_by_one():
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))
    assert len(RECORDS) > 50


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_record_has_a_date_a_status_and_three_parts(record: Path):
    lines = record.read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(rf"# {int(record.name[:4])}\. \S.+", lines[0])
    first, status = lines[2].split(" · ", 1)
    dates = [date.fromisoformat(one) for one in re.findall(r"\d{4}-\d\d-\d\d", first)]
    assert dates
    assert dates == sorted(dates)
    assert re.match(r"(accepted|proposed|replaced by \[\d{4}\])", status)
    text = "\n".join(lines)
    parts = [text.index(f"\n**{part}.**") for part in ("Context", "Decision", "Consequence")]
    assert parts == sorted(parts)
    assert len(lines) <= 36, "a record is some thirty lines"


def test_the_index_lists_every_record_by_its_title_and_status():
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| \[(.+)\]\((.+\.md)\) \| (\S+) \| (.+) \|$", index, re.M)
    for record in RECORDS:
        lines = record.read_text(encoding="utf-8").splitlines()
        number, title = lines[0].removeprefix("# ").split(". ", 1)
        day, status = lines[2].split(" · ", 1)
        row = (number, title, record.name, day[:10], status.split(";")[0])
        assert rows.count(row) == 1, f"{record.name} in docs/decisions/README.md"
    assert len(rows) == len(RECORDS)


def test_records_that_the_code_names_exist():
    numbers = {record.name[:4] for record in RECORDS}
    for folder in ("qualcode", "tests", "tools", "benchmarks"):
        for source in (ROOT / folder).rglob("*.py"):
            text = source.read_text(encoding="utf-8")
            for number in re.findall(r"docs/decisions/(\d{4})", text):
                assert number in numbers, f"{source.relative_to(ROOT)}: docs/decisions/{number}"
