"""Another program's codebook in the study's: ids, places, what stays, and codebooks by name."""

from __future__ import annotations

from pathlib import Path

from qualcode.store.codebook.reader import parse_codebook
from qualcode.store.study import Study
from qualcode.workbench.codebook.exchange import export_codebook, plan_import
from qualcode.workbench.codebook.reading import read_codebook_form
from tests.conftest import Run

BOOK = """\
# Ours.
title: Small
codes:
  - id: water
    name: Water   # wet
    definition: Ours.
    include: [Rivers]
  - id: later
    name: Later
    status: placeholder
"""
CODES = "Name,Parent,Description\nFruit,,x\nYellow,Fruit,a\nLand,,y\nYellow,Land,c\n"


def put(study_path: Path, text: str = BOOK) -> Study:
    (study_path / "codebook.yaml").write_text(text, encoding="utf-8")
    return Study.open(study_path)


def test_equal_names_at_other_places_are_kept_with_other_ids_and_told(
    study_path: Path, tmp_path: Path, run: Run
):
    put(study_path)
    file = tmp_path / "a.csv"
    file.write_text(CODES)
    done = run("-C", study_path, "codebook", "import", file)
    assert done.status == 0, done.err
    book = Study.open(study_path).codebook
    assert [(c.id, book.parent(c.id)) for c in book][2:] == [
        ("fruit", None), ("yellow", "fruit"), ("land", None), ("land-yellow", "land")]  # fmt: skip
    assert "Land > Yellow is land-yellow" in done.err
    assert "2 codes named 'Yellow', each kept: 'Fruit > Yellow' and 'Land > Yellow'" in done.err
    assert (
        (study_path / "codebook.yaml").read_text().startswith(BOOK[: BOOK.index("  - id: later")])
    )
    again = run("-C", study_path, "codebook", "import", file)
    assert "Nothing in it is new." in again.out


def test_dry_run_shows_the_tree_and_writes_nothing(study_path: Path, tmp_path: Path, run: Run):
    put(study_path)
    file = tmp_path / "a.csv"
    file.write_text("Theme,Code,Mood\nWater,River,calm\nWater,Lake,calm\n")
    done = run("-C", study_path, "codebook", "import", file, "--dry-run")
    assert done.status == 0
    assert "3 codes in it: 1 as it is, 2 new\n  = Water\n  +     River\n  +     Lake\n" in done.out
    assert "column 'Mood' (2 cells): not understood, not taken" in done.err
    assert (study_path / "codebook.yaml").read_text() == BOOK


def test_examples_from_a_file_are_counted_since_they_may_be_a_participants(
    study_path: Path, tmp_path: Path, run: Run
):
    put(study_path)
    file = tmp_path / "a.csv"
    file.write_text("Code,Definition,Example quote\nRiver,It flows.,“It ran.”\nLake,Lies.,\n")
    done = run("-C", study_path, "codebook", "import", file)
    assert "1 code has examples from the file" in done.err
    file.write_text("Code,Definition\nRiver,It flows.\n")
    assert "examples" not in run("-C", study_path, "codebook", "import", file).err


def test_what_the_file_does_not_say_stays(study_path: Path, tmp_path: Path):
    study = put(study_path)
    file = tmp_path / "a.csv"
    file.write_text("tag,description,number of highlights\nwater,Theirs.,3\nriver,,1\n")
    planned = plan_import(study, file)
    code = parse_codebook(planned.text, "")[0].get("water")
    assert code is not None
    assert (code.name, code.definition, code.include) == ("Water", "Theirs.", ("Rivers",))
    assert "# wet" in planned.text


def test_a_code_is_moved_only_where_the_file_says_what_it_stands_below(
    study_path: Path, tmp_path: Path
):
    file = tmp_path / "a.csv"
    file.write_text("tag,description\nb,Means b.\n")
    study = put(study_path, "codes:\n  - id: a\n    name: A\n    children:\n"
                "      - id: b\n        name: B\n  - id: c\n    name: C\n")  # fmt: skip
    assert parse_codebook(plan_import(study, file).text, "")[0].parent("b") == "a"
    file.write_text("Theme,Code,Definition\nC,B,Means b.\n")
    assert parse_codebook(plan_import(study, file).text, "")[0].parent("b") == "c"


def test_a_codebook_that_comes_with_qualcode_is_added_by_its_name(study_path: Path, run: Run):
    put(study_path)
    done = run("-C", study_path, "codebook", "import", "nine-principles")
    assert done.status == 0, done.err
    bundled = read_codebook_form(Path("nine-principles")).rows
    book = Study.open(study_path).codebook
    assert [code.id for code in book] == ["water", "later", *(row.get("id") for row in bundled)]
    for row in bundled:
        code = book.get(row.get("id"))
        assert code is not None
        assert (code.status, code.source) == (row.get("status") or "active", row.get("source"))
    # What was written meanwhile stays, and is told.
    run("-C", study_path, "codebook", "edit", "principle-3", "--definition", "Ours now.")
    again = run("-C", study_path, "codebook", "import", "nine-principles")
    assert again.status == 0
    assert (
        "1 code is here already and otherwise: kept as here: principle-3 (definition)" in again.err
    )
    principle = Study.open(study_path).codebook.get("principle-3")
    assert principle is not None
    assert principle.definition == "Ours now."
    wrong = run("-C", study_path, "codebook", "import", "eight-principles")
    assert wrong.status == 1
    assert "come with qualcode: nine-principles, policy-themes" in wrong.err


def test_a_codebook_file_adds_what_is_new(study_path: Path, tmp_path: Path):
    study = put(study_path)
    file = tmp_path / "theirs.yaml"
    file.write_text("codes:\n  - id: water\n    name: Water\n    definition: Theirs.\n"
                    "    children:\n      - {id: ice, name: Ice}\n")  # fmt: skip
    planned = plan_import(study, file)
    book = parse_codebook(planned.text, "")[0]
    water = book.get("water")
    assert water is not None
    assert water.definition == "Ours."
    assert book.parent("ice") == "water"
    assert planned.notes == [
        "1 code is here already and otherwise: kept as here: water (definition)"]  # fmt: skip


def test_what_qualcode_exports_is_read_as_its_own(study_path: Path, tmp_path: Path):
    study = put(study_path)
    for form in (".docx", ".xlsx", ".csv", ".md"):
        export_codebook(study, tmp_path / f"a{form}")
        assert all(row.above is None for row in read_codebook_form(tmp_path / f"a{form}").rows)
