"""The docs and the code say the same."""

import re
from pathlib import Path

import pytest

from qualcode.cli.reference import every_command, reference

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.skipif(not (ROOT / "README.md").exists(), reason="not a checkout")


def test_the_command_reference_is_that_of_the_code():
    assert (ROOT / "docs" / "commands.md").read_text(encoding="utf-8") == reference()


def test_the_page_of_keys_is_that_of_the_code():
    from qualcode.workbench.keys.keymap import keys_page

    assert (ROOT / "docs" / "keys.md").read_text(encoding="utf-8") == keys_page()


def test_the_table_of_the_study_folder_is_that_of_the_map():
    from qualcode.workbench.study.folder_page import BEGIN, END, with_folder_table

    page = (ROOT / "docs" / "study-folder.md").read_text(encoding="utf-8")
    assert page.index(BEGIN) < page.index(END)
    assert page == with_folder_table(page)


@pytest.mark.parametrize("name", [name for name, _ in every_command()])
def test_every_command_has_an_example(name: str):
    command = dict(every_command())[name]
    if not hasattr(command, "commands"):
        assert f"qualcode {name.split()[0]}" in (command.help or "")


def test_every_kind_of_problem_is_explained():
    text = (ROOT / "docs" / "check.md").read_text(encoding="utf-8")
    sources = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "qualcode").rglob("*.py"))
    codes = set(re.findall(r'Problem\(\s*"(?:error|warning|note)",\s*"([a-z-]+)"', sources))
    codes |= set(re.findall(r'_from_error\(\s*"([a-z-]+)"', sources))
    assert len(codes) > 20
    assert {code for code in codes if f"`{code}`" not in text} == set()


def test_readme_begins_with_two_commands_of_one_line():
    blocks = re.findall(
        r"^```\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S
    )
    first, second = blocks[:2]
    assert first.count("\n") == second.count("\n") == 1
    assert first.rstrip().endswith("qualcode demo")
    assert second.rstrip().endswith("pytest -n auto --dist worksteal")


def test_commands_in_the_readme_exist():
    known = {name for name, _ in every_command()}
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for line in re.findall(r"^ {7}qualcode (.+)$", text, re.M):
        words = line.split()
        assert words[0] in known, line
        if words[0] in ("coding", "codebook"):
            assert " ".join(words[:2]) in known, line


def test_no_registry_is_named_and_everything_is_hashed():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        pins = re.findall(r"^[a-z0-9][^\n]*==", text, re.M)
        assert len(pins) > 50
        assert text.count("--hash=sha256:") >= len(pins)
        assert not re.search(
            r"^(torch|nvidia|sentence-transformers|umap-learn|hdbscan)", text, re.M
        )
