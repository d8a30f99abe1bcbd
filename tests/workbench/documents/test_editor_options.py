"""Well-known editors are kept from leaving copies of a text, and others are left as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.workbench.documents.editor_options import copies_kept, without_copies


@pytest.mark.parametrize(
    ("program", "option"),
    [("vim", "-n"), ("vim.basic", "-n"), ("vim.nox", "-n"), ("nvim", "-n"), ("emacs", "--eval"),
     ("emacs-28.2", "--eval"), ("emacs29", "--eval"), ("emacs-nox", "--eval"),
     ("nano", "--ignorercfiles"), ("micro", "-backup"), ("joe", "-nobackups"), ("mg", "-n")],
)  # fmt: skip
def test_a_known_editor_gets_its_options_before_those_of_the_user(program: str, option: str):
    made = without_copies([f"/usr/bin/{program}", "-R"])
    assert made[0] == f"/usr/bin/{program}"
    assert made[1] == option
    assert made[-1] == "-R"


@pytest.mark.parametrize(
    "program", ["nvi", "busybox", "pico", "my-vim-like", "ed", "hx", "kak", "vimcat"]
)
def test_another_editor_gets_none(program: str):
    assert without_copies([program, "--wait"]) == [program, "--wait"]
    assert copies_kept([program]) == ""


def test_an_editor_is_known_by_what_its_name_leads_to(tmp_path: Path):
    (tmp_path / "vim.basic").write_text("")
    (tmp_path / "vi").symlink_to(tmp_path / "vim.basic")
    assert "-n" in without_copies([str(tmp_path / "vi")])
    (tmp_path / "pico").write_text("")
    (tmp_path / "nano").symlink_to(tmp_path / "pico")
    assert without_copies([str(tmp_path / "nano")]) == [str(tmp_path / "nano")]


def test_what_an_editor_keeps_whatever_it_is_told_is_said():
    assert "local history" in copies_kept(["/usr/bin/code", "--wait"])
    assert "local history" in copies_kept(["C:/x/code.cmd"])
