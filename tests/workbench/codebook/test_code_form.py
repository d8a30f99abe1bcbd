"""The form's own logic: drafts, what is wrong with a field, and what hangs on a code."""

from pathlib import Path

import pytest

from qualcode.errors import BadInputError
from qualcode.model.codebook.code import Code, Codebook
from qualcode.store.study import Study
from qualcode.workbench.codebook.code_form import (
    Touched,
    meaning_changes,
    new_code,
    problems_of,
    touched,
)
from qualcode.workbench.codebook.colours import PALETTE
from qualcode.workbench.coding.session import CodingSession

BOOK = Codebook(
    codes=(
        Code(id="tan", name="Tân", definition="Fire.", colour=PALETTE[0].lower(), was=("fire",)),
        Code(id="moves", name="Moves", include=("b", "a")),
    )
)


def test_a_draft_has_an_id_and_a_colour_of_its_own():
    code = new_code(BOOK, "  Tŷ a thân  ", definition=" x ", source="y")
    assert code == Code(
        id="ty-a-than", name="Tŷ a thân", definition="x", colour="#0072B2", status="draft", source="y"
    )  # fmt: skip
    assert new_code(BOOK, "tan!").id == "tan-2"
    assert new_code(BOOK, "Fire").id == "fire-2"
    assert new_code(BOOK, "火").id == "huo"
    assert new_code(BOOK, "—").id == "code"
    assert new_code(BOOK, "X", id="own", colour="#123abc") == Code(
        id="own", name="X", colour="#123abc", status="draft"
    )


def test_ids_stay_short_enough_however_many_there_are():
    book = Codebook(codes=(Code(id="x" * 80, name="1"), Code(id="x" * 78 + "-2", name="2")))
    assert new_code(book, "x" * 90).id == "x" * 78 + "-3"


def test_colours_go_through_the_palette_then_to_the_least_used():
    book = Codebook()
    for number in range(len(PALETTE) + 2):
        code = new_code(book, f"Code {number}")
        book = Codebook(codes=(*book.codes, code))
    colours = [c.colour for c in book]
    assert sorted(colours[: len(PALETTE)]) == sorted(PALETTE)
    assert len(set(colours[len(PALETTE) :])) == 2


@pytest.mark.parametrize(
    ("name", "more"),
    [(" ", {}), ("TÂN", {}), ("a\nb", {}), ("x", {"id": "a b"}), ("x", {"id": "moves"}), ("x", {"id": "fire"}), ("x", {"colour": "red"})],
)  # fmt: skip
def test_a_draft_that_cannot_be_is_refused(name: str, more: dict[str, str]):
    with pytest.raises(BadInputError):
        new_code(BOOK, name, **more)


def test_problems_are_told_field_by_field():
    assert problems_of(BOOK, "tan", {}) == ({}, {})
    assert problems_of(BOOK, "tan", {"name": "tân "}) == ({}, {})
    errors, warnings = problems_of(
        BOOK, "tan", {"name": "moves", "colour": "#12", "status": "odd", "definition": " "}
    )
    assert set(errors) == {"name", "colour", "status"}
    assert "moves is named Moves" in errors["name"]
    assert warnings == {}
    assert set(problems_of(BOOK, "tan", {"definition": ""})[1]) == {"definition"}
    assert set(problems_of(BOOK, "moves", {"status": "draft"})[1]) == set()
    assert set(problems_of(BOOK, None, {"status": "draft"})[0]) == {"name"}
    assert problems_of(BOOK, None, {"name": "New", "status": "draft", "colour": ""}) == ({}, {})


def test_only_definition_and_rules_change_the_meaning():
    code = BOOK.codes[1]
    assert not meaning_changes(code, {"name": "Other", "examples": ["x"], "include": ["a", " b "]})
    assert meaning_changes(code, {"include": ["a"]})
    assert meaning_changes(code, {"definition": "New."})
    assert not meaning_changes(BOOK.codes[0], {"definition": " Fire.\n"})


def test_what_bears_a_code_follows_earlier_ids(study_path: Path):
    for coder, spans in (("ann", [(3, 20), (30, 40)]), ("ben", [(3, 10)])):
        session = CodingSession(Study.open(study_path), coder)
        for span in spans:
            session.add("one", [session.codebook.codes[0]], span)
    study = Study.open(study_path)
    assert touched(study, study.codebook, "support") == Touched(3, 2, 1, 3)
    path = study.codebook_path
    text = path.read_text(encoding="utf-8").replace("id: support", "id: help\n    was: [support]")
    path.write_text(text.replace("Help that", "All help that"), encoding="utf-8")
    study = Study.open(study_path)
    found = touched(study, study.codebook, "help")
    assert found == Touched(3, 2, 1, 0)
    assert found.words == (
        "3 codings by 2 coders in 1 document; a changed definition puts all 3 on the list to "
        "re-read (3 are on it already)"
    )
    assert touched(study, study.codebook, "moves").words.startswith(
        "There are no codings of this code yet"
    )
    assert Touched(12, 2, 5, 12).words == (
        "12 codings by 2 coders in 5 documents; a changed definition puts all 12 on the list "
        "to re-read"
    )
