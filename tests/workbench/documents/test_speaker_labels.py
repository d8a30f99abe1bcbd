"""A speaker may be named by any label, and no two are shown by one."""

from __future__ import annotations

import pytest

from qualcode.model.document.document import Speaker
from qualcode.store.records.real_names import real_speakers
from qualcode.store.study import Study
from qualcode.workbench.documents.speaker_data import SpeakerData
from qualcode.workbench.documents.speaker_edit import set_speaker

pytestmark = pytest.mark.slow


def test_a_speaker_may_be_named_as_in_the_text_and_in_any_capitals(talk: Study):
    set_speaker(talk, ["talk"], "alaw wyn", SpeakerData(case="SW1"))
    assert talk.document("talk").speakers[1] == Speaker("SW1", "participant", "SW1")


def test_a_new_speaker_does_not_get_the_label_of_one_who_may_come_back(talk: Study):
    set_speaker(talk, ["talk"], "Details", SpeakerData(role="nobody"))
    set_speaker(talk, ["talk"], "Alaw", SpeakerData(role="nobody"))
    set_speaker(talk, ["talk"], "Details", SpeakerData(role="other"))
    set_speaker(talk, ["talk"], "Alaw", SpeakerData(role="participant"))
    labels = dict(real_speakers(talk.root)["talk"])
    assert len({*labels.values()}) == len(labels) == 4
