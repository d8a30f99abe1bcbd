"""How quotations were trimmed and signed off: what stands, whatever a merge did to the files."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import BadInputError
from qualcode.model.quotation.trim import Cut
from qualcode.store.records.quotation_log import (
    QuotationEvent,
    SignOff,
    append_quotation_events,
    read_quotations,
)

SHA = "0" * 64


def trim(at: str, *cuts: Cut, coding: str = "c1", **more: str) -> QuotationEvent:
    return QuotationEvent(coding, "trim", at, "sc-04", SHA, cuts, **more)


def sign(at: str, form: str = "f" * 16, **more: object) -> QuotationEvent:
    return QuotationEvent("c1", "sign", at, form=form, **more)


def test_a_study_without_the_folder_has_no_quotations(tmp_path: Path):
    assert read_quotations(tmp_path) == ({}, [])


def test_what_was_written_is_read_back_whole(tmp_path: Path):
    event = trim("2026-01-01", Cut(3, 9), Cut(12, 12, "the carer"), signed_as="Young person")
    signed = sign("2026-01-02", accepts=("small-group",), why="agreed with the team")
    append_quotation_events(tmp_path, "ann", [event, signed])
    states, problems = read_quotations(tmp_path)
    assert problems == []
    assert states["c1"].trim == event
    assert states["c1"].trimmed_by == "ann"
    assert states["c1"].signs == (
        SignOff("ann", "2026-01-02", "f" * 16, ("small-group",), "agreed with the team"),
    )


def test_the_last_trim_counts_whoever_made_it(tmp_path: Path):
    append_quotation_events(tmp_path, "ann", [trim("2026-01-03", Cut(1, 2)), trim("2026-01-01")])
    append_quotation_events(tmp_path, "ben", [trim("2026-01-02", Cut(5, 6))])
    states, _ = read_quotations(tmp_path)
    assert (states["c1"].trimmed_by, states["c1"].trim.cuts) == ("ann", (Cut(1, 2),))
    # Taking all cuts back is a trim like any other.
    append_quotation_events(tmp_path, "ben", [trim("2026-01-04")])
    states, _ = read_quotations(tmp_path)
    assert (states["c1"].trimmed_by, states["c1"].trim.cuts) == ("ben", ())


def test_each_coder_signs_for_themselves_and_may_take_it_back(tmp_path: Path):
    append_quotation_events(tmp_path, "ben", [sign("2026-01-01", "b" * 16)])
    append_quotation_events(tmp_path, "ann", [sign("2026-01-02", "a" * 16)])
    signs = read_quotations(tmp_path)[0]["c1"].signs
    assert [(s.by, s.form) for s in signs] == [("ben", "b" * 16), ("ann", "a" * 16)]
    append_quotation_events(tmp_path, "ben", [QuotationEvent("c1", "unsign", "2026-01-03")])
    state = read_quotations(tmp_path)[0]["c1"]
    assert [s.by for s in state.signs] == ["ann"]
    assert (state.trim, state.trimmed_by) == (None, "")
    append_quotation_events(tmp_path, "ben", [sign("2026-01-04", "d" * 16)])
    signs = read_quotations(tmp_path)[0]["c1"].signs
    assert [(s.by, s.form) for s in signs] == [("ann", "a" * 16), ("ben", "d" * 16)]


def test_a_line_that_is_no_event_is_told_and_changes_nothing(tmp_path: Path):
    append_quotation_events(tmp_path, "ann", [trim("2026-01-01", Cut(1, 2))])
    path = tmp_path / "quotations" / "ann.jsonl"
    with path.open("a", encoding="utf-8") as file:
        file.write('<<<<<<< ours\n\n{"coding":"c1","op":"print","at":"2027"}\n')
        file.write(
            '{"coding":"c1","op":"trim","at":"2027","cuts":[["one",2]]}\n{"coding":"c1","op":"tr'
        )
    append_quotation_events(tmp_path, "ann", [sign("2026-01-02")])
    states, problems = read_quotations(tmp_path)
    assert [p.where for p in problems] == [f"quotations/ann.jsonl:{n}" for n in (2, 4, 5, 6)]
    assert states["c1"].trim.cuts == (Cut(1, 2),)
    assert len(states["c1"].signs) == 1


def test_a_name_that_can_be_no_file_is_refused_and_nothing_written(tmp_path: Path):
    with pytest.raises(BadInputError):
        append_quotation_events(tmp_path, "../ann", [sign("2026")])
    assert list(tmp_path.iterdir()) == []


def test_a_line_holds_only_what_was_said_of_it(tmp_path: Path):
    append_quotation_events(tmp_path, "ann", [sign("2026-01-01")])
    data = (tmp_path / "quotations" / "ann.jsonl").read_bytes()
    assert data == b'{"coding":"c1","op":"sign","at":"2026-01-01","form":"ffffffffffffffff"}\n'


events = st.builds(
    QuotationEvent,
    coding=st.sampled_from(["c1", "c2"]),
    op=st.sampled_from(["trim", "sign", "unsign"]),
    at=st.sampled_from(["2026-01-01", "2026-01-02"]),
    cuts=st.sampled_from([(), (Cut(1, 2),), (Cut(1, 1, "x", joined=True),)]),
    form=st.sampled_from(["", "a", "b"]),
)
logs = st.lists(st.tuples(st.sampled_from(["ann", "ben", "cai"]), events), max_size=15)


@pytest.mark.slow
@given(logs, st.randoms())
def test_neither_the_order_of_lines_nor_of_files_matters(
    tmp_path_factory: pytest.TempPathFactory,
    log: list[tuple[str, QuotationEvent]],
    chance: random.Random,
):
    one, two = tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("two")
    for coder, event in log:
        append_quotation_events(one, coder, [event])
    merged = log + chance.sample(log, len(log) // 2)  # a merge may also leave a line twice
    chance.shuffle(merged)
    for coder, event in merged:
        append_quotation_events(two, coder, [event])
    assert read_quotations(one) == read_quotations(two)


@pytest.mark.slow
@given(logs)
def test_the_state_is_what_the_last_events_say(
    tmp_path_factory: pytest.TempPathFactory, log: list[tuple[str, QuotationEvent]]
):
    """Where every event has a time of its own, reading them one after another says the same."""
    root = tmp_path_factory.mktemp("study")
    clock = itertools.count(10)
    trims: dict[str, tuple[str, tuple[Cut, ...]]] = {}
    signs: dict[str, dict[str, str]] = {}
    for coder, event in log:
        fields = {name: getattr(event, name) for name in event.__struct_fields__}
        event = QuotationEvent(**{**fields, "at": f"2026-01-{next(clock)}"})
        append_quotation_events(root, coder, [event])
        if event.op == "trim":
            trims[event.coding] = (coder, event.cuts)
        elif event.op == "sign":
            signs.setdefault(event.coding, {})[coder] = event.form
        else:
            signs.setdefault(event.coding, {}).pop(coder, None)
    states, problems = read_quotations(root)
    assert problems == []
    assert set(states) == {event.coding for _, event in log}
    for coding, state in states.items():
        cuts = state.trim.cuts if state.trim else None
        assert (state.trimmed_by, cuts) == trims.get(coding, ("", None))
        assert {s.by: s.form for s in state.signs} == signs.get(coding, {})
