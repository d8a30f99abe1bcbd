"""What two people said of a document's speakers is merged, or asked; never lost without a word."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.document.document import Document, Speaker, Turn
from qualcode.store.merge.cases_documents import merge_documents
from qualcode.store.merge.speakers import counterparts

LABELS = ("Interviewer", "Speaker 2", "Speaker 3", "Speaker 4")


def document(*speakers: Speaker, sha256: str = "a", whose: tuple[int, ...] = (0, 1, 2, 3, 1)):
    turns = tuple(Turn(n * 10, n * 10 + 3, n * 10 + 9, who) for n, who in enumerate(whose))
    return Document(
        "talk", "Talk", "en", sha256, 50, 10, "text", "", "2026-01-01T00:00:00Z", speakers, turns
    )  # fmt: skip


def first() -> Document:
    return document(Speaker("Interviewer", "interviewer"), *map(Speaker, LABELS[1:]))


def with_(one: Document, number: int, label: str, role: str, case: str | None) -> Document:
    speakers = list(one.speakers)
    speakers[number] = Speaker(label, role, case)  # type: ignore[arg-type]
    return msgspec.structs.replace(one, speakers=tuple(speakers))


def joined(one: Document, gone: int, into: int) -> Document:
    """Make a speaker's turns another's, as ``speakers merge`` does."""
    kept = [n for n in range(len(one.speakers)) if n != gone]
    to = {n: kept.index(into if n == gone else n) for n in range(len(one.speakers))}
    turns = tuple(msgspec.structs.replace(t, speaker=to.get(t.speaker, -1)) for t in one.turns)
    return msgspec.structs.replace(one, turns=turns, speakers=tuple(one.speakers[n] for n in kept))


def nobody(one: Document, gone: int) -> Document:
    to = {n: n - (n > gone) for n in range(len(one.speakers)) if n != gone}
    turns = tuple(
        msgspec.structs.replace(t, speaker=to.get(t.speaker, -1), words=t.start)
        if t.speaker == gone
        else msgspec.structs.replace(t, speaker=to.get(t.speaker, -1))
        for t in one.turns
    )
    speakers = tuple(s for n, s in enumerate(one.speakers) if n != gone)
    return msgspec.structs.replace(one, turns=turns, speakers=speakers)


def cases(one: Document) -> set[str | None]:
    return {speaker.case for speaker in one.speakers} - {None}


def both_ways(base: Document | None, one: Document, other: Document):
    for ours, theirs in ((one, other), (other, one)):
        yield merge_documents(base, ours, theirs)


def test_a_case_is_kept_when_the_other_revised_the_text():
    base = first()
    coded = with_(base, 2, "SL7", "participant", "SL7")
    for merged, left in both_ways(base, msgspec.structs.replace(base, sha256="b"), coded):
        assert (merged.sha256, cases(merged), left) == ("b", {"SL7"}, [])
        assert merged.speakers[2].label == "SL7"


def test_a_case_is_kept_when_the_other_changed_which_turns_are_whose():
    base = first()
    coded = with_(base, 1, "SL7", "participant", "SL7")
    for changed in (joined(base, 3, 2), nobody(base, 3), joined(base, 1, 2), joined(base, 2, 1)):
        for merged, left in both_ways(base, changed, coded):
            assert (merged.turns, cases(merged), left) == (changed.turns, {"SL7"}, [])
            assert len(merged.speakers) == 3


def test_who_is_nobody_on_one_side_and_somebody_on_the_other_is_asked():
    base = first()
    coded = with_(base, 3, "Speaker 4", "interviewer", None)
    for _, left in both_ways(base, nobody(base, 3), coded):
        assert [one.key for one in left] == ["turns"]
        assert "which turns are whose" in left[0].what


def test_a_new_text_and_other_turns_are_asked():
    base = first()
    for _, left in both_ways(base, msgspec.structs.replace(base, sha256="b"), nobody(base, 3)):
        assert [one.key for one in left] == ["turns"]


def test_two_cases_for_one_person_are_asked_whatever_else_changed():
    base = first()
    one = with_(base, 1, "YP2", "participant", "YP2")
    other = with_(base, 1, "SL7", "participant", "SL7")
    for ours in (one, nobody(one, 3), joined(one, 3, 2)):
        for _, left in both_ways(base, ours, other):
            assert [decision.key for decision in left] == ["speaker Speaker 2 case"]
    for _, left in both_ways(None, one, other):
        assert [decision.key.split()[-1] for decision in left] == ["case"]


def test_two_first_versions_of_which_one_says_a_case():
    for merged, left in both_ways(None, first(), with_(first(), 1, "YP2", "participant", "YP2")):
        assert (cases(merged), left) == ({"YP2"}, [])


changes = st.lists(
    st.tuples(st.sampled_from(range(1, 4)), st.sampled_from(["interviewer", "other", "case"])),
    max_size=4,
)


@given(changes, changes, st.sampled_from(["", "revised", "joined", "nobody"]))
def test_whatever_both_changed_stands_or_is_asked(ours, theirs, more: str):
    base = first()

    def changed(given, prefix: str) -> Document:
        made = base
        for number, what in given:
            was = made.speakers[number]
            case = f"{prefix}{number}" if what == "case" else was.case
            role = was.role if what == "case" else what
            made = with_(made, number, case or was.label, role, case)
        return made

    one, other = changed(ours, "A"), changed(theirs, "B")
    if more == "revised":
        one = msgspec.structs.replace(one, sha256="b")
    elif more:
        one = joined(one, 3, 2) if more == "joined" else nobody(one, 3)
    for merged, left in both_ways(base, one, other):
        if left:
            continue
        for side in (one, other):
            at = counterparts(base, merged)
            there = counterparts(base, side)
            for number, old in enumerate(base.speakers):
                if there[number] is None or at[number] is None:
                    continue
                new, got = side.speakers[there[number]], merged.speakers[at[number]]
                if more != "joined" or number < 2:
                    assert new.case in (old.case, got.case)
                    assert new.role in (old.role, got.role)
        lost = (cases(one) | cases(other)) - cases(merged)
        assert not lost or more == "joined"
