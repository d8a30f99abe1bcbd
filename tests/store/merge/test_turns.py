"""Whose turns are is merged turn by turn; only turns that both gave to different ones are asked."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.model.document.document import Document, Speaker, Turn
from qualcode.model.document.speaker_changes import merged, unspoken, with_speaker
from qualcode.model.merge_decision import Choice
from qualcode.store.merge.cases_documents import merge_documents
from tests.examples import examples

WHOSE = (0, 1, 2, 3, 4, 1, 2, 3, -1, 4, 0, 2)
LABELS = ("Q", "A", "B", "C", "D")


def talk(whose: Sequence[int] = WHOSE, sha256: str = "a") -> Document:
    turns = tuple(Turn(n * 10, n * 10 + 3, n * 10 + 9, who) for n, who in enumerate(whose))
    return Document(
        "talk", "Talk", "en", sha256, 120, 40, "text", "", "2026-01-01T00:00:00Z",
        tuple(map(Speaker, LABELS)), turns,
    )  # fmt: skip


def at(one: Document, label: str) -> int:
    return next(n for n, speaker in enumerate(one.speakers) if speaker.label == label)


def joined(one: Document, label: str, into: str) -> Document:
    return merged(one, at(one, label), at(one, into))


def nobody(one: Document, label: str) -> Document:
    return unspoken(one, at(one, label))


def said(one: Document, label: str, role: str, case: str | None = None) -> Document:
    return with_speaker(one, at(one, label), Speaker(label, role, case))  # type: ignore[arg-type]


def owners(one: Document) -> list[str]:
    """Return whose each turn is, by label."""
    return ["" if t.speaker < 0 else one.speakers[t.speaker].label for t in one.turns]


def test_other_turns_of_both_sides_stand_without_a_question():
    base = talk()
    for ours, theirs in (
        (joined(base, "A", "B"), nobody(base, "C")),
        (nobody(base, "C"), joined(base, "A", "B")),
    ):
        both, open_ = merge_documents(base, ours, theirs)
        assert not open_
        assert owners(both) == ["Q", "B", "B", "", "D", "B", "B", "", "", "D", "Q", "B"]
        assert [speaker.label for speaker in both.speakers] == ["Q", "B", "D"]


def test_the_same_turns_are_asked_with_their_number_and_the_rest_stands():
    base = talk()
    ours = nobody(joined(base, "A", "B"), "D")
    theirs = nobody(nobody(base, "A"), "C")
    both, [asked] = merge_documents(base, ours, theirs)
    assert asked.what == (
        "document talk: both sides changed which turns are whose, or who speaks: 2 turns of A, "
        "turn 2 first"
    )
    assert (asked.ours, asked.theirs) == ("B, participant", "nobody")
    assert owners(both) == ["Q", "B", "B", "", "", "B", "B", "", "", "", "Q", "B"]
    taken, left = merge_documents(base, ours, theirs, {(asked.file, asked.key): Choice("theirs")})
    assert not left
    assert owners(taken) == ["Q", "", "B", "", "", "", "B", "", "", "", "Q", "B"]


def test_several_are_decided_one_by_one():
    base = talk()
    ours = nobody(nobody(base, "A"), "B")
    theirs = said(said(base, "A", "interviewer"), "B", "participant", "YP2")
    _, asked = merge_documents(base, ours, theirs)
    assert [(one.key, one.theirs) for one in asked] == [
        ("turns", "A, interviewer"),
        ("turns 2", "B, participant, case YP2"),
    ]
    file = asked[0].file
    choices = {(file, "turns"): Choice("ours"), (file, "turns 2"): Choice("theirs")}
    both, left = merge_documents(base, ours, theirs, choices)
    assert not left
    assert owners(both) == ["Q", "", "B", "C", "D", "", "B", "C", "", "D", "Q", "B"]
    assert both.speakers[at(both, "B")] == Speaker("B", "participant", "YP2")


def test_who_speaks_what_nobody_spoke_is_taken_or_asked():
    base = talk()

    def given_to(label: str, case: str | None = None) -> Document:
        turns = [*base.turns]
        turns[8] = msgspec.structs.replace(turns[8], speaker=len(base.speakers))
        new = Speaker(label, "participant", case)
        return msgspec.structs.replace(base, turns=tuple(turns), speakers=(*base.speakers, new))

    both, open_ = merge_documents(base, given_to("E"), joined(base, "C", "D"))
    assert not open_
    assert owners(both)[8] == "E"
    assert merge_documents(base, given_to("E"), given_to("E")) == (given_to("E"), [])
    for other in (given_to("F"), given_to("E", "YP1")):
        _, [asked] = merge_documents(base, given_to("E"), other)
        assert "1 turn of nobody, turn 9 first" in asked.what


def test_turns_of_two_texts_or_joined_across_are_asked_as_a_whole_with_their_numbers():
    base = talk()
    _, [asked] = merge_documents(base, joined(base, "A", "B"), joined(base, "B", "C"))
    assert asked.key == "turns"
    assert "the rest of the other side is then to be done again" in asked.what
    assert asked.ours == (
        "2 turns changed: Q 2 turns, B 5 turns, C 2 turns, D 2 turns, nobody 1 turn"
    )
    assert asked.theirs.startswith("3 turns changed: Q 2 turns, A 2 turns, C 5 turns")
    _, [asked] = merge_documents(base, nobody(base, "A"), talk(WHOSE[:6], "b"))
    assert "one side changed its text" in asked.what
    assert asked.theirs == "Q 1 turn, A 2 turns, B 1 turn, C 1 turn, D 1 turn"


def test_a_speaker_without_turns_stays_unless_one_side_took_them_out():
    base = talk((0, 1, 2, 3, 1, 2, 3))
    assert owners(base).count("D") == 0
    both, _ = merge_documents(base, joined(base, "A", "B"), nobody(base, "C"))
    assert [speaker.label for speaker in both.speakers] == ["Q", "B", "D"]
    both, _ = merge_documents(base, joined(base, "A", "B"), nobody(nobody(base, "C"), "D"))
    assert [speaker.label for speaker in both.speakers] == ["Q", "B"]


ACTS = st.lists(
    st.tuples(st.sampled_from(("join", "nobody", "case", "role")), st.integers(0, 9),
              st.integers(0, 9)),
    max_size=3,
)  # fmt: skip


def done(base: Document, acts: Sequence[tuple[str, int, int]], prefix: str) -> Document:
    made = base
    for act, one, other in acts:
        if not made.speakers:
            return made
        number, into = one % len(made.speakers), other % len(made.speakers)
        label = made.speakers[number].label
        if act == "join" and number != into:
            made = merged(made, number, into)
        elif act == "nobody":
            made = unspoken(made, number)
        elif act == "case":
            made = with_speaker(made, number, Speaker(label, "participant", f"{prefix}{one}"))
        elif act == "role":
            made = with_speaker(made, number, Speaker(label, "other"))
    return made


@settings(max_examples=examples(150))
@given(ACTS, ACTS)
def test_what_one_side_alone_changed_stands_and_nothing_else_is_asked(one, other):
    base = talk()
    ours, theirs = done(base, one, "A"), done(base, other, "B")
    assert merge_documents(base, ours, base)[0] == ours
    assert owners(merge_documents(base, base, theirs)[0]) == owners(theirs)
    both, open_ = merge_documents(base, ours, theirs)
    back, again = merge_documents(base, theirs, ours)
    assert len(open_) == len(again)
    silent = [
        {n for n, turn in enumerate(side.turns) if turn.speaker < 0}
        for side in (base, ours, theirs, both, back)
    ]
    if not open_:
        assert silent[3] == silent[4] == silent[1] | silent[2]
    chosen: dict[tuple[str, str], Choice] = {}
    for _ in range(3):
        # Who somebody is may be asked once it is clear whose the turns are.
        left = merge_documents(base, ours, theirs, chosen)[1]
        chosen |= {(d.file, d.key): Choice("theirs") for d in left}
    assert not merge_documents(base, ours, theirs, chosen)[1]
    labels = [speaker.label for speaker in both.speakers]
    assert len({*labels}) == len(labels)
    assert {t.speaker for t in both.turns} <= {-1, *range(len(labels))}
    # Whoever were two people on both sides are not made one.
    for n in range(len(base.turns)):
        for m in range(n):
            apart = all(side.turns[n].speaker != side.turns[m].speaker for side in (ours, theirs))
            if apart and not any(d.key.startswith("turns") for d in open_):
                assert both.turns[n].speaker != both.turns[m].speaker or both.turns[n].speaker < 0
