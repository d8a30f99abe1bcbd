"""Where a name stands: its sentence, exactly, with who speaks."""

from __future__ import annotations

from pathlib import Path

from qualcode.store.study import Study
from qualcode.workbench.privacy.name_places import SHOWN, NamePlaces, in_texts
from tests.conftest import Run
from tests.workbench.privacy.named import named_study, row, sitting_of


def test_each_place_is_a_sentence_with_the_name_in_it(study_path: Path, run: Run):
    study = named_study(study_path, run)
    sitting = sitting_of(study)
    text = study.text(study.document("talk"))
    for one in sitting.rows:
        for place in sitting.places.of(one):
            assert place.name == text[place.start : place.end]
            assert "\n" not in place.before + place.after
            line = " ".join(text.split())
            assert f"{place.before}{place.name}{place.after}".strip("…") in line
    first = sitting.places.of(row(sitting, "Mair Tandridge"))[0]
    assert first.where.startswith("talk · turn 4 · ")
    assert first.before.endswith("I said that ")


def test_what_is_said_comes_before_labels_and_documents_take_turns(study_path: Path, run: Run):
    lines = "\n\n".join(f"Osian Wern: Then Efa Gwyn came, the {n}th." for n in range(20))
    named_study(study_path, run, f"I: So?\n\n{lines}\n", "many")
    study = named_study(study_path, run, "I: So?\n\nP: Well, Efa Gwyn left.\n", "few")
    sitting = sitting_of(study)
    shown = sitting.places.of(row(sitting, "Efa Gwyn"))
    assert len(shown) == SHOWN
    assert {place.document for place in shown[:2]} == {"many", "few"}
    labels = sitting.places.of(row(sitting, "Osian Wern"))
    assert labels[0].after.startswith(": Then Efa")


def test_a_long_sentence_is_cut_at_words(study_path: Path, run: Run):
    long = " ".join(f"and number{n}" for n in range(80))
    study = named_study(study_path, run, f"I: So?\n\nP: Well {long} Efa Gwyn {long}.\n", "long")
    sitting = sitting_of(study)
    [place] = sitting.places.of(row(sitting, "Efa Gwyn"))
    assert place.before.startswith("…")
    assert place.after.endswith("…")
    assert max(len(place.before), len(place.after)) < 160
    assert all(w in ("and", "Well", ".") or w.startswith("number") for w in
               f"{place.before} {place.after}".replace("…", " ").split())  # fmt: skip


def test_a_text_that_is_gone_is_left_out(study_path: Path, run: Run):
    study = named_study(study_path, run)
    sitting = sitting_of(study)
    (study_path / "transcripts" / "talk.txt").unlink()
    assert NamePlaces(Study(study_path)).of(row(sitting, "Mair Tandridge")) == []


def test_what_stands_in_brackets_is_counted(study_path: Path, run: Run):
    study = named_study(study_path, run, "I: So?\n\nP: [person 1] and [person 1], [School A].\n")
    assert in_texts(study) == {"[person 1]": 2, "[School A]": 1}
