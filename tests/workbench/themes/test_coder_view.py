"""Suggested themes as one coder may see them, and where their passages are now."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.model.codebook.code import Code, Codebook
from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.documents.revision import NewText, normal_text, revise_texts
from qualcode.workbench.themes.coder_view import part_now, place_now, themes_as_seen
from qualcode.workbench.themes.description import theme_lines
from qualcode.workbench.themes.stored import (
    StoredNear,
    StoredPassage,
    StoredTheme,
)
from tests.conftest import Run
from tests.tui.themed import MENTOR, MOVES, THANKS, passages, write

TURNS = (MENTOR, MOVES, THANKS, "That is all.")


@pytest.fixture
def two(study_path: Path, interview: Path, run: Run) -> Path:
    """The small study with a second document, both with four passages of one theme."""
    text = interview.with_name("two.txt")
    for name in ("one", "two"):
        text.write_text(interview.read_text() + "\nI: And then?\n\nP: That is all.\n")
        made = run("-C", study_path, "import", text, "--as", f"{name}-long", "--case", name)
        assert made.status == 0, made.err
    study = Study.open(study_path)
    said = [p for words in TURNS for p in passages(study, words) if p["document"] != "one"]
    write(study_path, {
        "model": "words", "seed": 0, "segments": 8,
        "themes": [{"id": "T1", "label": "all", "terms": [], "size": 8, "people": 2,
                    "passages": said, "coded": 1.0, "valence": {"mixed": 7}}],
        "gaps": [{"kind": "no code near", "document": "two-long", "start": 0, "end": 9999,
                  "words": 1}, {"kind": "uncoded", "document": "one-long", "start": 0,
                                "end": 9999, "words": 1}],
    })  # fmt: skip
    return study_path


def give(path: Path, coder: str, document: str, turn: int, valence: str | None = None) -> None:
    session = CodingSession(Study.open(path), coder)
    code = session.codebook.get("moves")
    assert code is not None
    session.add(document, [code], session.texts.turn(document, turn), valence=valence)


def seen(
    path: Path, coder: str
) -> tuple[float | None, dict[str, int], list[tuple[str, bool, int]]]:
    found, parts = themes_as_seen(Study.open(path), coder)
    [theme] = found.themes
    return theme.coded, theme.valence, [(p.document, p.read, len(p.passages)) for p in parts]


def test_what_is_coded_is_counted_anew_and_only_of_what_the_coder_may_see(two: Path):
    # Whatever the file says: nobody coded anything.
    assert seen(two, "ann") == (0.0, {}, [("two-long", False, 4)])
    give(two, "ben", "one-long", 2, "works_well")
    give(two, "ben", "one-long", 8)
    # From his first coding to his last; what is between has no three passages.
    assert seen(two, "ben") == (0.25, {"works_well": 1}, [("two-long", False, 4)])
    assert seen(two, "ann") == seen(two, "ben")
    Study.open(two).mark_done("ben", "two-long", True)
    # Once ann has begun the document, his codings of it are hidden until both are done.
    give(two, "ann", "one-long", 6, "mixed")
    assert seen(two, "ann") == (0.125, {"mixed": 1}, [("two-long", False, 4)])
    give(two, "ben", "two-long", 2)
    assert seen(two, "ben")[2] == [("two-long", True, 3)]
    assert seen(two, "ann")[0] == 0.25
    give(two, "ann", "two-long", 8)
    assert seen(two, "ann")[0] == 0.25
    # Of two-long she knows only her own: nothing before that was gone through, as far as she sees.
    assert seen(two, "ann")[2] == []


def test_words_are_found_where_they_are_now(two: Path):
    study = Study.open(two)
    [part] = themes_as_seen(study, "ann")[1]
    text = study.text(study.document("two-long"))
    mentor, moves = part.passages[0], part.passages[1]
    session = CodingSession(study, "ann")
    assert part_now(session, part) == (mentor.start, part.passages[-1].end)
    changed = text.replace("I: What helped", "I: So, what helped").replace("March", "April")
    revise_texts(study, [NewText("two-long", normal_text(changed))], why="misheard")
    session = CodingSession(Study.open(two), "ann")
    assert place_now(session, mentor) == (mentor.start + 4, mentor.end + 4)
    assert place_now(session, moves) is None
    assert part_now(session, part) == (mentor.start + 4, part.passages[-1].end + 4)
    # Words that are there twice are in no one place.
    assert place_now(session, StoredPassage("two-long", 0, 2, "moved ")) is None
    for odd in (
        StoredPassage("two-long", 3, 3, ""), StoredPassage("two-long", 10**9, 10**9 + 1, " "),
        StoredPassage("none", 0, 3, "abc"), StoredPassage("y" * 9999, 0, 3, "abc"),
        StoredPassage("two-long", -3, -1, "no such words"),
    ):  # fmt: skip
        assert place_now(session, odd) is None


def test_a_theme_in_words():
    theme = StoredTheme(
        "T1", "taxi, car", ("taxi", "car"), 1, 1, (), 0.5, False,
        (StoredNear("a", "Old name", -0.2), StoredNear("b", "Gone", 0.1)),
        {"": 1, "yp": 2}, {"": 0.01}, 0.5, {"works_less_well": 1, "odd": 3},
    )  # fmt: skip
    book = Codebook(codes=(Code(id="a", name="New name"),))
    draft = Code(id="c", name="Taxis")
    names = {"yp": "Young people"}.__getitem__
    assert theme_lines(theme, book, names, None) == [
        "Words that stand out: taxi, car",
        "Fairly firm: much of it is found again when some interviews are left out · 1 passage, 50% coded · people: − works less well 1",
        "1 person: Young people 2, group not given 1 (more than by chance)",
        "Not in your codebook: none of its codes is near. The least far: New name · Gone",
    ]
    assert theme_lines(theme, book, names, draft)[-1] == (
        "Draft code made of it: Taxis. Nearest codes: New name · Gone"
    )
