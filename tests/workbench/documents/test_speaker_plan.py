"""Who was made nobody can come back as before, and no coding holds a label meanwhile."""

from __future__ import annotations

import shlex
from pathlib import Path

import msgspec
import pytest

from qualcode.model.document.wrapping import wrap
from qualcode.store.records.documents import document_text
from qualcode.store.records.real_names import real_speakers
from qualcode.store.study import Study
from qualcode.workbench.documents.speaker_data import SpeakerData
from qualcode.workbench.documents.speaker_edit import merge_speakers, set_speaker
from tests.conftest import Run

pytestmark = pytest.mark.slow


def told_back(lines: str) -> list[str]:
    """Return the words of the command that takes a change back, as it was told."""
    [line] = [one for one in lines.splitlines() if one.startswith("To take it back: qualcode ")]
    return shlex.split(line.partition("qualcode ")[2])


def who_says(study: Study) -> list[tuple[str, str, str | None]]:
    """Return who says each turn, by label, role and case."""
    document = study.document("talk")
    return [
        ("", "", None) if turn.speaker < 0 else msgspec.structs.astuple(speaker)
        for turn in document.turns
        for speaker in [document.speakers[turn.speaker]]
    ]


@pytest.mark.parametrize("label", ["Tutor", "Alaw Wyn", "Details", "Alaw"])
@pytest.mark.parametrize("joined", [[], ["Alaw", "Alaw Wyn"], ["Details", "Alaw"]])
@pytest.mark.parametrize("case", [False, True])
def test_back_from_nobody_is_as_it_was(
    talk: Study, run: Run, label: str, joined: list[str], case: bool
):
    if joined:
        merge_speakers(talk, ["talk"], *joined)
    if case and label != "Tutor":
        set_speaker(talk, ["talk"], label, SpeakerData(case="SW1", group="sw"))
    before, words = who_says(talk), talk.document("talk").words
    known = real_speakers(talk.root)["talk"]
    silent = run("-C", talk.root, "speakers", "set", "talk", label, "--role", "nobody")
    assert silent.status == 0, silent.err
    assert ("", "", None) in who_says(talk)
    back = run("-C", talk.root, *told_back(silent.out))
    assert back.status == 0, back.err
    assert who_says(Study.open(talk.root)) == before
    assert talk.document("talk").words == words
    assert {*known} <= {*real_speakers(talk.root)["talk"]}


def test_two_labels_that_were_joined_can_be_two_people_again(talk: Study, run: Run):
    before = who_says(talk)
    merge_speakers(talk, ["talk"], "Alaw", "Alaw Wyn")
    set_speaker(talk, ["talk"], "Alaw", SpeakerData(role="nobody"))
    for label in ("Alaw Wyn", "Alaw"):
        done = run("-C", talk.root, "speakers", "set", "talk", label, "--role", "participant")
        assert done.status == 0, done.err
    now = who_says(talk)
    parted = {a: b for (a, *_), (b, *_) in zip(before, now, strict=True)}
    assert len({*parted.values()}) == len({*parted}) == 4
    known = dict(real_speakers(talk.root)["talk"])
    assert known["Alaw"] != known["Alaw Wyn"]


def test_the_label_is_in_no_coding_whoever_speaks(talk: Study, run: Run):
    def code() -> str:
        done = run("-C", talk.root, "coding", "add", "talk", "support", "--turn", "5")
        assert done.status == 0, done.err
        codings = Study.open(talk.root).codings(document="talk")
        [made] = [c.event for c in codings if c.event.code == "support"]
        assert run("-C", talk.root, "coding", "remove", made.id[-12:]).status == 0
        return talk.text(talk.document("talk"))[made.start : made.end]

    spoken_by_somebody = code()
    silent = run("-C", talk.root, "speakers", "set", "talk", "Details", "--role", "nobody")
    assert code() == spoken_by_somebody == "the recorder was moved to the window."
    run("-C", talk.root, *told_back(silent.out))
    assert code() == spoken_by_somebody


def test_words_before_what_nobody_speaks_are_found_and_shown(talk: Study, run: Run):
    set_speaker(talk, ["talk"], "Details", SpeakerData(role="nobody"))
    assert "Details" in run("-C", talk.root, "search", "Details").out
    document, text = talk.document("talk"), talk.text(talk.document("talk"))
    rows = wrap(text, document.turns, 40).rows
    assert sum(text[row.start : row.end].startswith("Details: ") for row in rows) == 2
    assert not any(text[row.start : row.end].startswith("Tutor:") for row in rows)


def test_who_wrote_a_letter_can_be_its_writer_again(study_path: Path, tmp_path: Path, run: Run):
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear all\n\nWe were moved twice, and nobody asked us.\n")
    given = ("--as", "letter", "--case", "YP7", "--kind", "letter")
    assert run("-C", study_path, "import", letter, *given).status == 0
    before = Study.open(study_path).document("letter")
    silent = run("-C", study_path, "speakers", "set", "letter", "YP7", "--role", "nobody")
    assert not Study.open(study_path).document("letter").speakers
    assert run("-C", study_path, *told_back(silent.out)).status == 0
    assert Study.open(study_path).document("letter").turns == before.turns
    assert Study.open(study_path).document("letter").speakers == before.speakers


def test_turns_without_a_label_that_cannot_be_given_back_are_told(talk: Study, run: Run):
    document = talk.document("talk")
    turns = [*document.turns]
    turns[5] = msgspec.structs.replace(turns[5], words=turns[5].start)
    bare = msgspec.structs.replace(document, turns=tuple(turns))
    (talk.root / "documents" / "talk.json").write_text(document_text(bare))
    dry = run("-C", talk.root, "speakers", "set", "talk", "Alaw", "--role", "nobody", "--dry-run")
    assert "talk: 1 turn without a label cannot be given back alone; git has" in dry.out
    assert "To take it back" not in dry.out
