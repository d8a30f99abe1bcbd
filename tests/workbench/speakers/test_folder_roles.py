"""One label has one role in the files of a folder."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.workbench.speakers.folder_roles import agree
from qualcode.workbench.speakers.roles import BY_HAND, Decision, decide
from tests.workbench.speakers.test_askers import ANSWERS, ASKS, BOTH, SIZES, Part
from tests.workbench.speakers.test_roles import roles


def test_the_label_that_all_files_share_is_the_interviewers():
    less = Part(20, 600, 4), Part(20, 1000, 5)
    files = [decide(["Nest", name], less, {}) for name in ("Ann", "Bob", "Cai", "Dai")]
    assert {role for file in files for role in roles(file)} == {None}
    agree(files)
    assert [roles(file) for file in files] == [["interviewer", "participant"]] * 4
    assert files[0].decisions[0].why.startswith("the label that 4 of 4 files share")


@pytest.mark.parametrize("label", ["Speaker 1", "SPEAKER_00", "Unknown"])
def test_a_label_of_a_recogniser_is_another_person_in_each_file(label: str):
    less = Part(20, 600, 4), Part(20, 1000, 5)
    files = [decide([label, name], less, {}) for name in ("Ann", "Bob", "Cai", "Dai")]
    agree(files)
    assert {role for file in files for role in roles(file)} == {None}


def test_a_participant_of_every_file_is_no_interviewer():
    files = [decide(["Nest", name], [ANSWERS, BOTH], {}) for name in ("Ann", "Bob", "Cai")]
    agree(files)
    assert all(file.decisions[0].role != "interviewer" for file in files)


def test_one_label_has_one_role_in_a_folder():
    clear = [decide(["Nest", name], [ASKS, ANSWERS], {}) for name in ("Ann", "Bob")]
    open_ = decide(["Cai", "NEST"], [Part(20, 1500, 5), Part(20, 900, 4)], {})
    assert roles(open_) == [None, None]
    agree([*clear, open_])
    assert roles(open_) == ["participant", "interviewer"]
    assert open_.decisions[1].why == "the interviewer in 2 other files of the folder"


def test_two_interviewers_whom_other_files_know_are_both_found():
    clear = [
        decide([host, name], [ASKS, ANSWERS], {}) for host in ("Nest", "Owen") for name in "AB"
    ]
    both = Part(20, 900, 5), Part(20, 900, 4), Part(20, 1500, 5)
    open_ = decide(["Nest", "Owen", "Cai"], both, {})
    assert roles(open_) == [None, None, None]
    agree([*clear, open_])
    assert roles(open_) == ["interviewer", "interviewer", "participant"]


def test_what_a_file_says_for_itself_stays_and_is_told():
    clear = [decide(["Nest", name], [ASKS, ANSWERS], {}) for name in ("Ann", "Bob")]
    other = decide(["Nest", "Owen"], [ANSWERS, ASKS], {})
    agree([*clear, other])
    assert roles(other) == ["participant", "interviewer"]
    assert other.notes == [
        "“Nest” is a participant here, and the interviewer in 2 other files of the folder"
    ]
    assert not clear[0].notes


NAMES = st.sampled_from(["Ann", "Bob", "Nest", "P1", "Interviewer", "Speaker 1"])
FILES = st.lists(
    st.lists(st.tuples(NAMES, SIZES), unique_by=lambda one: one[0], max_size=4), max_size=5
)


@given(FILES, st.sets(NAMES))
def test_a_folder_changes_nothing_that_was_decided(talks, by_hand: set[str]):
    given_ = {name: Decision("participant", BY_HAND, firm=True) for name in by_hand}
    files = [decide([n for n, _ in talk], [p for _, p in talk], given_) for talk in talks]
    before = [list(file.decisions) for file in files]
    agree(files)
    for old, file in zip(before, files, strict=True):
        for one, now in zip(old, file.decisions, strict=True):
            assert one.role is None or one == now
        known = any(one.role == "interviewer" for one in file.decisions)
        assert not known or None not in roles(file)
        assert all(one.why for one in file.decisions if one.role == "interviewer")
