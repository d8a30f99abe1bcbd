import random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.coding.coding import (
    CodingEvent,
    following,
    inverse,
    last_action,
    latest,
    new_id,
    present,
)


def event(**changes: object) -> CodingEvent:
    base = CodingEvent("a", "add", "support", 0, 4, "0" * 64, "2026-01-01T00:00:00.000000Z")
    return msgspec.structs.replace(base, **changes)


ops = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["change", "remove"]), st.integers(0, 9)),
    max_size=20,
)


def history(steps: list[tuple[str, str, int]]) -> list[CodingEvent]:
    events: list[CodingEvent] = []
    revs: dict[str, int] = {}
    for n, (coding, op, end) in enumerate(steps):
        rev = revs.get(coding, -1) + 1
        revs[coding] = rev
        at = f"2026-01-01T00:00:00.{n:06}Z"
        events.append(event(id=coding, op="add" if rev == 0 else op, rev=rev, end=end + 1, at=at))
    return events


@given(ops, st.randoms())
def test_state_does_not_depend_on_the_order_of_lines(
    steps: list[tuple[str, str, int]], chance: random.Random
):
    events = history(steps)
    shuffled = events * 2  # a merge may also leave a line twice
    chance.shuffle(shuffled)
    assert latest(shuffled) == latest(events)


@pytest.mark.slow
@given(ops)
def test_undo_steps_back_through_everything(steps: list[tuple[str, str, int]]):
    events = history(steps)
    states = [present(events[:n]) for n in range(len(events) + 1)]
    log = list(events)
    for n in range(len(events), 0, -1):
        action = last_action(log)
        assert action == events[n - 1]
        log.append(inverse(action, log, at=f"2026-01-02T00:00:00.{len(log):06}Z"))
        got = [(e.id, e.end) for e in present(log)]
        assert sorted(got) == sorted((e.id, e.end) for e in states[n - 1])
    assert last_action(log) is None


def test_two_clones_changing_one_coding_end_alike():
    added = event()
    ours = event(op="change", rev=1, valence="mixed", at="2026-01-02T00:00:00.000000Z")
    theirs = event(op="change", rev=1, valence="neutral", at="2026-01-03T00:00:00.000000Z")
    assert latest([added, ours, theirs]) == latest([added, theirs, ours]) == {"a": theirs}


@given(ops, ops)
def test_what_is_done_last_stands_whatever_another_program_wrote_meanwhile(
    theirs: list[tuple[str, str, int]], ours: list[tuple[str, str, int]]
):
    # Both begin from an empty log; no two begin at the same place.
    log = [msgspec.structs.replace(e, start=100) for e in history(theirs)]
    written = following(history(ours), log)
    assert len(written) == len(ours)
    assert latest([*log, *written]) == latest(log) | latest(written)


def test_what_another_program_coded_the_same_meanwhile_is_not_coded_twice():
    there, same, other = event(), event(id="b"), event(id="c", code="moves")
    assert following([same, other], [there]) == [other]
    # Gone again, or judged since: that is another matter.
    gone = event(op="remove", rev=1)
    assert following([same], [there, gone]) == [same]
    judged = event(id="b", op="change", rev=1, valence="mixed")
    assert following([same, judged], [there]) == [same, judged]


def test_ids_sort_by_time_and_are_never_the_same():
    ids = [new_id() for _ in range(2000)]
    assert len(set(ids)) == len(ids)
    assert [i[:9] for i in ids] == sorted(i[:9] for i in ids)
