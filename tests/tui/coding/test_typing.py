"""Codings typed at any speed, as over a slow line: what is on disk is what was meant."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from qualcode.model.coding.valence import VALENCES
from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.workbench.coding.cursor import Reading
from tests.conftest import Run
from tests.examples import examples
from tests.tui.typed import random_gaps, typed, with_a_long_interview

pytestmark = pytest.mark.slow

# Of each run; before a change of how keys are dealt with is done, 300.
CODINGS = examples(12, "QUALCODE_TYPED_CODINGS")
_LETTERS = {"support": "supp", "mentor": "ment", "moves": "move"}
_VALENCE_KEYS = dict(zip(VALENCES, ("+", "-", "~", "0"), strict=True))

Meant = tuple[str, str | None, str, str]


@pytest.fixture
def long_path(study_path: Path, run: Run) -> Path:
    return with_a_long_interview(study_path, run, answers=CODINGS // 2 + 6)


def on_disk(path: Path) -> list[Meant]:
    """Return code, valence, note and words of each coding, in the order of the text."""
    study = Study.open(path)
    text = study.text(study.document("long"))
    found = study.codings(coder="ann", document="long")
    return [
        (c.code, c.event.valence, c.event.note, text[c.event.start : c.event.end])
        for c in sorted(found, key=lambda c: c.event.start)
    ]


def a_coding(chance: random.Random, n: int, recent: list[str]) -> tuple[list[str], str, str, str]:
    """Return the keys of a coding at the selection, and its code, valence and note."""
    code = chance.choice(list(_LETTERS))
    how = chance.randrange(4)
    if how == 0 and recent:
        code, keys = recent[0], ["."]
    elif how == 1 and code in recent:
        keys = [str(recent.index(code) + 1)]
    else:
        keys = ["enter", *_LETTERS[code], "enter"]
    before = code
    if chance.random() < 0.2:
        code = chance.choice([c for c in _LETTERS if c != before])
        keys += ["r", *_LETTERS[code], "enter"]
    for given in dict.fromkeys((before, code)):
        recent[:] = [given, *(c for c in recent if c != given)]
    valence = chance.choice(["", *_VALENCE_KEYS])
    keys += [_VALENCE_KEYS[valence]] if valence else []
    note = f"n{n} so" if chance.random() < 0.25 else ""
    keys += ["i", *note, "enter"] if note else []
    return keys, code, valence, note


@pytest.mark.parametrize(
    ("size", "at_most"),
    [((80, 24), (0.0,)), ((120, 40), (0.0, 0.02)), ((150, 45), (0.02, 0.06)), ((80, 24), (0.12,))],
)
async def test_each_code_is_on_the_passage_that_was_selected(long_path: Path, size, at_most):
    chance = random.Random(repr((size, at_most)))
    study = Study.open(long_path)
    document = study.document("long")
    text = study.text(document)
    reading = Reading(document, text)
    app = QualcodeApp(study, "ann", "long")
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        keys, meant, recent = ["g"], list[Meant](), list[str]()
        reading.place(0)
        reading.grow()
        for n in range(CODINGS):
            steps = chance.choice([1, 1, 2])
            keys += ["down"] * steps
            reading.move("sentence", steps)
            start, end = reading.selection
            pressed, code, valence, note = a_coding(chance, n, recent)
            keys += pressed
            meant.append((code, valence or None, note, text[start:end]))
        await typed(app, *keys, gaps=random_gaps(chance, at_most) if max(at_most) else ())
    found = on_disk(long_path)
    different = [pair for pair in zip(meant, found, strict=False) if pair[0] != pair[1]]
    assert len(found) == len(meant)
    assert different == []
