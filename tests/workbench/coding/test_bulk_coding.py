"""Coding many passages makes no second coding of words that bear the code, and says what it did."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.analysis.counted_codings import count_codings
from qualcode.model.coding.coding import Coding, CodingEvent
from qualcode.store.study import Study
from qualcode.workbench.coding.bulk_coding import CodedEach, CodePlan
from qualcode.workbench.coding.session import CodingSession
from tests.examples import examples

spans = st.tuples(st.integers(490, 540), st.integers(1, 12)).map(lambda s: (s[0], s[0] + s[1]))
standing = st.lists(
    st.tuples(spans, st.sampled_from([None, "works_well"]), st.sampled_from(["", "why"]),
              st.booleans(), st.booleans()),
    max_size=6,
)  # fmt: skip


def coding(number: int, span: tuple[int, int], valence: str | None, note: str,
           changed: bool, assisted: bool) -> Coding:  # fmt: skip
    event = CodingEvent(f"c{number}", "add", "moves", *span, "x", "", valence=valence, note=note,
                        assisted=assisted)  # fmt: skip
    return Coding("one", "ann", event, text_changed=changed)


def is_free(one: Coding) -> bool:
    event = one.event
    return not (event.valence or event.note or one.text_changed or event.assisted)


def meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def within(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] <= one[0] and one[1] <= other[1]


@settings(max_examples=examples(300))
@given(there=standing, passages=st.lists(spans, max_size=12))
def test_words_are_covered_once_and_what_a_person_judged_stays(there: list, passages: list):  # type: ignore[type-arg]
    before = [coding(n, *one) for n, one in enumerate(there)]
    place = {c.event.id: (c.event.start, c.event.end) for c in before}
    plan = CodePlan(before, assisted=False)
    fates = [plan.take(span) for span in passages]
    after = place | {c.event.id: span for c, span in plan.longer}
    final = [*after.values(), *plan.new]
    # Nothing new lies over anything else.
    for number, new in enumerate(plan.new):
        assert not any(meet(new, other) for n, other in enumerate(plan.new) if n != number)
        assert not any(meet(new, other) for other in after.values())
    for one in before:
        was, now = place[one.event.id], after[one.event.id]
        assert within(was, now)
        assert was == now or is_free(one)
    for span, fate in zip(passages, fates, strict=True):
        if fate == "left":
            touched = [c for c in before if meet(after[c.event.id], span)]
            assert touched
        else:
            assert any(within(span, other) for other in final)
    # No two codings say the same, but those that did before.
    pairs = [(a, b) for a in after for b in after if a < b and after[a] == after[b]]
    assert all(place[a] == place[b] for a, b in pairs)
    # The words that are covered are those of before, and of passages that were taken.
    wanted = {n for span in place.values() for n in range(*span)}
    taken = (s for s, fate in zip(passages, fates, strict=True) if fate != "left")
    wanted |= {n for span in taken for n in range(*span)}
    assert {n for span in final for n in range(*span)} == wanted


@settings(max_examples=examples(100))
@given(there=standing, passages=st.lists(spans, max_size=8))
def test_a_second_time_there_is_nothing_to_do(there: list, passages: list):  # type: ignore[type-arg]
    plan = CodePlan([coding(n, *one) for n, one in enumerate(there)], assisted=False)
    first = [plan.take(span) for span in passages]
    new = [list(plan.new), [span for _, span in plan.longer]]
    again = [plan.take(span) for span in passages]
    if "left" not in first:
        assert set(again) <= {"had"}
        assert [list(plan.new), [span for _, span in plan.longer]] == new


def test_a_passage_across_the_end_of_a_coding_makes_it_longer_and_one_that_is_judged_stays(
    study_path: Path,
):
    work = CodingSession(Study.open(study_path), "ann")
    [moves] = [code for code in work.codebook if code.id == "moves"]
    text = Study.open(study_path).text(Study.open(study_path).document("one"))

    def span(words: str) -> tuple[int, int]:
        return text.index(words), text.index(words) + len(words)

    [free] = work.add("one", [moves], span("We moved in March"))
    [judged] = work.add("one", [moves], span("She’d ring"), valence="works_well")
    across = ("one", span("March, and then moved again in May."))
    beyond = ("one", span("ring – every Monday"))
    fresh = ("one", span("It was hard."))
    inside = ("one", span("moved in"))
    done = work.add_each([across, beyond, fresh, inside], [moves])
    assert done == CodedEach(passages=2, made=1, longer=1, left=1, had=1, before=2)
    assert done.words("“Moves”") == (
        "Coded 2 passages “Moves” (codings: 2 → 3, 1 made longer); 1 had it already; "
        "1 left: beyond a coding that is judged, noted or to be re-read"
    )
    study = Study.open(study_path)
    counted = count_codings(study, study.codings())
    assert (len(counted.codings), counted.doubled) == (done.after, 0)
    found = {c.id: text[c.event.start : c.event.end] for c in study.codings()}
    assert found[free.id] == "We moved in March, and then moved again in May."
    assert found[judged.id] == "She’d ring"
    assert "coded 2 passages" in work.undo()
    found = {c.id: text[c.event.start : c.event.end] for c in Study.open(study_path).codings()}
    assert found == {free.id: "We moved in March", judged.id: "She’d ring"}
