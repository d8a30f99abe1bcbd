"""Evidence taken out of summaries: no coding that went is named, and all else stays as it stood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.store.records.summaries import (
    front_matter,
    parse_summary,
    row_of_case,
    summary_text,
    without_codings,
)

IDS = ["06f1aa", "06f2bb", "06f3cc", "06f4dd"]


def written(lists: str) -> str:
    return (
        f"---\n# Ours.\nrow: trust\ngroup: yp\ncolumn: works_well\nauthor: ann\n{lists}---\n\n"
        "It works: 06f1aa is the one.\n\n---\n\nAnd so on.\n"
    )


@pytest.mark.parametrize(
    ("lists", "after"),
    [
        ("codings: [06f1aa@0, 06f2bb@1f]\n", "codings: [06f2bb@1f]\n"),
        ("codings: [06f1aa]\n", "codings: []\n"),
        ("codings:\n  - 06f1aa@0\n  - 06f2bb\nunlinked: [06f1aa@9, 06f3cc@0]\n",
         "codings:\n  - 06f2bb\nunlinked: [06f3cc@0]\n"),
        ("codings:\n  - 06f1aa\nquotations: [06f2bb, 06f1aa]\n",
         "codings: []\nquotations: [06f2bb]\n"),
        ("definitions: [06f1aa-like@ed42]\ncodings: [06f1aaa]\n",
         "definitions: [06f1aa-like@ed42]\ncodings: [06f1aaa]\n"),
    ],
)  # fmt: skip
def test_items_go_and_every_other_line_stays(lists: str, after: str):
    assert without_codings(written(lists), {"06f1aa"}) == written(after)


@pytest.mark.parametrize(
    "lists",
    ["codings: ['06f1aa', \"06f2bb\"]\n", "codings:\n- '06f1aa@0'\n- 06f2bb\n",
     "codings: [06f1aa,\n  06f2bb]\n"],
)  # fmt: skip
def test_lists_written_in_other_ways_of_yaml_lose_it_too(lists: str):
    after = without_codings(written(lists), {"06f1aa"})
    summary = parse_summary(after, "a.md")
    assert [*summary.codings] == ["06f2bb"]
    assert summary.text == parse_summary(written(lists), "a.md").text
    assert "# Ours.\n" in after
    assert "06f1aa" not in after.split("\n---\n")[0]


@given(
    st.lists(st.sampled_from(IDS), unique=True),
    st.lists(st.sampled_from(IDS), unique=True),
    st.sets(st.sampled_from(IDS)),
)
def test_of_any_lists_what_stays_stays_in_its_order(codings: list[str], chosen: list[str], gone):
    text = written(f"codings: [{', '.join(codings)}]\nquotations: [{', '.join(chosen)}]\n")
    made = summary_text(parse_summary(text, "a.md"))
    for one in (text, made):
        after = parse_summary(without_codings(one, gone), "a.md")
        assert [*after.codings] == [i for i in codings if i not in gone]
        assert [*after.quotations] == [i for i in chosen if i not in gone]
        assert after.text == parse_summary(one, "a.md").text
        assert not gone & {*codings, *chosen} or without_codings(one, gone) != one
        assert gone & {*codings, *chosen} or without_codings(one, gone) == one


def test_what_cannot_be_read_loses_them_where_they_stand_in_lists():
    broken = "---\nrow: [\ncodings: [06f1aa, 06f2bb]\n---\n\nWords.\n"
    assert "06f1aa" not in without_codings(broken, {"06f1aa"})
    assert without_codings("no head\n", {"06f1aa"}) == "no head\n"


def test_whose_row_of_a_framework_chart_a_cell_is():
    chart = "---\nrow: {}\ngroup:\ncolumn: trust\n---\n\nWords.\n"
    assert row_of_case(chart.format("YP9")) == "YP9"
    assert row_of_case(chart.format("'YP9'")) == "YP9"
    assert row_of_case(written("")) == ""
    assert row_of_case("row: YP9\n") == ""
    assert front_matter(chart.format("YP9"), "")[0]["row"] == "YP9"
