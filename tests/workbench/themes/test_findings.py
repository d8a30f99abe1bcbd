"""Themes held against codings: what is coded, how it is judged, what no code covers; blind first."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.model.coding.coding import Coding, CodingEvent
from qualcode.nlp.passages.passages import Segment
from qualcode.nlp.themes.result import Passage, Theme, ThemeModel
from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.documents.revision import NewText, revise_texts
from qualcode.workbench.importing.importer import Importer
from qualcode.workbench.importing.options import ImportOptions
from qualcode.workbench.study.creation import make_study
from qualcode.workbench.suggestions.suggester import Suggester
from qualcode.workbench.themes.coded_passages import CodedPassages, in_their_texts
from qualcode.workbench.themes.findings import held_against_codings
from qualcode.workbench.themes.run import ThemeOptions, suggest_themes
from tests.conftest import CODEBOOK
from tests.examples import examples
from tests.nlp.themes.test_pipeline import EXTRA, TOPICS

pytestmark = pytest.mark.slow

# ---- by hand: passages of ten characters, at 0, 20, 40 … ----------------------------------------


def passages(document: str, people: Sequence[str], group: str = "yp") -> list[Segment]:
    return [
        Segment(document, 20 * n, 20 * n + 10, f"{document} {n} words", person, group)
        for n, person in enumerate(people)
    ]


def theme(name: str, own: Sequence[Segment]) -> Theme:
    shown = tuple(Passage.of(s, typical=False) for s in own)
    return Theme(name, name, (), len(own), 1, {}, 1.0, (), False, "", shown)


def model(segments: Sequence[Segment], farness: Sequence[float] = (), of: int = 2) -> ThemeModel:
    themes = tuple(theme(f"T{n + 1}", segments[n::of]) for n in range(of))
    return ThemeModel("m", 0, len(segments), 0, "", 0.5, themes, farness=tuple(farness))


def coding(document: str, start: int, end: int, valence: str | None = None, coder: str = "ann"):
    event = CodingEvent(f"{document}{start}", "add", "moves", start, end, "hash", "now",
                        valence=valence)  # fmt: skip
    return Coding(document, coder, event)


def held(segments, codings=(), *, farness=(), done=None, of=2):
    coded = CodedPassages(segments, list(codings))
    return held_against_codings(model(segments, farness, of), segments, coded, done or {})


def gaps(data):
    return [(g["kind"], g["document"], g["passages"], g["start"], g["end"]) for g in data["gaps"]]


def test_the_coded_share_counts_passages_once_however_often_they_are_coded():
    own = passages("d", ["A"] * 4)
    data = held(own, [coding("d", 0, 10), coding("d", 2, 8), coding("d", 20, 30)], of=1)
    assert data["themes"][0]["coded"] == 0.5
    assert [t["coded"] for t in held(own, [coding("d", 0, 70)])["themes"]] == [1, 1]
    assert [t["coded"] for t in held(own)["themes"]] == [0, 0]
    # A touch is none; a word of a passage is, and so is half of it.
    assert held(own, [coding("d", 8, 22)], of=1)["themes"][0]["coded"] == 0
    assert held(own, [coding("d", 4, 7)], of=1)["themes"][0]["coded"] == 0.25
    assert held(own, [coding("d", 5, 20)], of=1)["themes"][0]["coded"] == 0.25
    assert held(own, [coding("other", 0, 10)], of=1)["themes"][0]["coded"] == 0


def test_valence_counts_people_not_codings():
    own = passages("d", ["A", "A", "B", "C"])
    data = held(
        own,
        [coding("d", 0, 10, "works_well"), coding("d", 20, 30, "works_well"),
         coding("d", 1, 9, "mixed"), coding("d", 40, 50, "works_well"), coding("d", 60, 70)],
        of=1,
    )  # fmt: skip
    assert data["themes"][0]["valence"] == {"mixed": 1, "works_well": 2}
    assert held(own, of=1)["themes"][0]["valence"] == {}


def test_groups_have_their_people_and_passages():
    data = held([*passages("a", ["A", "A", "B"]), *passages("b", ["C"], "sc")])
    assert data["groups"] == [
        {"group": "sc", "people": 1, "passages": 1}, {"group": "yp", "people": 2, "passages": 3},
    ]  # fmt: skip


def test_three_passages_on_end_without_a_coding_are_a_part_uncoded():
    own = passages("d", ["A"] * 7)
    ends = [coding("d", 0, 10), coding("d", 120, 130)]
    assert gaps(held(own, ends)) == [("uncoded", "d", 5, 20, 110)]
    assert gaps(held(own, [*ends, coding("d", 60, 70)])) == []
    assert gaps(held(own, [*ends, coding("d", 40, 50)])) == [("uncoded", "d", 3, 60, 110)]


def test_what_was_not_gone_through_is_no_part_uncoded():
    own = passages("d", ["A"] * 12)
    read = [coding("d", 80, 90), coding("d", 100, 110)]
    assert gaps(held(own, read)) == []
    done = {"d": {"ann": "2026"}}
    assert gaps(held(own, read, done=done)) == [
        ("uncoded", "d", 6, 120, 230), ("uncoded", "d", 4, 0, 70)]  # fmt: skip
    # Somebody else's being done says nothing of what ann went through.
    assert gaps(held(own, read, done={"d": {"ben": "2026"}})) == []


def test_a_coding_on_what_is_too_short_for_a_passage_ends_a_part():
    own = passages("d", ["A"] * 8)
    ends = [coding("d", 0, 10), coding("d", 140, 150)]
    assert gaps(held(own, ends)) == [("uncoded", "d", 6, 20, 130)]
    # On characters 72 to 78 somebody says "Hard." and that is coded.
    assert gaps(held(own, [*ends, coding("d", 72, 78)])) == [
        ("uncoded", "d", 3, 20, 70), ("uncoded", "d", 3, 80, 130)]  # fmt: skip
    assert gaps(held(own, [*ends, coding("d", 52, 58)])) == [("uncoded", "d", 4, 60, 130)]


def test_where_nobody_coded_two_far_passages_on_end_are_a_part():
    own = passages("d", ["A"] * 6)
    far = [0.9, 0.2, 0.7, 0.7, 0.69, 0.9]
    assert gaps(held(own, farness=far)) == [("no code near", "d", 2, 40, 70)]
    assert gaps(held(own)) == []
    # Where somebody coded, their reading counts, not what the model says.
    assert gaps(held(own, [coding("d", 0, 10), coding("d", 100, 110)], farness=far)) == [
        ("uncoded", "d", 4, 20, 90)]  # fmt: skip


def test_a_part_tells_its_words_people_and_themes():
    own = [*passages("d", ["B", "A", "A", "B", "A"]), *passages("e", ["C"] * 9)]
    ends = [coding("d", 0, 10), coding("e", 0, 10), coding("e", 160, 170)]
    data = held(own, ends, done={"d": {"ann": "2026"}})
    longest, shorter = data["gaps"]
    assert (longest["document"], shorter["document"]) == ("e", "d")
    assert shorter["people"] == ["A", "B"]
    assert shorter["words"] == 12
    assert shorter["text"].split(" … ") == [s.text for s in own[1:5]]
    assert set(shorter["themes"]) == {"T1", "T2"}
    assert json.loads(json.dumps(data)) == data


_spans = st.lists(
    st.tuples(st.integers(0, 130), st.integers(1, 60)).map(lambda one: (one[0], sum(one))),
    max_size=8,
)


@given(spans=_spans, done=st.booleans(), kept=st.sets(st.integers(0, 9), min_size=1))
@settings(max_examples=examples(300))
def test_no_part_has_a_coded_passage_or_a_coding_between_its_passages(spans, done, kept):
    own = [s for n, s in enumerate(passages("d", ["A"] * 10)) if n in kept]
    codings = [coding("d", *span) for span in spans]
    coded = CodedPassages(own, codings)
    data = held(own, codings, done={"d": {"ann": "2026"}} if done else {}, of=1)
    borne = {at for one in codings for at in coded.inside(one)}
    places = {s.start: at for at, s in enumerate(own)}
    told: list[int] = []
    for gap in data["gaps"]:
        assert gap["kind"] == "uncoded"
        assert gap["passages"] >= 3
        part = list(range(places[gap["start"]], places[gap["start"]] + gap["passages"]))
        assert own[part[-1]].end == gap["end"]
        assert not borne & set(part)
        for one, other in itertools.pairwise(part):
            between = range(own[one].end, own[other].start)
            assert not any(set(range(*span)) & set(between) for span in spans)
        told += part
    assert len(told) == len(set(told))
    if not spans:
        assert not told
    for start in range(0, 190, 7):
        for end in (start + 1, start + 12):
            brute = any(low < end and high > start for low, high in spans)
            assert coded.touched("d", start, end) == brute
    assert not coded.touched("e", 0, 500)


# ---- through the pipeline -------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of four interviews, each on four topics; ann coded all of p0, ben some of it."""
    root = tmp_path_factory.mktemp("findings")
    book = root / "book.yaml"
    book.write_text(CODEBOOK, encoding="utf-8")
    study = make_study(root / "study", codebooks=[str(book)], groups={"yp": "Young people"}).study
    for person in range(4):
        turns = [
            f"P: {text} {EXTRA[2 * person + n]}." for n in range(2) for text in TOPICS.values()
        ]
        file = root / f"p{person}.txt"
        file.write_text("I: Well?\n\n" + "\n\n".join(turns) + "\n", encoding="utf-8")
        Importer(study, ImportOptions(as_id=f"p{person}", case=f"YP{person}")).import_files([file])
    study = Study.open(study.root)
    ann, ben = CodingSession(study, "ann"), CodingSession(study, "ben")
    [code] = [c for c in study.codebook if c.id == "moves"]
    for turn in (2, 3, 7, 9):
        ann.add("p0", [code], ann.texts.turn("p0", turn), valence="works_well")
    for turn in (2, 4):
        ann.add("p1", [code], ann.texts.turn("p1", turn), valence="mixed")
    for turn in (2, 5, 8):
        ben.add("p0", [code], ben.texts.turn("p0", turn), valence="works_less_well")
    return study.root


@pytest.fixture(autouse=True, scope="module")
def found_once():
    """The same passages give the same themes: find them once for all tests here."""
    from qualcode.nlp.themes import pipeline as themes

    known: dict[tuple[Segment, ...], ThemeModel] = {}
    find = themes.find_themes

    def remembered(segments: Sequence[Segment], *rest, **more) -> ThemeModel:
        if tuple(segments) not in known:
            known[tuple(segments)] = find(segments, *rest, **more)
        return known[tuple(segments)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(themes, "find_themes", remembered)
        yield


def findings(root: Path, coder: str):
    return suggest_themes(Study.open(root), ThemeOptions(themes=4), coder=coder)


def test_codings_that_may_not_be_seen_show_nowhere(made: Path, tmp_path: Path):
    """Both code p0: what ann gets is what she gets where ben coded nothing of it, and so is his."""
    alone = tmp_path / "alone"
    shutil.copytree(made, alone)
    (alone / "codings" / "ben" / "p0.jsonl").unlink()
    hers = findings(made, "ann")
    assert hers == findings(alone, "ann")
    assert sum(t["coded"] * t["size"] for t in hers["themes"]) == pytest.approx(6, abs=0.1)
    assert "works_less_well" not in {v for t in hers["themes"] for v in t["valence"]}
    # She passed over turns 4, 5 and 6 of p0; that ben coded 5 is not for her to see.
    assert [(g["kind"], g["document"], g["passages"]) for g in hers["gaps"]
            if g["kind"] == "uncoded"] == [("uncoded", "p0", 3)]  # fmt: skip
    his = findings(made, "ben")
    # Hers of p1, which he has not begun, he may see.
    assert sum(t["coded"] * t["size"] for t in his["themes"]) == pytest.approx(5, abs=0.1)
    assert {v for t in his["themes"] for v in t["valence"]} == {"works_less_well", "mixed"}
    assert not [g for g in his["gaps"] if g["kind"] == "uncoded"]
    # Someone who has coded neither sees both.
    cat = findings(made, "cat")
    assert sum(t["coded"] * t["size"] for t in cat["themes"]) == pytest.approx(8, abs=0.1)


def test_orphaned_codings_are_on_no_passage(made: Path, tmp_path: Path):
    root = tmp_path / "revised"
    shutil.copytree(made, root)
    study = Study.open(root)
    text = study.text(study.document("p1"))
    first, after = text.split("\n\n", 1)
    gone, rest = after.split("\n\n", 1)
    revise_texts(study, [NewText("p1", f"{first}\n\n{rest}")], why="test")
    study = Study.open(root)
    every = study.codings(document="p1")
    assert len(every) == 2
    assert gone.startswith("P: ")
    [here] = in_their_texts(study, every)
    words = study.text(study.document("p1"))[here.event.start : here.event.end]
    assert "cook made soup" in words
    assert len(in_their_texts(study, study.codings(document="p0"))) == 7


def test_examples_of_themes_and_orphans_are_not_learnt_from(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(Suggester, "_learn", lambda self, *_: None)
    root = tmp_path / "assisted"
    shutil.copytree(made, root)
    session = CodingSession(Study.open(root), "cat")
    [code] = [c for c in session.codebook if c.id == "mentor"]
    places = [("p2", session.texts.turn("p2", turn)) for turn in (2, 3)]
    assert session.add_each(places, [code], assisted=True).made == 2
    study = Study.open(root)
    first, _, rest = study.text(study.document("p1")).split("\n\n", 2)
    revise_texts(study, [NewText("p1", f"{first}\n\n{rest}")], why="test")
    study = Study.open(root)
    learnt = Suggester(study, "cat").codings
    assert len(learnt) == 8
    assert {c.coder for c in learnt} == {"ann", "ben"}
    assert len(Suggester(study, "cat", with_assisted=True).codings) == 10
