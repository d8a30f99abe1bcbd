"""What is kept of earlier texts says who speaks as the present one does."""

from __future__ import annotations

import json

import pytest

from qualcode.store.study import Study
from qualcode.workbench.documents.revision import NewText, revise_texts
from qualcode.workbench.documents.speaker_data import SpeakerData
from qualcode.workbench.documents.speaker_edit import merge_speakers, set_speaker

pytestmark = pytest.mark.slow


def test_an_earlier_text_knows_who_speaks_too(talk: Study):
    text = talk.text(talk.document("talk"))
    revise_texts(talk, [NewText("talk", text.replace("far, I thought", "far"))], why="a slip")
    merge_speakers(talk, ["talk"], "Alaw", "Alaw Wyn")
    set_speaker(talk, ["talk"], "Alaw", SpeakerData(case="SW1"))
    set_speaker(talk, ["talk"], "Details", SpeakerData(role="nobody"))
    now = talk.document("talk")
    [first] = [
        d for r in ("before",) for d in {json.loads(p.read_text())[r]
        for p in (talk.root / "revisions" / "talk").glob("*.json")}
    ]  # fmt: skip
    back = talk.bring_back(now, first)
    assert back.speakers == now.speakers
    assert [t.speaker for t in back.turns] == [t.speaker for t in now.turns]
