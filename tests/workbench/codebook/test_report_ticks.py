"""What is ticked among a report's statements, edited and taken: every choice can be undone."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualcode.errors import BadInputError, QualcodeError
from qualcode.exchange.codebook.statements import TEXT, Statement
from qualcode.model.codebook.code import Code, Codebook
from qualcode.workbench.codebook.framework import Framework
from qualcode.workbench.codebook.report_ticks import NEW, ReportTicks
from tests.examples import examples

BOOK = Codebook(
    codes=(
        Code(id="herons", name="Herons", definition="Birds."),
        Code(id="principle-3", name="Principle 3 (to be filled in)", status="placeholder"),
        Code(id="principle-4", name="Principle 4 (to be filled in)", status="placeholder"),
    )
)
EVERY = [
    Statement("heading", "", "Our rivers", "Our rivers", "1"),
    Statement("labelled", "Principle 3", "Slow boats", "Boats go slowly.", "4", "Our rivers", 2),
    Statement("heading", "", "Banks are", "Banks are", "5"),
    Statement("heading", "", "for everybody", "Nobody is kept from a bank.", "5"),
    Statement(TEXT, "", "We asked forty anglers", "We asked forty anglers.", "6"),
    Statement("heading", "", "Herons", "They are counted.", "7"),
]


def ticks() -> ReportTicks:
    return ReportTicks(BOOK, Framework("Rivers for all", EVERY))


def test_a_statement_fills_the_placeholder_of_its_label_another_is_a_new_code():
    one = ticks()
    assert [(p.digit, p.id) for p in one.open] == [(3, "principle-3"), (4, "principle-4")]
    assert "fills principle-3" in one.tick(1)
    assert "a new code" in one.tick(3)
    assert one.words == "1 placeholder filled, 1 new"
    rows = one.form().rows
    assert [(row.get("id"), row.get("name"), row.get("source")) for row in rows] == [
        ("principle-3", "Principle 3: Slow boats", "Rivers for all, p. 4"),
        ("", "for everybody", "Rivers for all, p. 5"),
    ]
    assert one.tick(1).endswith("left out")
    assert one.taken == [3]


def test_digits_and_the_next_open_one():
    one = ticks()
    one.fill(3, 4)
    assert "fills principle-3" in one.fill_next(0)
    assert one.open == []
    with pytest.raises(BadInputError, match="no placeholder is open"):
        one.fill_next(5)
    assert "“for everybody” does not any more" in one.fill(5, 4)
    assert one.choice(3).take == ""
    with pytest.raises(BadInputError, match="no placeholder has the number 7"):
        one.fill(5, 7)


def test_a_heading_of_two_lines_is_joined():
    one = ticks()
    one.join(2)
    assert one.choice(2).name == "Banks are for everybody"
    assert one.choice(2).definition == "Nobody is kept from a bank."
    assert 3 not in one.shown()
    assert one.context(2) == ("Boats go slowly.", "We asked forty anglers.")
    one.undo()
    assert 3 in one.shown()


def test_words_are_rewritten_and_the_source_renamed():
    one = ticks()
    one.write(0, " Rivers  first ", "Before roads.\n")
    assert one.choice(0).take == NEW
    one.rename_report("Rivers for all, 2031")
    row = one.form().rows[0]
    assert (row.get("name"), row.get("definition"), row.get("source")) == (
        "Rivers first", "Before roads.", "Rivers for all, 2031, p. 1")  # fmt: skip
    with pytest.raises(BadInputError, match="a code needs a name"):
        one.write(0, " ", "x")


def test_what_nothing_defines_is_a_draft_and_an_equal_name_is_told():
    one = ticks()
    one.as_code(0)
    assert "a draft code" in one.warning(0)
    assert one.form().rows[0].get("definition") == ""
    one.fill(0, 3)
    assert "its name will stand there" in one.warning(0)
    assert one.form().rows[0].get("definition") == "Our rivers"
    assert one.warning(5) == "The code herons has this name: it would get this definition"


def test_every_paragraph_can_be_shown_and_words_narrow():
    one = ticks()
    assert one.shown() == [0, 1, 2, 3, 5]
    assert one.shown(every=True) == [0, 1, 2, 3, 4, 5]
    assert one.shown(every=True, words="forty ASKED") == [4]
    assert one.shown(words="labelled") == [1]
    one.as_code(4)
    assert 4 in one.shown()


def test_nothing_ticked_is_nothing_to_take():
    with pytest.raises(BadInputError, match="nothing is ticked"):
        ticks().form()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["tick", "as_code", "fill_next", "skip", "join", "three", "write"]),
        st.integers(0, len(EVERY) - 1),
    ),
    max_size=20,
)


@given(STEPS)
@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_choice_can_be_undone_and_done_again(steps: list[tuple[str, int]]):
    one = ticks()
    states = [one._choices]
    for name, number in steps:
        try:
            if name == "three":
                one.fill(number, 3)
            elif name == "write":
                one.write(number, "Other", "words")
            else:
                getattr(one, name)(number)
        except QualcodeError:
            continue
        if one._choices is not states[-1]:
            states.append(one._choices)
        filling = [c.take for c in one._choices.values() if c.take not in ("", NEW)]
        assert len(filling) == len(set(filling))
    for state in reversed(states[:-1]):
        one.undo()
        assert one._choices == state
    for state in states[1:]:
        one.redo()
        assert one._choices == state
