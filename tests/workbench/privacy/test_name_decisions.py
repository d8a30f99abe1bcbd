"""Decisions about names: saved at once, undone and redone exactly, never over somebody's change."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.errors import BadInputError, NotFoundError, QualcodeError, StudyError
from qualcode.model.personal_names import KnownName
from qualcode.store.records.real_names import names_path, read_names, write_names
from qualcode.store.study import Study
from qualcode.workbench.documents.pseudonyms import pseudonymise
from qualcode.workbench.privacy.names import NameTable
from tests.conftest import Run
from tests.examples import examples
from tests.workbench.privacy.named import named_study, row, sitting_of


@pytest.fixture
def study(study_path: Path, run: Run) -> Study:
    return named_study(study_path, run)


def table(study: Study) -> dict[str, tuple[str, tuple[str, ...], bool]]:
    return {n.name: (n.replacement, n.variants, n.keep) for n in read_names(study.root)}


def test_all_forms_are_decided_at_once_and_on_disk(study: Study):
    sitting = sitting_of(study)
    mair = row(sitting, "Mair Tandridge")
    assert sitting.decisions.replace(mair, "[person 1]") == "Mair Tandridge → [person 1]"
    replacement, variants, keep = table(study)["Mair Tandridge"]
    assert (replacement, set(variants), keep) == ("[person 1]", set(mair.others), False)
    hafod = row(sitting, "Dr Eleri Hafod")
    assert "plain sight" in sitting.decisions.keep(hafod)
    assert table(study)["Dr Eleri Hafod"] == ("", hafod.others, True)
    sitting.decisions.keep(mair)
    assert sitting.decisions.state(mair) == ("keep", "")
    sitting.decisions.replace(hafod, "doctor 1")
    assert sitting.decisions.state(hafod) == ("replace", "[doctor 1]")


def test_a_decision_is_taken_away_and_the_rest_stays(study: Study):
    sitting = sitting_of(study)
    mair, hafod = row(sitting, "Mair Tandridge"), row(sitting, "Dr Eleri Hafod")
    with pytest.raises(NotFoundError):
        sitting.decisions.take_away(mair)
    sitting.decisions.keep(mair)
    sitting.decisions.keep(hafod)
    sitting.decisions.take_away(mair)
    assert sitting.decisions.state(mair) == ("open", "")
    assert list(table(study)) == ["Dr Eleri Hafod"]


@settings(max_examples=examples(25))
@given(data=st.data())
def test_undo_and_redo_give_the_same_table_whatever_was_decided(data: st.DataObject, study: Study):
    path = names_path(study.root)
    path.unlink(missing_ok=True)
    sitting = sitting_of(study)
    states = [b""]
    for _ in range(data.draw(st.integers(1, 6))):
        one = data.draw(st.sampled_from(sitting.rows))
        by = data.draw(st.sampled_from(["", "[person 4]", "[tutor 1]", "keep", "away"]))
        try:
            if by == "keep":
                sitting.decisions.keep(one)
            elif by == "away":
                sitting.decisions.take_away(one)
            else:
                sitting.decisions.replace(one, by or sitting.decisions.proposed(one))
        except QualcodeError:
            continue
        states.append(path.read_bytes())
    steps = len(states) - 1
    for at in range(steps - 1, -1, -1):
        sitting.decisions.undo()
        if at:
            assert path.read_bytes() == states[at]
        else:
            assert read_names(study.root) == []
    for at in range(1, steps + 1):
        sitting.decisions.redo()
        assert path.read_bytes() == states[at]
    with pytest.raises(NotFoundError):
        sitting.decisions.redo()


def test_another_programs_change_is_not_undone(study: Study):
    sitting = sitting_of(study)
    mair = row(sitting, "Mair Tandridge")
    sitting.decisions.replace(mair, "[person 1]")
    other = NameTable(study)
    other.accept("Mair Tandridge", replacement="[tutor 1]")
    with pytest.raises(StudyError, match="another program"):
        sitting.decisions.undo()
    assert table(study)["Mair Tandridge"][0] == "[tutor 1]"
    other.accept("Nobody Else")
    hafod = row(sitting, "Dr Eleri Hafod")
    sitting.decisions.keep(hafod)
    other.accept("Somebody Else")
    sitting.decisions.undo()
    assert set(table(study)) == {"Mair Tandridge", "Nobody Else", "Somebody Else"}


def test_what_is_replaced_in_the_texts_keeps_its_row(study: Study):
    sitting = sitting_of(study)
    sitting.decisions.replace(row(sitting, "Mair Tandridge"), "[person 1]")
    pseudonymise(study)
    again = sitting_of(study)
    mair = row(again, "Mair Tandridge")
    assert mair.count == 0
    for refused in (again.decisions.take_away, again.decisions.keep):
        with pytest.raises(BadInputError, match="revise DOC --undo"):
            refused(mair)
    said = again.decisions.replace(mair, "[tutor 1]")
    assert "[person 1] stands" in said


def test_a_number_that_somebody_took_meanwhile_is_refused(study: Study):
    sitting = sitting_of(study)
    mair = row(sitting, "Mair Tandridge")
    offered = sitting.decisions.proposed(mair)
    NameTable(study).accept("Eira Gwyn")
    with pytest.raises(BadInputError, match="stands for 'Eira Gwyn'"):
        sitting.decisions.replace(mair, offered)
    assert sitting.decisions.proposed(mair) == "[person 2]"


def test_a_form_of_another_name_takes_its_pseudonym(study: Study):
    sitting = sitting_of(study)
    osian, wern = row(sitting, "Osian"), row(sitting, "Osian Wern")
    with pytest.raises(NotFoundError):
        sitting.decisions.same_as(osian, "Osian Wern")
    sitting.decisions.replace(wern, "[tutor 1]")
    sitting.decisions.same_as(osian, "Osian Wern")
    assert sitting.decisions.state(osian) == ("replace", "[tutor 1]")
    assert table(study)["Osian Wern"] == ("[tutor 1]", ("Osian",), False)


def test_kept_forms_of_another_name_are_that_names_no_more(study: Study):
    write_names(study.root, [KnownName("Efa Wern", "person", "[person 7]", ("Osian",))])
    sitting = sitting_of(study)
    sitting.table.keep("Osian", ("Os",))
    assert table(study) == {"Efa Wern": ("[person 7]", (), False), "Osian": ("", ("Os",), True)}
