"""Rows of names to decide: once each, with what was decided, however often they are read."""

from __future__ import annotations

from pathlib import Path

from qualcode.model.personal_names import plain
from qualcode.workbench.documents.pseudonyms import pseudonymise
from qualcode.workbench.privacy.name_rows import only_likely, state_of, with_new
from tests.conftest import Run
from tests.workbench.privacy.named import named_study, read, row, sitting_of


def test_people_come_first_each_with_its_forms_and_places_once(study_path: Path, run: Run):
    sitting = sitting_of(named_study(study_path, run))
    names = [one.name for one in sitting.rows]
    assert names[0] == "Mair Tandridge"
    assert names.index("Gwydryn Council") > names.index("Ysgol Bro Gwydryn")
    mair = row(sitting, "Mair Tandridge")
    assert {"Tandridge", "Mrs Tandridge"} <= set(mair.others)
    text = sitting.study.text(sitting.study.document("talk"))
    assert mair.count == len(mair.places)
    for place, after in zip(mair.places, mair.places[1:], strict=False):
        assert place[2] <= after[1]
        assert "Tandridge" in text[place[1] : place[2]] or "Mair" in text[place[1] : place[2]]
    assert row(sitting, "Osian").may_be == ("Osian Prys", "Osian Wern")
    forms = [plain(form.text) for one in sitting.rows for form in one.forms]
    assert len(forms) == len(set(forms))


def test_what_is_decided_is_known_in_a_second_sitting(study_path: Path, run: Run):
    study = named_study(study_path, run)
    first = sitting_of(study)
    first.decisions.replace(row(first, "Mair Tandridge"), "[young person 1]")
    first.decisions.keep(row(first, "Gwydryn Council"))
    again = sitting_of(study)
    assert state_of(row(again, "Mair Tandridge"), again.table) == ("replace", "[young person 1]")
    assert state_of(row(again, "Gwydryn Council"), again.table) == ("keep", "")
    assert state_of(row(again, "Osian Wern"), again.table) == ("open", "")
    kept = row(again, "Gwydryn Council")
    assert (kept.count, len(kept.places)) == (1, 1)


def test_a_new_transcript_asks_about_what_is_new_and_joins_what_is_known(
    study_path: Path, run: Run
):
    study = named_study(study_path, run)
    first = sitting_of(study)
    for one in first.rows:
        first.decisions.replace(one, first.decisions.proposed(one))
    pseudonymise(study)
    more = "Interviewer: Was it long?\n\nEfa Lloyd: So Mair rang, and Tandridges, and Eirlys.\n"
    named_study(study_path, run, more, "more")
    second = sitting_of(study)
    opened = [one.name for one in second.asked() if not second.is_decided(one)]
    assert "Efa Lloyd" in opened
    assert row(second, "Mair Tandridge").count == 1
    near = row(second, "Tandridges")
    assert near.known is not None
    assert second.decisions.proposed(near) == state_of(
        row(second, "Mair Tandridge"), second.table
    )[1]  # fmt: skip
    gone = row(second, "07700 900123")
    assert (gone.count, second.is_decided(gone)) == (0, True)


def test_later_finds_stand_behind_and_bring_nothing_twice(study_path: Path, run: Run):
    study = named_study(study_path, run)
    rows = read(study).rows
    kept = rows[2:]
    assert with_new(kept, rows)[: len(kept)] == kept
    assert {one.key for one in with_new(kept, rows)} == {one.key for one in rows}
    assert with_new(rows, rows) == rows


def test_how_risky_is_a_persons_choice(study_path: Path, run: Run):
    rows = read(named_study(study_path, run)).rows
    high, medium = only_likely(rows, "high"), only_likely(rows, "medium")
    assert {one.name for one in high} >= {"Mair Tandridge", "07700 900123"}
    assert "Ysgol Bro Gwydryn" not in {one.name for one in high}
    assert len(high) < len(medium) <= len(only_likely(rows, "low"))
