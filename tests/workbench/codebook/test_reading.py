"""Codebooks of other programs and of people: each form comes in with its tree and its texts."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.errors import BadInputError
from qualcode.exchange.codebook.rows import CodeRow
from qualcode.workbench.codebook.reading import CodebookForm, read_codebook_form
from tests.examples import examples

#: A tree: paths of names, parents first.
Tree = list[tuple[str, ...]]
RIVER: Tree = [("Water",), ("Water", "River"), ("Water", "River", "Flood"), ("Land",)]


def tree_of(rows: Sequence[CodeRow]) -> Tree:
    return [(*(row.above or ()), row.get("name")) for row in rows]


def read(tmp_path: Path, name: str, content: str | bytes) -> CodebookForm:
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_codebook_form(file)


def table(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def sheet(
    path: Path, rows: Sequence[Sequence[str]], *more: tuple[str, Sequence[Sequence[str]]]
) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        for name, each in (("Sheet", rows), *more):
            made = book.add_worksheet(name)
            for at, row in enumerate(each):
                for n, text in enumerate(row):
                    made.write_string(at, n, text)


# ---- a tree of names in any form comes back as that tree ---------------------------------------


def maxqda(tree: Tree) -> str:
    rows = [["Color", "Parent code", "Code", "Code memo", "Coded segments"]]
    rows += [["#ff0000", "\\".join(path[:-1]), path[-1], "", "3"] for path in tree]
    return table(rows, ";")


def code_system(tree: Tree) -> str:
    deep = max(len(path) for path in tree)
    rows = [["Code System", *[""] * deep, "Memo", "#"], ["Code System", *[""] * (deep + 1), "9"]]
    for path in tree:
        rows.append(["", *[""] * (len(path) - 1), path[-1], *[""] * (deep - len(path) + 1), "1"])
    return table(rows)


def nvivo(tree: Tree) -> str:
    rows = [["Name", "Description", "Files", "References"]]
    return table(rows + [["\\\\".join(path), "", "1", "2"] for path in tree])


def nvivo_indented(tree: Tree) -> str:
    rows = [["Name", "Description", "Files", "References"]]
    return table(rows + [["    " * (len(path) - 1) + path[-1], "", "1", "2"] for path in tree])


def atlas(tree: Tree) -> str:
    deep = max(len(path) for path in tree)
    rows = [["Code", *[""] * (deep - 1), "Grounded", "Density", "Groups", "Comment"]]
    for path in tree:
        names = ["", *[""] * (deep - 1)]
        names[len(path) - 1] = f"● {path[-1]}"
        rows.append([*names, "4", "0", "All", ""])
    return table(rows, ";")


def dedoose(tree: Tree) -> str:
    number = {path: str(at) for at, path in enumerate(tree, 1)}
    rows = [["Id", "Parent Id", "Depth", "Title", "Description", "Weighted"]]
    for path in tree:
        rows.append([number[path], number.get(path[:-1], ""), str(len(path) - 1), path[-1], "",
                     "False"])  # fmt: skip
    return table(rows)


def taguette(tree: Tree) -> str:
    rows = [["tag", "description", "number of highlights"]]
    return table(rows + [[".".join(path), "", "7"] for path in tree])


def levels(tree: Tree) -> str:
    deep = max(len(path) for path in tree)
    heads = [["Code"], ["Theme", "Code"], ["Theme", "Sub-theme", "Code"]][deep - 1]
    rows = [[*heads, "Definition", "Example"]]
    for path in tree:
        rows.append([*path, *[""] * (deep - len(path)), "", "“Said so.”"])
    return table(rows)


def levels_written_once(tree: Tree) -> str:
    deep = max(len(path) for path in tree)
    heads = [["Code"], ["Category", "Code"], ["Category", "Sub-category", "Code"]][deep - 1]
    rows = [[*heads, "Description"]]
    for path in tree:
        rows.append([*[""] * (len(path) - 1), path[-1], *[""] * (deep - len(path)), "Means so."])
    return table(rows)


def markdown(tree: Tree) -> str:
    return "# Codebook\n\n" + "".join(f"{'#' * (len(p) + 1)} {p[-1]}\n\n" for p in tree)


def bullets(tree: Tree) -> str:
    return "".join(f"{'  ' * (len(path) - 1)}- **{path[-1]}**: it means so\n" for path in tree)


def plain_text(tree: Tree) -> str:
    return "".join(f"{chr(9) * (len(path) - 1)}{path[-1]}\n" for path in tree)


def refi(tree: Tree) -> str:
    made = ""
    open_codes: list[tuple[str, ...]] = []
    for path in tree:
        while open_codes and path[: len(open_codes[-1])] != open_codes[-1]:
            open_codes.pop()
            made += "</Code>"
        made += (
            f'<Code guid="0d62985d-b147-4d01-a9b5-0b1c8e6b3e6e" name="{path[-1]}" isCodable="true">'
        )
        open_codes.append(path)
    made += "</Code>" * len(open_codes)
    return f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>{made}</Codes></CodeBook>'


FORMS: dict[str, tuple[str, Callable[[Tree], str]]] = {
    "MAXQDA": ("a.csv", maxqda), "MAXQDA code system": ("a.csv", code_system),
    "NVivo": ("a.csv", nvivo), "NVivo, indented": ("a.csv", nvivo_indented),
    "ATLAS.ti": ("a.csv", atlas), "Dedoose": ("a.csv", dedoose), "Taguette": ("a.csv", taguette),
    "theme on each row": ("a.csv", levels), "theme once": ("a.csv", levels_written_once),
    "Markdown": ("a.md", markdown), "bullets": ("a.md", bullets), "text": ("a.txt", plain_text),
    "REFI-QDA": ("a.qdc", refi),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_tree_comes_back_from_each_form(tmp_path: Path, form: str):
    name, write = FORMS[form]
    assert tree_of(read(tmp_path, name, write(RIVER)).rows) == RIVER


WORDS = ("Heron", "Otter", "Reed bed", "Weir", "Ferry", "Mill", "Ford", "Bridge", "Spring")


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """A tree three deep, two tops at least, in which names come again at other places."""
    tops = draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=3, unique=True))
    made: Tree = []
    for top in tops:
        made.append((top,))
        seconds = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True))
        for second in seconds:
            made.append((top, second))
            thirds = draw(st.lists(st.sampled_from(WORDS), max_size=2, unique=True))
            made += [(top, second, third) for third in thirds]
    return made


@settings(max_examples=examples(15))
@given(tree=trees())
def test_any_tree_comes_back_from_every_form(tmp_path: Path, tree: Tree):
    for form, (name, write) in FORMS.items():
        assert tree_of(read(tmp_path, name, write(tree)).rows) == tree, form


# ---- the report ------------------------------------------------------------------------------


def test_every_column_that_is_not_taken_is_named_with_its_cells(tmp_path: Path):
    made = read(tmp_path, "a.csv", table([
        ["Theme", "Code", "Definition", "Example", "Mood", "Frequency", "Colour"],
        ["Water", "River", "It flows.", "“It ran.”", "calm", "3", "teal"],
        ["", "Lake", "It lies.", "“Still.”\n• “Deep.”", "calm", "5", "rgb(0, 128, 255)"],
        ["", "", "", "“And wide.”", "", "", ""],
        ["", "", "", "", "odd", "", ""],
    ]))  # fmt: skip
    assert tree_of(made.rows) == [("Water",), ("Water", "River"), ("Water", "Lake")]
    lake = made.rows[2]
    assert (lake.get("definition"), lake.get("colour")) == ("It lies.", "#0080FF")
    assert lake.lists["examples"] == ("“Still.”", "“Deep.”", "“And wide.”")
    told = "\n".join(made.notes)
    assert "column 'Mood' (3 cells): not understood, not taken: 'calm', 'calm', 'odd'" in told
    assert "column 'Frequency' (2 cells): counts, not taken" in told
    assert "column 'Colour': 1 cell is no colour, not taken: 'teal'" in told
    assert "1 row without a name, not taken (row 5): 'odd'" in told
    assert "1 row without a name: taken with the code above: row 4" in told


def test_a_definition_beside_the_theme_is_the_themes(tmp_path: Path):
    made = read(tmp_path, "a.csv", table([
        ["Topics", "Definition", "Sub topics", "Sub topic definition"],
        ["Water", "All that is wet.", "River", "It flows."],
        ["", "", "Lake", "It lies."],
    ]))  # fmt: skip
    assert [row.get("definition") for row in made.rows] == [
        "All that is wet.", "It flows.", "It lies."]  # fmt: skip


@pytest.mark.parametrize(
    "rows",
    [
        # A title above; ids beside names; parents by id in a column that no heading tells.
        [["My study", "", ""], ["Code", "Code label", "Group of"], ["W1", "Water", ""],
         ["W1.1", "River", "W1"], ["W1.2", "Lake", "W1"]],
        [["Number", "Competency", "Description"], ["1", "Water", "x"], ["1.1", "River", "y"],
         ["1.2", "Lake", "z"]],
        [["code_name", "memo", "category", "color"], ["River", "x", "Water", "#F2F5A9"],
         ["Lake", "y", "Water", "#F2F5A9"]],
        [["Section", "Code", "Description"], ["Water", "River", "x"], ["Water", "Lake", "y"]],
        [["Code", "Comment", "Code Group 1"], ["Water: River", "x", "Water"],
         ["Water: Lake", "y", "Water"]],
        [["Node Type", "Name", "Description", "Parent Name"], ["THEME", "Water", "", ""],
         ["CODE", "River", "x", "Water"], ["CODE", "Lake", "y", "Water"]],
        [["Water", ""], ["Water -> River", "3"], ["Water -> Lake", "4"]],
        [["My codes"], ["Water"], ["Water > River"], ["Water > Lake"]],
    ],
)  # fmt: skip
def test_what_stands_below_what_is_found_however_it_is_told(tmp_path: Path, rows: list[list[str]]):
    made = read(tmp_path, "a.csv", table(rows))
    assert tree_of(made.rows) == [("Water",), ("Water", "River"), ("Water", "Lake")]


def test_names_that_only_look_like_paths_stay_whole(tmp_path: Path):
    made = read(tmp_path, "a.csv", "Tag,Description\ntruth/facts,a\nMr. Reed,b\nA: and b,c\n")
    assert tree_of(made.rows) == [("truth/facts",), ("Mr. Reed",), ("A: and b",)]


def test_a_code_named_exclusion_is_no_label(tmp_path: Path):
    made = read(tmp_path, "a.md", "# Codes\n\n## School\nAt school.\n\n### Exclusion\nSent home.\n")
    assert tree_of(made.rows) == [("School",), ("School", "Exclusion")]
    assert tree_of(read(tmp_path, "a.txt", "Exclusion\nStigma\nMoves\n").rows) == [
        ("Exclusion",), ("Stigma",), ("Moves",)]  # fmt: skip
    made = read(tmp_path, "b.md", "## A\n\n### Description\nx\n\n## B\n\n### Description\ny\n")
    assert [(row.get("name"), row.get("definition")) for row in made.rows] == [
        ("A", "x"), ("B", "y")]  # fmt: skip


def test_labelled_items_are_fields_of_the_code_above(tmp_path: Path):
    made = read(tmp_path, "a.md", (
        "## Water\n- **Definition**: All that is wet.\n- **Include**: Rivers.\n"
        "- **Exclude**: Milk.\n- **Example**:\n  - “It ran.”\n"
    ))  # fmt: skip
    [water] = made.rows
    assert water.get("definition") == "All that is wet."
    assert dict(water.lists) == {
        "include": ("Rivers.",), "exclude": ("Milk.",), "examples": ("“It ran.”",)}  # fmt: skip


def test_a_workbook_gives_the_sheets_of_codes_and_names_the_others(tmp_path: Path):
    codes = [["Theme", "Code", "Definition"], ["Water", "River", "It flows."]]
    more = [["Theme", "Code", "Definition"], ["Land", "Hill", "It stands."]]
    sheet(tmp_path / "a.xlsx", codes, ("More", more), ("Coders", [["Ann", "Ben"], ["1", "2"]]))
    made = read_codebook_form(tmp_path / "a.xlsx")
    assert tree_of(made.rows) == [("Water",), ("Water", "River"), ("Land",), ("Land", "Hill")]
    assert "2 sheets with codes were read" in made.notes
    assert "1 sheet not taken: 'Coders'" in made.notes
    sheet(tmp_path / "b.xlsx", codes, ("Codebook", more))
    assert tree_of(read_codebook_form(tmp_path / "b.xlsx").rows) == [("Land",), ("Land", "Hill")]


# ---- Word -------------------------------------------------------------------------------------


def test_word_headings_with_paragraphs(tmp_path: Path):
    document: Any = Document()
    document.add_paragraph("As agreed in May")
    document.add_heading("1 Water", 1)
    document.add_paragraph("All that is wet.")
    document.add_heading("1.1 River", 2)
    document.add_paragraph("Include: brooks")
    document.add_heading("2 Land", 1)
    document.save(str(tmp_path / "a.docx"))
    made = read_codebook_form(tmp_path / "a.docx")
    assert tree_of(made.rows) == [("Water",), ("Water", "River"), ("Land",)]
    assert made.rows[0].get("definition") == "All that is wet."
    assert made.rows[1].lists["include"] == ("brooks",)
    assert "1 paragraph before the first code: not taken: 'As agreed in May'" in made.notes


def test_word_tables_with_indents_or_merged_cells(tmp_path: Path):
    document: Any = Document()
    document.add_paragraph("Appendix")
    made = document.add_table(rows=0, cols=3)
    for cells in (["Name", "Description", "Files"], ["Water", "Wet.", "1"], ["    River", "", "2"]):
        for cell, text in zip(made.add_row().cells, cells, strict=True):
            cell.text = text
    document.save(str(tmp_path / "a.docx"))
    form = read_codebook_form(tmp_path / "a.docx")
    assert tree_of(form.rows) == [("Water",), ("Water", "River")]
    assert "1 paragraph outside the tables: not taken: 'Appendix'" in form.notes

    document = Document()
    made = document.add_table(rows=0, cols=3)
    for cells in (["THEME", "CODE", "DESCRIPTION"], ["Water", "River", "x"], ["", "Lake", "y"]):
        for cell, text in zip(made.add_row().cells, cells, strict=True):
            cell.text = text
    made.cell(1, 0).merge(made.cell(2, 0))
    document.save(str(tmp_path / "b.docx"))
    assert tree_of(read_codebook_form(tmp_path / "b.docx").rows) == [
        ("Water",), ("Water", "River"), ("Water", "Lake")]  # fmt: skip


def test_word_lists_and_bold_names(tmp_path: Path):
    document: Any = Document()
    for style, name, text in (("List Bullet", "Water", ": wet"), ("List Bullet 2", "River", ": flows"),
                              ("List Bullet", "Land", ": dry")):  # fmt: skip
        paragraph = document.add_paragraph(style=style)
        paragraph.add_run(name).bold = True
        paragraph.add_run(text)
    document.save(str(tmp_path / "a.docx"))
    made = read_codebook_form(tmp_path / "a.docx")
    assert tree_of(made.rows) == [("Water",), ("Water", "River"), ("Land",)]
    assert [row.get("definition") for row in made.rows] == ["wet", "flows", "dry"]


# ---- what cannot be taken ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.qdc", "<CodeBook><Codes/></CodeBook>", "has no codes in it"),
        ("a.qdc", "<Other/>", "is no REFI-QDA codebook: it begins with 'Other'"),
        ("a.qdc", "<CodeBook>", "is damaged XML"),
        ("a.qdc", '<!DOCTYPE a [<!ENTITY b "c">]><CodeBook><Codes/></CodeBook>', "has a DTD"),
        ("a.csv", "One,Two,Three\na,b,c\n", "its first row has 'One', 'Two', 'Three'"),
        ("a.csv", "1\n2\n3\n", "no column has the codes' names"),
        ("a.yaml", "codes: [{id: a, name: A}, {id: a, name: B}]", "is also that of the code"),
    ],
)
def test_what_has_no_codes_is_refused_with_the_reason(
    tmp_path: Path, name: str, content: str, said: str
):
    with pytest.raises(BadInputError, match=re.escape(said)):
        read(tmp_path, name, content)


def test_sets_and_folders_of_refi_qda_are_told(tmp_path: Path):
    made = read(tmp_path, "a.qdc", (
        '<CodeBook xmlns="urn:QDA-XML:codebook:0:4"><Codes><Code name="Water" isCodable="false" '
        'color="#00f"><Description>Wet.</Description><Code name="River"/></Code></Codes>'
        '<Sets><Set name="Mine"/></Sets></CodeBook>'
    ))  # fmt: skip
    assert [(row.get("definition"), row.get("colour")) for row in made.rows] == [
        ("Wet.", "#0000ff"), ("", "")]  # fmt: skip
    assert "1 set of codes: not taken: 'Mine'" in made.notes
    assert any("hold others only in that program" in note for note in made.notes)
