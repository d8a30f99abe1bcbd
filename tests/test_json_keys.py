"""The keys that docs/architecture.md keeps for programs are in what the commands print."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run

PAGE = Path(__file__).parents[1] / "docs" / "architecture.md"
pytestmark = pytest.mark.skipif(not PAGE.exists(), reason="not a checkout")


def kept(command: str) -> dict[str, set[str]]:
    """The keys kept for a command: its own under "", those of a list in it under the list's."""
    [row] = re.findall(
        rf"^\| `{re.escape(command)}`[^|]*\| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.M
    )
    found: dict[str, set[str]] = {"": set()}
    for key, inside in re.findall(r"(\w+)(?: \(([^()]+)\))?", row):
        found[""].add(key)
        if inside:
            found[key] = set(inside.split(", "))
    return found


@pytest.mark.parametrize("command", ["documents", "coding list", "codebook show"])
def test_listings_keep_their_keys(study_path: Path, run: Run, command: str):
    made = run("-C", study_path, "coding", "add", "one", "moves", "--quote", "We moved in March")
    assert made.status == 0, made.err
    listed: list[dict[str, Any]] = json.loads(run("-C", study_path, *command.split(), "--json").out)
    assert len(kept(command)[""]) > 8
    assert listed
    assert all(kept(command)[""] <= set(row) for row in listed)


def test_check_keeps_its_keys(study_path: Path, run: Run):
    (study_path / "transcripts" / "one.txt").write_text("Another text.", encoding="utf-8")
    problems = json.loads(run("-C", study_path, "check", "--json").out)
    assert problems
    assert all(kept("check")[""] == set(problem) for problem in problems)


def test_a_matrix_keeps_its_keys(study_path: Path, run: Run, tmp_path: Path):
    run("-C", study_path, "coding", "add", "one", "moves", "--quote", "We moved in March")
    out = tmp_path / "x.json"
    assert run("-C", study_path, "matrix", "--out", out).status == 0
    matrix = json.loads(out.read_text(encoding="utf-8"))
    keys = kept("matrix --out x.json")
    assert set(keys) == {"", "rows", "cells"}
    assert keys[""] <= set(matrix)
    assert matrix["cells"]
    assert all(keys["rows"] <= set(row) for row in matrix["rows"])
    assert all(keys["cells"] <= set(cell) for cell in matrix["cells"])
