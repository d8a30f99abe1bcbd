"""Codings retrieved with their words, what stays hidden, and two codes compared."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.codebook.find import find_code
from qualcode.model.coding.coding import Coding, CodingEvent
from qualcode.model.document.document import Document, Speaker, Turn
from qualcode.store.study import Study
from qualcode.workbench.coding.blind import Blind
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.find.excerpts import Excerpt, excerpt, relabelled, rows
from qualcode.workbench.find.retrieval import (
    NOT_JUDGED,
    Retrieval,
    Retrieved,
    RetrievedPassage,
    compare,
    retrieve,
)


def give(path: Path, coder: str, code: str, turn: int, valence: str | None = None) -> Coding:
    session = CodingSession(Study.open(path), coder)
    span = session.texts.turn("one", turn)
    return session.add("one", [find_code(session.codebook, code)], span, valence=valence)[0]


def got(path: Path, **query: str) -> Retrieved:
    study = Study.open(path)
    return retrieve(study, Retrieval(**query), Blind(study, "ann"))


def test_passages_come_in_the_order_of_the_text_with_what_is_around_them(study_path: Path):
    give(study_path, "ann", "moves", 4, "works_less_well")
    give(study_path, "ann", "mentor", 2, "works_well")
    give(study_path, "ann", "support", 6)
    found = got(study_path)
    assert [(p.turn, p.code, p.speaker, p.group, p.case) for p in found.passages] == [
        (2, "mentor", "P", "yp", "YP1"),
        (4, "moves", "P", "yp", "YP1"),
        (6, "support", "P", "yp", "YP1"),
    ]
    first = found.passages[0]
    assert first.words is not None
    assert first.words.startswith("My mentor.")
    assert first.before == "I: What helped you at school?\n\nP: "
    assert first.after.startswith("\n\nI: And what")
    assert first.after.endswith("thanks.")
    assert found.counts == "3 codings · 1 person · 1 document"
    assert found.judgements == "1 works well · 1 works less well · 1 not judged"


@pytest.mark.parametrize(
    ("query", "turns"),
    [
        ({"code": "support"}, [2, 6]),
        ({"code": "mentor"}, [2]),
        ({"valence": "works_less_well"}, [4]),
        ({"valence": NOT_JUDGED}, [6]),
        ({"group": "yp"}, [2, 4, 6]),
        ({"group": "other"}, []),
        ({"coder": "ben"}, []),
        ({"document": "one", "code": "moves"}, [4]),
        ({"document": "two"}, []),
        ({"code": "unknown"}, []),
    ],
)
def test_a_query_narrows(study_path: Path, query: dict[str, str], turns: list[int]):
    give(study_path, "ann", "mentor", 2, "works_well")
    give(study_path, "ann", "moves", 4, "works_less_well")
    give(study_path, "ann", "support", 6)
    assert [p.turn for p in got(study_path, **query).passages] == turns


def test_what_is_hidden_is_counted_but_never_by_code(study_path: Path):
    give(study_path, "ben", "mentor", 2)
    give(study_path, "ben", "moves", 4)
    assert len(got(study_path).passages) == 2
    give(study_path, "ann", "mentor", 2)
    for query in ({}, {"code": "moves"}, {"valence": "mixed"}):
        assert got(study_path, **query).hidden == 2
    found = got(study_path, code="mentor")
    assert [p.coding.coder for p in found.passages] == ["ann"]
    assert found.hidden_words == (
        "2 codings are hidden until you and the other coder have both marked the document done"
    )
    assert got(study_path, coder="ann").hidden_words == ""
    for coder in ("ann", "ben"):
        Study.open(study_path).mark_done(coder, "one", True)
    assert [p.coding.coder for p in got(study_path, code="mentor").passages] == ["ann", "ben"]


def test_a_text_that_is_gone_leaves_the_coding_and_a_changed_document_orphans_it(study_path: Path):
    give(study_path, "ann", "moves", 4)
    text = study_path / "transcripts" / "one.txt"
    kept = text.read_text(encoding="utf-8")
    text.unlink()
    (passage,) = got(study_path).passages
    assert (passage.words, passage.orphaned, passage.turn) == (None, False, 4)
    text.write_text(kept, encoding="utf-8")
    record = study_path / "documents" / "one.json"
    sha = Study.open(study_path).document("one").sha256
    record.write_text(record.read_text().replace(sha, "0" * 64))
    (passage,) = got(study_path).passages
    assert (passage.words, passage.orphaned, passage.turn) == (None, True, 0)


# ---- comparing ----------------------------------------------------------------------------


def made(spans: list[tuple[str, int, int, str]], prefix: str) -> Retrieved:
    passages = []
    for n, (document, start, length, person) in enumerate(sorted(spans)):
        event = CodingEvent(f"{prefix}{n}", "add", "x", start, start + length, "", "")
        coding = Coding(document, "ann", event)
        passages.append(
            RetrievedPassage(
                document, 1, "P", "", "", person, coding, "x", "w", "", "", False, people=(person,)
            )
        )
    standing = frozenset((p.coding.coder, p.coding.id) for p in passages)
    return Retrieved(Retrieval(), tuple(passages), 0, standing)


spans = st.lists(
    st.tuples(
        st.sampled_from("ab"), st.integers(0, 30), st.integers(1, 12), st.sampled_from("xyz")
    ),
    max_size=12,
)


@pytest.mark.slow
@given(spans, spans)
def test_overlaps_are_all_pairs_that_share_a_character(one, two):
    a, b = made(one, "a"), made(two, "b")
    found = compare(a, b)
    expected = [
        (i, j)
        for i, p in enumerate(a.passages)
        for j, q in enumerate(b.passages)
        if p.document == q.document
        and max(p.coding.event.start, q.coding.event.start)
        < min(p.coding.event.end, q.coding.event.end)
    ]
    assert list(found.overlaps) == expected
    assert found.people == a.people & b.people
    assert [pair[::-1] for pair in compare(b, a).overlaps] == sorted(
        found.overlaps, key=lambda pair: pair[::-1]
    )


def test_a_coding_does_not_overlap_itself():
    a = made([("a", 0, 5, "x"), ("a", 3, 5, "x")], "a")
    assert compare(a, a).overlaps == ((0, 1), (1, 0))
    assert (
        compare(a, a).words == "1 person in both · 2 passages of the first overlap 2 of the second"
    )


def test_five_thousand_codings_well_under_a_second(study_path: Path):
    study = Study.open(study_path)
    document = study.document("one")
    start, end = document.turns[3].words, document.turns[3].end
    events = [
        CodingEvent(f"{n:08}", "add", "moves", start, end, document.sha256, "") for n in range(5000)
    ]
    study.append("ann", "one", events)
    assert len(got(study_path, code="moves").passages) == 5000


# ---- excerpts -----------------------------------------------------------------------------


def test_context_keeps_whole_words_and_says_where_more_is():
    text = "alpha beta gamma delta epsilon"
    one = document((Turn(0, 0, len(text), -1),))
    assert excerpt(one, text, 11, 16, 8) == Excerpt("…beta ", "gamma", " delta…")
    assert excerpt(one, text, 11, 16, 5) == Excerpt("…beta ", "gamma", "…")
    assert excerpt(one, text, 0, 5, 160) == Excerpt("", "alpha", " beta gamma delta epsilon")


def document(turns: tuple[Turn, ...]) -> Document:
    speakers = (Speaker("Speaker 1"), Speaker("P7"))
    return Document("d", "d", "en", "", 0, 0, "txt", "", "", speakers, turns)


def test_around_a_passage_speakers_have_the_labels_they_have_on_the_screen():
    text = "Jo Price: Well? No.\n\nAnn Ellis: It was far.\n\nJo Price: How far?\n"
    turns = []
    for speaker, label in ((0, "Jo Price: "), (1, "Ann Ellis: "), (0, "Jo Price: ")):
        start = text.index(label, turns[-1].end if turns else 0)
        turns.append(Turn(start, start + len(label), text.index("\n", start), speaker))
    one = document(tuple(turns))
    start = text.index("It was")
    around = excerpt(one, text, start, start + 11, 400)
    assert around.before == "Speaker 1: Well? No.\n\nP7: "
    assert around.after == "\n\nSpeaker 1: How far?"
    for low in range(len(text)):
        for high in range(low, len(text)):
            made = relabelled(one, text, low, high)
            assert "Price: " not in made
            assert "Ellis: " not in made
    whole = excerpt(one, text, turns[0].words, turns[2].end)
    assert whole.words == "Well? No.\n\nP7: It was far.\n\nSpeaker 1: How far?"


def cells(text: str) -> int:
    return sum(2 if char in "語文" else 1 for char in text)


words = st.text(st.sampled_from("ab 語文\n"), max_size=120)


@given(words, words.filter(str.strip), words, st.integers(8, 60))
def test_rows_never_are_too_wide_and_show_where_the_passage_begins(before, inside, after, width):
    laid = rows(Excerpt(before, inside, after), width, cells=cells)
    assert 1 <= len(laid) <= 2
    for row in laid:
        assert cells("".join(piece.text for piece in row)) <= width
    shown = "".join(piece.text for row in laid for piece in row if piece.inside)
    # Where rows break, blanks are dropped.
    assert "".join(inside.split()).startswith("".join(shown.split()))
    assert shown.strip()


def test_a_list_is_renewed_in_place_and_narrowed_to_codings_by_their_ids(study_path: Path):
    moved, mentored = give(study_path, "ann", "moves", 4), give(study_path, "ann", "mentor", 2)
    found = got(study_path)
    session = CodingSession(Study.open(study_path), "ann")
    assert session.coding("one", "no-such-id") is None
    now = session.change(moved, valence="mixed", code="mentor")
    assert session.last_touched == (("one", moved.id),)
    renewed = found.with_coding(now, session.codebook.resolve)
    assert [(p.code, p.coding.event.valence) for p in renewed.passages] == [
        ("mentor", None), ("mentor", "mixed"),
    ]  # fmt: skip
    assert renewed.judgements == "1 mixed · 1 not judged"
    assert renewed.place_of(moved.id) == 1
    assert renewed.place_of("no-such-id") is None
    left = renewed.without(mentored.id)
    assert left.counts == "1 coding · 1 person · 1 document"
    session.undo()
    assert session.last_retraced == (("one", moved.id),)
    study = Study.open(study_path)
    only = Retrieval(ids=frozenset({moved.id}))
    [one] = retrieve(study, only, Blind(study, "ann")).passages
    assert one.coding.id == moved.id
