"""Keys reach a program in a terminal one by one; one that does not end is ended."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from qualcode.workbench.proof import terminal
from qualcode.workbench.proof.terminal import Typist, has_terminals

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not has_terminals(), reason="this system has no pseudo-terminals"),
]
DRAW = "print('.' * 6000, flush=True);"


def test_a_program_gets_what_is_typed_and_its_size(tmp_path: Path):
    code = DRAW + "import os; print(os.get_terminal_size(), 'got', input(), input())"
    status, output = Typist(["a", "b\n", "c\n"])(
        [sys.executable, "-c", code], tmp_path, dict(os.environ)
    )
    assert status == 0
    assert "columns=120, lines=40) got ab c" in output


def test_one_that_ends_before_all_is_typed_gives_its_status(tmp_path: Path):
    status, _ = Typist(["x"] * 3)(
        [sys.executable, "-c", DRAW + "raise SystemExit(5)"], tmp_path, dict(os.environ)
    )
    assert status == 5


def test_one_that_waits_for_more_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(terminal, "_LONGEST", 0.5)
    status, _ = Typist(["x"])([sys.executable, "-c", DRAW + "input()"], tmp_path, dict(os.environ))
    assert status != 0
