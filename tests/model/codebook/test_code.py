from dataclasses import replace

from qualcode.model.case import Case, attribution
from qualcode.model.codebook.code import Code, Codebook, codebook_problems

BOOK = Codebook(
    codes=(
        Code("support", "Support", "Help.", children=(Code("mentor", "Mentor", "One adult."),)),
        Code("moves", "Moves", "Changing.", was=("relocation",)),
    )
)


def test_a_code_is_found_by_the_id_it_had_before():
    assert BOOK.resolve("relocation") == "moves"
    assert BOOK.resolve("unknown") == "unknown"


def test_themes_hold_what_is_below_them():
    assert BOOK.top("mentor") == "support"
    assert BOOK.below("support") == {"support", "mentor"}
    assert BOOK.depth("mentor") == 1


def test_a_digest_changes_with_meaning_and_with_nothing_else():
    code = Code("a", "A", "Help that is given.", include=("x", "y"))
    same = replace(
        code, name="B", colour="#000000", include=("y", "x"), definition="Help  that is\ngiven."
    )
    assert same.digest == code.digest
    assert replace(code, definition="Help that is taken.").digest != code.digest
    assert replace(code, exclude=("z",)).digest != code.digest


def test_an_id_used_twice_is_an_error_even_as_a_former_id():
    book = Codebook(codes=(Code("a", "A", "x", line=3), Code("b", "B", "x", was=("a",), line=9)))
    found = [p for p in codebook_problems(book, "f.yaml") if p.level == "error"]
    assert [(p.code, p.where) for p in found] == [("duplicate-code-id", "f.yaml:9")]
    assert "line 3" in found[0].message


def test_placeholders_are_told_of_once_and_as_a_note():
    book = Codebook(codes=tuple(Code(f"p{n}", "P", "x", status="placeholder") for n in range(7)))
    assert [(p.level, p.code) for p in codebook_problems(book, "f")] == [("note", "placeholders")]


def test_attribution_leaves_out_what_a_case_has_not():
    case = Case("YP01", {"role": "young person, 17", "local_authority": ""})
    assert attribution(case, "{role}, {local_authority}") == "young person, 17"
    assert attribution(Case("YP01"), "{role}, {local_authority}") == "YP01"
