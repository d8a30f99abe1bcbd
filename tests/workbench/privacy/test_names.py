"""What a search for names says it looked at, and a private table that mixes nobody up."""

from __future__ import annotations

import contextlib
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import BadInputError, NotFoundError
from qualcode.model.personal_names import KnownName
from qualcode.store.records.real_names import read_names, write_names
from qualcode.store.study import Study
from qualcode.workbench.privacy.names import (
    NameTable,
    candidates_table,
    find_names,
    table_of_names,
)
from tests.conftest import Run

TALK = """\
Interviewer: Who rang?

Mair Tandridge: Dafydd Prys rang from Ysgol Bro Gwydryn, and then Davith again.

Interviewer: And now?

Mair Tandridge: Dafydd's number is 07700 900123.
"""


@pytest.fixture
def table(empty_study: Path) -> NameTable:
    return NameTable(Study.open(empty_study))


def on_disk(table: NameTable) -> list[KnownName]:
    return read_names(table._study.root)


def replacements(table: NameTable) -> dict[str, str]:
    return {one.name: one.replacement for one in on_disk(table)}


# ---- what stands for a name ---------------------------------------------------------------------


def test_each_kind_counts_for_itself_and_each_change_is_on_disk(table: NameTable):
    for name, kind in (
        ("Mair Tandridge", ""), ("Osian Prys", "person"), ("Ysgol Bro Gwydryn", "school"),
        ("Ysgol y Waun", "school"), ("Aberlwyn", "place"), ("Cwmni Gwydryn", "organisation"),
        ("the Cwtsh", "local term"),
    ):  # fmt: skip
        made = table.accept(name, kind)
        assert on_disk(table)[-1] == made
    assert replacements(table) == {
        "Mair Tandridge": "[person 1]", "Osian Prys": "[person 2]",
        "Ysgol Bro Gwydryn": "[School A]", "Ysgol y Waun": "[School B]", "Aberlwyn": "[place 1]",
        "Cwmni Gwydryn": "[organisation 1]", "the Cwtsh": "[local term 1]",
    }  # fmt: skip
    assert [one.kind for one in on_disk(table)[:3]] == ["person", "person", "school"]


def test_the_word_for_its_kind_in_a_name_does_not_stop_what_is_proposed(table: NameTable):
    assert table.accept("Hafod Primary School", "school").replacement == "[School A]"
    assert table.accept("Hafod Place", "place").replacement == "[place 1]"
    with pytest.raises(BadInputError, match="holds the name"):
        table.accept("Bryn School", "school", "[Bryn School]")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("07700 900123", "phone number"), ("mair@example.org", "e-mail"), ("LL99 1AA", "postcode")],
)
def test_what_is_one_of_a_kind_gets_no_number(table: NameTable, name: str, kind: str):
    assert table.accept(name, kind).replacement == f"[{kind}]"
    assert table.accept(f"{name} 2", kind).replacement == f"[{kind}]"


def test_a_person_is_called_by_their_role_and_roles_count_for_themselves(table: NameTable):
    assert table.accept("Mair", role="Social  Worker").replacement == "[social worker 1]"
    assert table.accept("Osian", role="social worker").replacement == "[social worker 2]"
    assert table.accept("Nel", role="ALNCo").replacement == "[alnco 1]"
    assert table.accept("Cai", role="SENCO").replacement == "[SENCO 1]"


def test_a_number_in_a_gap_is_left_as_it_may_be_in_a_text(table: NameTable):
    table.accept("Mair", replacement="[person 3]")
    table.accept("Osian", replacement="[PERSON 7]")
    assert table.next_replacement("person") == "[person 8]"
    assert table.next_replacement("place") == "[place 1]"


def test_after_twenty_six_schools_there_are_two_letters(table: NameTable):
    names = [
        KnownName(f"Ysgol {n}", "school", f"[School {chr(65 + n)}]") for n in range(26)
    ]  # fmt: skip
    write_names(table._study.root, names)
    assert table.accept("Ysgol arall", "school").replacement == "[School AA]"
    assert table.accept("Ysgol eto", "school").replacement == "[School AB]"


def test_a_speaker_is_called_by_what_cases_csv_says(study_path: Path, tmp_path: Path, run: Run):
    talk = tmp_path / "talk.txt"
    talk.write_text(TALK, encoding="utf-8")
    done = run("-C", study_path, "import", talk, "--as", "talk", "--speaker", "Mair Tandridge=SW9")
    assert done.status == 0, done.err
    (study_path / "cases.csv").write_text("case,group,role\nYP1,yp,\nSW9,yp,social worker\n")
    table = NameTable(Study.open(study_path))
    assert table.proposed("Mair Tandridge", "person") == "[social worker 1]"
    # Only as a person, and not where somebody says otherwise.
    assert table.proposed("Mair Tandridge", "place") == "[place 1]"
    assert table.proposed("Mair Tandridge", "person", "carer") == "[carer 1]"
    assert table.proposed("Osian Prys", "person") == "[person 1]"


def test_what_is_written_is_put_in_brackets_and_says_the_kind(table: NameTable):
    one = table.accept("Ysgol Bro Gwydryn", replacement="School  D")
    assert (one.replacement, one.kind) == ("[School D]", "school")
    one = table.accept("07700 900123", replacement="[phone number]")
    assert one.kind == "phone number"
    # A kind that was said holds; so does one that is none of the list.
    assert table.accept("Y Waun", "place", "[School F]").kind == "place"
    assert table.accept("Mair", replacement="[headteacher 2]").kind == "person"
    # But what a replacement says goes before "person", which nobody may have chosen.
    assert table.accept("Ysgol y Bryn", "person", "[School H]").kind == "school"


@pytest.mark.parametrize(
    ("name", "replacement", "says"),
    [
        ("Osian", "[]", "is no replacement"),
        ("Osian", "[ ]", "is no replacement"),
        ("Osian", "[person 1", "is no replacement"),
        ("Osian", "[a [b] c]", "is no replacement"),
        ("Osian", "[Osian's friend]", "holds the name it stands for"),
        ("Osian", "[ŌSIAN 2]", "holds the name it stands for"),
        ("Osian", "[the friend of Mair]", r"\[the friend of Mair\] holds the name 'Mair'"),
        ("Osian", "[person 1]", r"\[person 1\] stands for 'Mair' already"),
        ("Uncle", "[person 2]", r"\[the uncle 1\] holds the name 'Uncle'"),
        ("...", "", "no letter or digit"),
    ],
)
def test_a_replacement_that_would_mix_up_or_tell_is_refused(
    table: NameTable, name: str, replacement: str, says: str
):
    table.accept("Mair")
    table.accept("Nel", replacement="[the uncle 1]")
    before = on_disk(table)
    with pytest.raises(BadInputError, match=says) as error:
        table.accept(name, replacement=replacement)
    assert "\n" not in str(error.value)
    assert on_disk(table) == before == table.names


def test_a_form_of_the_name_in_its_replacement_is_refused(table: NameTable):
    with pytest.raises(BadInputError, match="holds the name it stands for"):
        table.accept("Osian Prys", replacement="[Oz 1]", also=["Oz"])


def test_one_replacement_without_a_number_may_stand_for_several(table: NameTable):
    table.accept("07700 900123", "phone number")
    assert table.accept("07700 900124", "phone number").replacement == "[phone number]"
    table.accept("Mair", replacement="[a friend]")
    assert table.accept("Nel", replacement="[a friend]").replacement == "[a friend]"


# ---- forms of one name --------------------------------------------------------------------------


def test_forms_are_of_one_name_whatever_case_and_accents(table: NameTable):
    table.accept("Siân Bevanson", also=[" Siân ", "Siân", "siân bevanson"])
    [one] = on_disk(table)
    assert one.variants == ("Siân",)
    assert table.find("SIAN") == one
    assert table.find("sian  bevanson") == one
    assert table.find("Bevanson") is None


def test_a_name_accepted_again_keeps_what_stands_for_it_and_takes_more_forms(table: NameTable):
    table.accept("Siân Bevanson", "person", also=["Siân"])
    again = table.accept("Siân", also=["Shan"])
    assert (again.name, again.replacement) == ("Siân Bevanson", "[person 1]")
    assert again.variants == ("Siân", "Shan")
    assert on_disk(table) == [again]


def test_a_row_that_is_the_same_person_goes_into_the_other(table: NameTable):
    table.accept("Mair Tandridge", also=["Mair"])
    write_names(table._study.root, [*on_disk(table), KnownName("Miss T", variants=("Miss Tan",))])
    merged = table.accept("Mair Tandridge", also=["Miss T"])
    assert on_disk(table) == [merged]
    assert merged.variants == ("Mair", "Miss T", "Miss Tan")
    assert merged.replacement == "[person 1]"


def test_the_one_replacement_that_either_had_is_kept(table: NameTable):
    write_names(table._study.root, [KnownName("Mair"), KnownName("Nel", "", "[person 4]")])
    assert table.accept("Mair", also=["Nel"]).replacement == "[person 4]"


def test_two_with_replacements_of_their_own_are_one_only_where_it_is_said_which(table: NameTable):
    table.accept("Mair")
    table.accept("Nel")
    with pytest.raises(
        BadInputError, match="'Mair' and 'Nel' have different replacements"
    ) as error:
        table.accept("Mair", also=["Nel"])
    assert "--as '[person 1]'" in str(error.value)
    assert len(on_disk(table)) == 2
    one = table.accept("Mair", replacement="[person 2]", also=["Nel"])
    assert on_disk(table) == [one]
    assert (one.replacement, one.variants) == ("[person 2]", ("Nel",))


def test_a_form_of_somebody_else_is_not_taken_from_them(table: NameTable):
    table.accept("Mair Tandridge", also=["Mair"])
    with pytest.raises(
        BadInputError, match=r"'Mair' is a form of 'Mair Tandridge' \(\[person 1\]\)"
    ):
        table.accept("Mair Prys", also=["Mair"])
    assert [one.name for one in on_disk(table)] == ["Mair Tandridge"]


def test_a_string_is_said_to_be_a_form_of_a_name(table: NameTable):
    table.accept("Mair Tandridge", "person")
    one = table.same_as("Mags", "mair tandridge")
    assert (one.name, one.variants, one.replacement) == ("Mair Tandridge", ("Mags",), "[person 1]")
    with pytest.raises(NotFoundError, match="'Nel' is not in the table"):
        table.same_as("Nelly", "Nel")
    assert on_disk(table) == [one]


# ---- what stays ---------------------------------------------------------------------------------


def test_what_identifies_nobody_stays(table: NameTable):
    assert table.keep("Wales") == KnownName("Wales", keep=True)
    assert table.keep("wales") == KnownName("Wales", keep=True)
    assert on_disk(table) == [KnownName("Wales", keep=True)]


def test_a_form_that_is_kept_is_a_form_no_longer(table: NameTable):
    table.accept("Mair Tandridge", also=["Mair", "Mags"])
    table.keep("mair")
    [first, kept] = on_disk(table)
    assert (first.name, first.variants, first.keep) == ("Mair Tandridge", ("Mags",), False)
    assert (kept.name, kept.keep, kept.replacement) == ("mair", True, "")


def test_a_name_that_is_kept_itself_keeps_its_row(table: NameTable):
    table.accept("Aberlwyn", "place", also=["Aber"])
    table.keep("Aberlwyn")
    assert on_disk(table) == [KnownName("Aberlwyn", "place", "[place 1]", ("Aber",), keep=True)]
    # Accepted after all, it is as it was.
    assert table.accept("Aberlwyn") == KnownName("Aberlwyn", "place", "[place 1]", ("Aber",))


def test_what_stood_for_somebody_in_a_text_is_nobodys_again(table: NameTable):
    table.accept("Mair")
    # As long as no text was changed it is free.
    table.accept("Mair", replacement="[carer 1]")
    assert replacements(table) == {"Mair": "[carer 1]"}
    (table._study.root / "revisions").mkdir()
    table.accept("Mair", replacement="[social worker 1]")
    assert replacements(table) == {"Mair": "[social worker 1]", "[carer 1]": ""}
    table.accept("Mair", also=["Mags"])
    assert replacements(table) == {"Mair": "[social worker 1]", "[carer 1]": ""}
    assert table.accept("Nel", role="carer").replacement == "[carer 2]"
    with pytest.raises(BadInputError, match=r"stood for somebody before\. Take another number"):
        table.accept("Cadi", replacement="[carer 1]")


def test_two_who_have_the_table_open_never_give_one_number_twice(table: NameTable):
    other = NameTable(Study.open(table._study.root))
    table.accept("Mair")
    other.accept("Nel")
    other.keep("Wales")
    table.accept("Cadi")
    assert replacements(table) == {
        "Mair": "[person 1]", "Nel": "[person 2]", "Wales": "", "Cadi": "[person 3]",
    }  # fmt: skip


PEOPLE = ["Mair", "Mair Tandridge", "Osian", "Nel", "Nel Brychan", "Cadi"]
ACTS = st.lists(
    st.tuples(st.sampled_from(["accept", "accept", "also", "keep"]), st.sampled_from(PEOPLE),
              st.sampled_from(PEOPLE)),
    max_size=10,
)  # fmt: skip


@pytest.mark.slow
@given(ACTS)
def test_whatever_is_decided_no_number_stands_for_two(
    tmp_path_factory: pytest.TempPathFactory, studies_once: Path, acts
):
    folder = tmp_path_factory.mktemp("table")
    table = NameTable(Study.open(shutil.copytree(studies_once / "empty", folder / "study")))
    try:
        for act, name, other in acts:
            # Some acts are refused; what is there then is looked at all the same.
            with contextlib.suppress(BadInputError):
                if act == "accept":
                    table.accept(name)
                elif act == "also":
                    table.accept(name, also=[other])
                else:
                    table.keep(name)
            names = on_disk(table)
            assert names == table.names
            numbered = [one.replacement for one in names if one.replacement]
            assert len(numbered) == len(set(numbered))
            forms = [form.casefold() for one in names for form in one.forms]
            assert len(forms) == len(set(forms))
    finally:
        shutil.rmtree(folder)


# ---- the search ---------------------------------------------------------------------------------


@pytest.fixture
def talked(study_path: Path, tmp_path: Path, run: Run) -> Study:
    talk = tmp_path / "talk.txt"
    talk.write_text(TALK, encoding="utf-8")
    assert run("-C", study_path, "import", talk, "--as", "talk", "--case", "YP2").status == 0
    return Study.open(study_path)


def test_the_riskiest_come_first_with_whose_form_each_is(talked: Study):
    NameTable(talked).accept("Dafydd Prys")
    found = find_names(talked, hints=False)
    table = candidates_table(found.candidates)
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    order = {"high": 0, "medium": 1, "low": 2}
    assert [order[row["risk"]] for row in rows] == sorted(order[row["risk"]] for row in rows)
    by_text = {row["text"]: row for row in rows}
    listed = by_text["Dafydd Prys"]
    assert (listed["how"], listed["form_of"], listed["replacement"]) == ("listed", "", "[person 1]")
    form = by_text["Davith"]
    assert (form["form_of"], form["replacement"]) == ("Dafydd Prys", "[person 1]")
    assert by_text["07700 900123"]["kind"] == "phone number"
    assert by_text["07700 900123"]["form_of"] == by_text["07700 900123"]["replacement"] == ""
    assert by_text["Mair Tandridge"]["documents"] == ["talk"]
    assert any("talk: " in one and "«Davith»" in one for one in form["context"])


def test_it_says_what_was_looked_at_and_what_was_not(talked: Study):
    NameTable(talked).accept("Dafydd Prys")
    NameTable(talked).keep("Wales")
    seen: list[tuple[str, int, int]] = []
    found = find_names(talked, hints=False, progress=lambda *given: seen.append(given))
    assert len(found.checked) == 1
    assert found.checked[0].startswith("2 transcripts, against 1 names of private/names.csv")
    assert "model" not in found.checked[0]
    assert found.unchecked[-1] == "a model's guess, left out as you asked"
    assert any("only a reader finds those" in line for line in found.unchecked)
    assert seen == [("Looking for names", 1, 2), ("Looking for names", 2, 2)]


@pytest.mark.slow
def test_a_model_guesses_at_english_alone_and_that_is_said(talked: Study, tmp_path: Path, run: Run):
    welsh = tmp_path / "welsh.txt"
    welsh.write_text(
        "I: Sut oedd yr ysgol i ti?\n\nP: Roedd yr athrawon yn garedig iawn, ac mae fy ffrindiau "
        "yn dal i fod yno. Dw i'n hapus fy mod i wedi aros.\n",
        encoding="utf-8",
    )
    assert run("-C", talked.root, "import", welsh, "--as", "cymraeg").status == 0
    found = find_names(Study.open(talked.root))
    assert "and a model's guess of English names" in found.checked[0]
    assert found.unchecked[-1] == "the model knows English only: cymraeg by lists and capitals"
    alone = find_names(Study.open(talked.root), ["one", "talk"])
    assert not any("English only" in line for line in alone.unchecked)


def test_of_the_documents_named_only_those_are_read(talked: Study):
    found = find_names(talked, ["one"], hints=False)
    assert found.checked[0].startswith("1 transcripts")
    assert all("talk" not in one.documents for one in found.candidates)
    with pytest.raises(NotFoundError):
        find_names(talked, ["nowhere"], hints=False)


def test_forms_only_are_names_of_the_table_and_what_is_like_them(talked: Study):
    NameTable(talked).accept("Dafydd Prys")
    found = {one.text for one in find_names(talked, hints=False, forms_only=True).candidates}
    assert {"Dafydd Prys", "Davith"} <= found
    assert found & {"07700 900123", "Ysgol Bro Gwydryn", "Bro Gwydryn"} == set()


def test_texts_that_are_not_here_are_said_and_the_first_of_many_named(talked: Study, run: Run):
    for n in range(7):
        text = talked.root.parent / f"more {n}.txt"
        text.write_text(f"I: Again?\n\nP: Time number {n}.\n", encoding="utf-8")
        assert run("-C", talked.root, "import", text, "--as", f"more-{n}").status == 0
        if n != 6:
            (talked.root / "transcripts" / f"more-{n}.txt").unlink()
    found = find_names(Study.open(talked.root), hints=False)
    assert found.checked[0].startswith("3 transcripts")
    [line] = [one for one in found.unchecked if "not on this machine" in one]
    assert line.endswith(": more-0, more-1, more-2, more-3, more-4 and 1 more")


def test_the_table_is_listed_as_it_stands():
    listed = table_of_names([KnownName("Mair", "person", "[person 1]", ("Mags",)),
                             KnownName("Wales", "place", keep=True)])  # fmt: skip
    assert list(listed.rows) == [
        ("Mair", "person", "[person 1]", ["Mags"], False), ("Wales", "place", "", [], True),
    ]  # fmt: skip
    assert re.fullmatch(r"name,kind,replacement,variants,keep", ",".join(listed.columns))
