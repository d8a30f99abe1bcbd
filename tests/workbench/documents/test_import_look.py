"""Choosing what labels are, for one file or for all, before anything is imported."""

from pathlib import Path

import pytest

from qualcode.errors import BadInputError, NotFoundError
from qualcode.store.study import Study
from qualcode.workbench.documents.import_look import DIFFERS, ImportLook, LookRow, look_at
from qualcode.workbench.importing.report import report_lines

TALK = """\
Tutor: How was week {n}?

{who}: It was long. We walked there and back every day.

Tutor: And who came along?

{who}: My aunt came along for most of it.

Radio: a song was on for a while.

Tutor: Was that better?

{who}: It was. That was week {n}.

Radio: the tape ends.

Radio: that is all.
"""
NAMES = ("Alaw Wyn", "Bet Rees")


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    folder = tmp_path / "talks"
    folder.mkdir()
    for n, who in enumerate(NAMES, 1):
        (folder / f"talk-{n}.txt").write_text(TALK.format(n=n, who=who))
    return folder


@pytest.fixture
def look(study: Study, talks: Path) -> ImportLook:
    made = look_at(study, str(talks))
    made.read()
    return made


def rows(look: ImportLook, *, together: bool = True) -> dict[str, LookRow]:
    return {row.label: row for row in look.rows(together=together)}


def test_each_label_stands_once_with_what_it_would_be(look: ImportLook):
    found = rows(look)
    tutor = found["Tutor"]
    assert (tutor.files, tutor.turns, tutor.role) == (("talk-1", "talk-2"), 6, "interviewer")
    assert tutor.asks == 1.0
    assert found["Alaw Wyn"].samples == ("It was long. We walked there and back every day.",)
    assert len(look.rows(together=False)) == 6
    assert Study.open(look.study.root).document_ids() == ["one"]


def test_one_choice_is_carried_to_all_files(look: ImportLook):
    note = rows(look)["Radio"]
    assert look.set_role(note, "nobody") == "Radio: nobody, in all 2 files"
    look.set_role(rows(look)["Tutor"], "other")
    look.take()
    for name in ("talk-1", "talk-2"):
        document = look.study.document(name)
        assert [s.role for s in document.speakers] == ["other", "participant"]
        assert "Radio: a song was on for a while." in look.study.text(document)


def test_a_choice_for_one_file_is_for_that_file(look: ImportLook):
    row = next(r for r in look.rows(together=False) if (r.label, *r.files) == ("Tutor", "talk-2"))
    look.set_role(row, "participant")
    assert rows(look)["Tutor"].role == DIFFERS
    look.take()
    assert look.study.document("talk-1").speakers[0].role == "interviewer"
    assert look.study.document("talk-2").speakers[0].role == "participant"


def test_a_head_that_was_not_taken_becomes_a_speaker(study: Study, tmp_path: Path):
    file = tmp_path / "visit.txt"
    file.write_text(
        "I: How was it?\n\nP: It was long.\n\nDate: one\n\nI: So?\n\nP: We went.\n\nDate: two\n\n"
        "I: And?\n\nP: No more.\n\nDate: three\n"
    )
    look = look_at(study, str(file))
    look.read()
    assert rows(look)["Date"].role == "nobody"
    look.set_role(rows(look)["Date"], "other")
    look.take()
    assert [s.role for s in study.document("visit").speakers] == [
        "interviewer", "participant", "other",
    ]  # fmt: skip


def test_cases_and_groups_are_given_in_the_same_place(look: ImportLook):
    look.set_role(rows(look)["Radio"], "nobody")
    assert look.set_case(rows(look)["Alaw Wyn"], "YP1") == "Alaw Wyn: case YP1, which is there"
    look.set_group(rows(look)["Bet Rees"], "yp")
    bet = rows(look)["Bet Rees"]
    assert (bet.case, bet.group, bet.made) == ("talk-2", "yp", True)
    result = look.take()
    assert result.count("imported") == 2
    assert look.study.document("talk-1").cases == ("YP1",)
    assert look.study.document("talk-2").cases == ("talk-2",)
    assert look.study.cases["talk-2"].group == "yp"


def test_two_participants_of_a_file_get_cases_of_their_own(look: ImportLook):
    look.set_role(rows(look)["Radio"], "participant")
    for label in ("Radio", "Alaw Wyn"):
        row = next(r for r in look.rows(together=False) if r.label == label)
        look.set_group(row, "yp")
    look.take()
    assert look.study.document("talk-1").cases == ("talk-1-1", "talk-1-2")


def test_what_cannot_be_is_refused(look: ImportLook):
    found = rows(look)
    with pytest.raises(BadInputError, match="Tutor has no case"):
        look.set_case(found["Tutor"], "T1")
    with pytest.raises(NotFoundError, match="no group 'nope'"):
        look.set_group(found["Bet Rees"], "nope")
    with pytest.raises(BadInputError, match=r"'yp1' is 'YP1' in cases\.csv"):
        look.set_case(found["Bet Rees"], "yp1")
    look.set_role(found["Radio"], "participant")
    look.set_case(rows(look)["Radio"], "X1")
    look.set_case(rows(look)["Alaw Wyn"], "X1")
    with pytest.raises(BadInputError, match=r"talk-1.txt: Alaw Wyn and Radio are both case X1"):
        look.take()
    assert look.study.document_ids() == ["one"]


def test_choices_are_taken_back_one_by_one(look: ImportLook):
    look.set_role(rows(look)["Tutor"], "other")
    look.set_role(rows(look)["Radio"], "nobody")
    look.undo()
    assert (rows(look)["Tutor"].role, rows(look)["Radio"].chosen) == ("other", False)
    look.undo()
    assert rows(look)["Tutor"].role == "interviewer"
    assert look.undo() == "Nothing was chosen yet"


def test_files_that_cannot_be_read_and_those_that_are_in_already_are_counted(
    study: Study, talks: Path
):
    (talks / "broken.docx").write_bytes(b"PK\3\4 no")
    first = look_at(study, str(talks))
    first.read()
    assert len(first.failed) == 1
    assert "broken.docx" in first.failed[0]
    first.take()
    again = look_at(study, str(talks))
    again.read()
    assert (again.documents, again.before) == (0, 2)


def test_a_file_that_is_there_twice_was_not_imported_before(study: Study, talks: Path):
    (talks / "talk-3.txt").write_bytes((talks / "talk-1.txt").read_bytes())
    first = look_at(study, str(talks))
    first.read()
    assert (first.documents, first.before, first.twins) == (2, 0, 1)
    lines = report_lines(first.take())
    assert any("3 files: 2 imported, 1 the same as another of them" in line for line in lines)
    again = look_at(study, str(talks))
    again.read()
    assert (again.documents, again.before, again.twins) == (0, 3, 0)


def test_where_there_are_no_labels_it_says_what_to_do(
    study: Study, tmp_path: Path, look: ImportLook
):
    def said(name: str) -> str:
        made = look_at(study, str(tmp_path / name))
        made.read()
        return made.what_to_do()

    assert look.what_to_do() == ""
    for name in ("texts", "broken"):
        (tmp_path / name).mkdir()
    (tmp_path / "texts" / "words.txt").write_text("Just words.\n\nMore of them.\n")
    (tmp_path / "broken" / "words.docx").write_text("no Word file")
    assert said("texts").startswith("No labels in 1 file: it is text that nobody speaks. It can be")
    assert said("broken") == "Nothing of 1 file can be imported; the reason stands below"
    look.take()
    assert said("talks") == "Nothing is new: 2 files are documents of the study already"
