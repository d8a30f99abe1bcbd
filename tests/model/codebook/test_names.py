"""What a code's name may be, when it is given and when it stands in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.errors import BadInputError
from qualcode.model.codebook.names import MOST, wrong_with
from qualcode.store.codebook.reader import parse_codebook
from qualcode.store.study import Study
from qualcode.workbench.codebook.code_form import new_code, problems_of
from tests.conftest import Run


@pytest.mark.parametrize("name", ["x" * MOST, "בית\u200f", "Moves – 🙂", "مدرسة\u061c"])
def test_names_of_any_script_may_be_given(study_path: Path, name: str):
    assert not wrong_with(name)
    assert new_code(Study.open(study_path).codebook, name).name == name


@pytest.mark.parametrize(
    ("name", "why"),
    [("x" * (MOST + 1), "121 characters"), ("abc\u202edef", "U+202E"), ("\u2066abc", "U+2066")],
)
def test_one_too_long_or_turned_round_is_refused(study_path: Path, name: str, why: str):
    book = Study.open(study_path).codebook
    with pytest.raises(BadInputError, match=why.replace("+", r"\+")):
        new_code(book, name)
    assert why in problems_of(book, "moves", {"name": name})[0]["name"]
    assert not problems_of(book, "moves", {"definition": name * 9})[0]


def test_in_the_file_the_turning_is_left_out_and_both_are_told(study_path: Path, run: Run):
    long = "y" * 600
    text = f"codes:\n  - id: a\n    name: abc\u202edef\n  - id: b\n    name: {long}\n"
    book, problems = parse_codebook(text, "codebook.yaml")
    assert [code.name for code in book] == ["abcdef", long]
    assert [(p.code, p.level, p.where) for p in problems if p.code == "odd-name"] == [
        ("odd-name", "warning", "codebook.yaml:3"), ("odd-name", "warning", "codebook.yaml:5"),
    ]  # fmt: skip
    (study_path / "codebook.yaml").write_text(text, encoding="utf-8")
    shown = run("-C", study_path, "table", "codes")
    assert "\u202e" not in shown.out
    assert "odd-name" in run("-C", study_path, "check", "--json").out
