"""A sitting: rows stay where they are, open ones are gone through, forms are joined and parted."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.errors import NotFoundError
from qualcode.store.study import Study
from qualcode.workbench.privacy.name_sitting import NameSitting, NamesWanted
from tests.conftest import Run
from tests.workbench.privacy.named import named_study, read, row, sitting_of


@pytest.fixture
def sitting(study_path: Path, run: Run) -> NameSitting:
    return sitting_of(named_study(study_path, run))


def test_going_through_it_meets_every_open_row_once_and_those_put_off_last(sitting: NameSitting):
    shown = sitting.asked()
    sitting.put_off(shown[1])
    met: list[str] = []
    at = 0
    while at is not None:
        met.append(shown[at].name)
        sitting.decisions.keep(shown[at])
        at = sitting.next_open(shown, at)  # type: ignore[assignment]
    assert sorted(met) == sorted(one.name for one in shown)
    assert met[-1] == shown[1].name
    assert sitting.next_open([], 0) is None


def test_a_new_search_leaves_the_row_at_the_cursor_and_adds_what_is_new(
    sitting: NameSitting, study_path: Path, run: Run
):
    assert not sitting.is_behind()
    before = list(sitting.rows)
    named_study(study_path, run, "I: So?\n\nEfa Gwyn: Well, Eirlys Lloyd came.\n", "more")
    assert sitting.is_behind()
    found = read(Study(study_path))
    assert sitting.add(found) == 2
    assert sitting.rows[: len(before)] == before
    (study_path / "documents" / "talk.json").unlink()
    sitting.renew(read(Study(study_path)), before[0].key)
    assert sitting.rows[0] is before[0]
    assert all("Council" not in one.name for one in sitting.rows)


def test_a_form_is_taken_out_decided_apart_and_joined_again(sitting: NameSitting):
    mair = row(sitting, "Mair Tandridge")
    sitting.decisions.replace(mair, "[person 1]")
    made = sitting.take_out(mair, "Tandridge")
    stays = row(sitting, "Mair Tandridge")
    assert sitting.rows.index(made) == sitting.rows.index(stays) + 1
    assert "Tandridge" not in stays.others
    assert sitting.decisions.state(made) == ("open", "")
    assert sitting.decisions.state(stays) == ("replace", "[person 1]")
    sitting.decisions.keep(made)
    assert sitting.decisions.state(stays) == ("replace", "[person 1]")
    sitting.decisions.undo()
    assert sitting.join(made, "Mair Tandridge") == "Tandridge is Mair Tandridge → [person 1]"
    assert sitting.decisions.state(made) == ("replace", "[person 1]")


def test_two_open_names_are_joined_under_one_pseudonym(sitting: NameSitting):
    sitting.join(row(sitting, "Osian"), "Osian Wern")
    assert sitting.decisions.state(row(sitting, "Osian")) == ("replace", "[person 1]")
    assert sitting.decisions.state(row(sitting, "Osian Wern")) == ("replace", "[person 1]")
    with pytest.raises(NotFoundError):
        sitting.join(row(sitting, "Osian Prys"), "Nobody")


def test_one_document_alone(study_path: Path, run: Run):
    study = named_study(study_path, run)
    named_study(study_path, run, "I: So?\n\nEfa Gwyn: Well, Eirlys Lloyd came.\n", "more")
    only = sitting_of(Study(study.root), NamesWanted(("more",), "low", hints=False))
    assert {"Efa Gwyn", "Eirlys Lloyd"} <= {one.name for one in only.rows}
    assert all(one.documents <= {"more"} for one in only.rows)
    with pytest.raises(NotFoundError):
        read(study, NamesWanted(("none",), hints=False))
