"""Ids of documents, made from the names of files."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.store.io.durable import check_file_name
from qualcode.workbench.importing.files import document_ids, transcript_files
from tests.examples import examples

LONG = "Interview with the designated lead for looked-after children about the new assessment framework"
#: Any name that a disk can hold, but those that mean the folder itself.
NAMES = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="/\0"), min_size=1, max_size=120
).filter(lambda name: name.strip("."))
SUFFIXES = st.sampled_from([".txt", ".docx", ".TXT", ".vtt"])


@settings(max_examples=examples(300))
@given(st.sets(st.tuples(st.sampled_from(["", "one/", "two/"]), NAMES, SUFFIXES), max_size=8))
def test_different_files_get_different_ids_that_a_file_can_have(found):
    files = [Path(f"/in/{folder}{name}{suffix}") for folder, name, suffix in found]
    ids = document_ids(files, {})
    assert len(set(ids.values())) == len(set(files))
    for made in ids.values():
        check_file_name(made, "document")
    assert document_ids(files[::-1], {}) == ids


@settings(max_examples=examples(200))
@given(NAMES)
def test_both_forms_of_a_letter_give_one_id(name: str):
    one, other = (Path(f"{unicodedata.normalize(f, name)}.txt") for f in ("NFC", "NFD"))
    assert document_ids([one], {})[one] == document_ids([other], {})[other]


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Интервью 1", "intervyu-1"),
        ("访谈 3", "fangtan-3"),
        ("인터뷰 (둘)", "inteobyu-dul"),
        ("Συνέντευξη Α", "synenteyxi-a"),
        ("😀", "grinning"),
        ("Siân’s talk", "sians-talk"),
        ("…—!", "document"),
        ("CON", "con-1"),
        (
            f"{LONG}-20240312_140322",
            "interview-with-the-designated-lead-for-assessment-framework-20240312-140322",
        ),
    ],
)
def test_a_name_of_any_script_gives_an_id_that_can_be_read(name: str, made: str):
    file = Path(f"{name}.txt")
    assert document_ids([file], {}) == {file: made}


def test_a_folder_passes_over_what_is_about_it_and_no_interview(tmp_path: Path):
    about = {"README.md", "readme.cy.md", "LICENSE.txt", "LICENCE-MIT.txt", "CHANGELOG.md"}
    talks = {"License officer.txt", "README P4.md", "changelog-news-176.md", "Readers.txt"}
    for name in about | talks:
        (tmp_path / name).write_text("I: And?\n\nP: Yes.\n")
    found = transcript_files([tmp_path])
    assert {file.name for file in found.files} == talks
    assert {file.name for file in found.passed_over} == about
