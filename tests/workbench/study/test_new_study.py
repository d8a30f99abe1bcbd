"""A study made from a form: its groups, its codebook, and who works in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.errors import BadInputError, QualcodeError
from qualcode.workbench.study.new_study import (
    Wanted,
    begin_study,
    codebooks_to_choose,
    folder_for,
    groups_in,
)
from qualcode.workbench.study.recent import RecentStudy, recent_studies


def test_a_study_is_made_and_knows_who_works_in_it(tmp_path: Path):
    folder = tmp_path / "rivers"
    groups = "Anglers;  Boat   people\nAnglers of tomorrow;"
    made = begin_study(Wanted("Rivers and us", str(folder), groups, "policy-themes", " ann "))
    study = made.study
    assert study.config.name == "Rivers and us"
    assert study.config.groups == {
        "anglers": "Anglers", "boat-people": "Boat people",
        "anglers-of-tomorrow": "Anglers of tomorrow",
    }  # fmt: skip
    assert study.local_coder() == "ann"
    assert len(study.codebook) == made.codes > 20


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": " "}, "the study's name is missing"),
        ({"folder": ""}, "a folder is missing"),
        ({"coder": ""}, "who you are is missing"),
        ({"coder": "Ann B"}, "cannot be the name of a coder"),
        ({"groups": "A; a"}, "'a' cannot be a group: the same as 'A'"),
        ({"codebook": "no-such"}, "no codebook 'no-such'"),
    ],
)
def test_what_cannot_be_used_is_told_and_nothing_is_made(
    tmp_path: Path, change: dict[str, str], said: str
):
    given = {"name": "R", "folder": str(tmp_path / "r"), "groups": "", "codebook": "", "coder": "a"}
    with pytest.raises(QualcodeError, match=said):
        begin_study(Wanted(**{**given, **change}))
    assert not (tmp_path / "r").exists()


def test_a_group_needs_letters():
    with pytest.raises(BadInputError, match="it has no letters"):
        groups_in("???")
    assert groups_in(" ; \n") == {}


def test_a_folder_is_offered_by_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert folder_for("Rivers and us") == str(tmp_path / "rivers-and-us")
    assert folder_for("???") == ""


def test_the_codebooks_that_come_with_qualcode_are_offered_by_their_titles():
    offered = dict(codebooks_to_choose())
    assert offered["nine-principles"].startswith("Nine principles and building blocks (")


def test_studies_that_are_gone_are_listed_as_such(study_path: Path, tmp_path: Path):
    from qualcode.store.recent_studies import remember_study

    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "study.toml").write_text("name = ")
    for folder in (tmp_path / "gone", broken, study_path):
        remember_study(folder)
    here, odd, gone = recent_studies()
    assert (here.name, here.there) == ("study", True)
    assert (odd.name, odd.there) == ("broken", True)
    assert gone == RecentStudy((tmp_path / "gone").resolve(), "gone", there=False)
