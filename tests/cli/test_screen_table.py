"""Tables on a terminal of any width: no id, path or command is cut or broken."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.cli.screen_table import screen_lines
from qualcode.model.table import Table
from tests.examples import examples

PROBLEMS = Table.of(
    ("level", "where", "message", "mend"),
    [
        (
            "warning",
            "documents/interview-with-somebody-2024.json",
            "its id may name somebody: 'Somebody'",
            "Give it another id: qualcode revise interview-with-somebody-2024 --as doc-001. If it "
            'is no name: qualcode names keep "Somebody"',
        ),
        ("note", "git", "3 files changed since the last commit", "When it is done: qualcode sync"),
    ],
)


@pytest.mark.parametrize("width", [40, 60, 80, 100, 200, None])
def test_nothing_to_act_on_is_cut(width: int | None):
    lines = screen_lines(PROBLEMS, PROBLEMS.columns, width)
    assert "…" not in "".join(lines)
    words = " ".join(lines).split()
    for row in PROBLEMS.rows:
        for cell in row:
            assert {*cell.split()} <= {*words}


def test_where_it_fits_there_is_a_row_a_line_and_numbers_stand_at_the_right():
    table = Table.of(("id", "turns"), [("talk-1", 7), ("talk-2", 120)])
    assert screen_lines(table, table.columns, 60) == [
        "id      turns", "─────────────", "talk-1      7", "talk-2    120"
    ]  # fmt: skip


def test_where_words_would_be_broken_columns_stand_below_each_other():
    assert screen_lines(PROBLEMS, ("level", "where"), 40) == [
        "level  warning",
        "where  documents/interview-with-somebody-2024.json",
        "",
        "level  note",
        "where  git",
    ]


def test_only_what_people_said_is_cut_to_a_beginning():
    long = "a word and another " * 9
    table = Table.of(("text", "mend"), [(long, long)])
    text = " ".join(screen_lines(table, ("text",), None))
    assert text.endswith("…")
    assert "…" not in " ".join(screen_lines(table, ("mend",), None))


_CELLS = st.text(st.sampled_from("ab-/… \u4e2d\u0301"), max_size=40)


@settings(max_examples=examples(100))
@given(
    st.lists(st.tuples(_CELLS, _CELLS, _CELLS), min_size=1, max_size=4),
    st.integers(20, 120),
)
def test_every_word_stands_whole_at_every_width(rows: list[tuple[str, str, str]], width: int):
    table = Table.of(("id", "where", "mend"), rows)
    lines = screen_lines(table, table.columns, width)
    words = {word for line in lines for word in line.split()}
    assert {word for row in rows for cell in row for word in cell.split()} <= words
