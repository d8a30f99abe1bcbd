"""What a stranger's study says steers no terminal, and a damaged one ends in a line."""

from __future__ import annotations

import re
from codecs import BOM_UTF8

import pytest

from qualcode.report.text.matrix import _prose
from qualcode.store.study import Study
from tests.conftest import Run

STEERING = "\x1b]0;title\x07\x1b[31m\u202e"
_SEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def strange(study: Study) -> Study:
    """A study that steers terminals wherever it can."""
    book = study.root / "codebook.yaml"
    hidden = "\\e]0;title\\a\\e[31m\\u202E"
    book.write_text(
        book.read_text()
        .replace("name: Moves", f'name: "Moves{hidden}"')
        .replace("definition: Changing", f'definition: "{hidden}Changing', 1)
        .replace("school or home.", 'school or home."')
    )
    (study.root / f"stray{STEERING}.txt").write_text("x")
    cases = study.root / "cases.csv"
    lines = cases.read_text().splitlines()
    cases.write_text("\n".join([f"{lines[0]},kind", *(f"{one},k{STEERING}" for one in lines[1:])]))
    return study


@pytest.mark.parametrize(
    "line",
    ["codebook show", "codebook show moves", "codebook diff", "check", "matrix status", "cases",
     "codebook check", "codebook show nobody", "documents", "table codes",
     pytest.param("suggest --codes", marks=pytest.mark.slow)],
)  # fmt: skip
def test_nothing_in_a_study_steers_the_terminal(strange: Study, run: Run, line: str):
    done = run("-C", strange.root, "--coder", "ann", *line.split())
    assert _SEEN.findall(done.out + done.err) == []


def test_summaries_run_and_fetch_nothing_as_markdown():
    for text in ("<script>x</script>", "\\<script>x</script>", "![](https://example.invalid/a)",
                 "\\![](https://example.invalid/a)"):  # fmt: skip
        assert "<" not in _prose(text)
        assert "![" not in _prose(text)
    assert _prose("**bold** and *so on*") == "**bold** and *so on*"


@pytest.mark.parametrize(
    ("path", "said"),
    [('"~nosuchperson/texts"', "is not there"), ('"tran\\u0000scripts"', "no path can have")],
)
def test_a_folder_of_texts_that_cannot_be_is_told_in_a_line(
    study: Study, run: Run, path: str, said: str
):
    settings = study.root / "study.toml"
    settings.write_text(
        re.sub(r'^transcripts = ".*?"', lambda _: f"transcripts = {path}", settings.read_text(),
               flags=re.M)
        if "\ntranscripts = " in settings.read_text()
        else f"{settings.read_text()}\n[paths]\ntranscripts = {path}\n"
    )  # fmt: skip
    assert said in run("-C", study.root, "check").out
    for line in ("coding list", "search school", "withdraw YP1 --yes"):
        run("-C", study.root, *line.split())


def test_a_turn_of_nobody_listed_is_a_damaged_document(study: Study, run: Run):
    name = study.document_ids()[0]
    path = study.root / "documents" / f"{name}.json"
    text = path.read_text()
    path.write_text(re.sub(r'("turns": \[\s*)\[(\d+),(\d+),(\d+),-?\d+', r"\1[\2,\3,\4,77", text))
    told = run("-C", study.root, "check").out
    assert "a turn is of a speaker who is not listed" in told
    assert run("-C", study.root, "search", "school").status in (0, 1)


def test_a_codebook_in_another_encoding_leaves_the_rest_of_the_check(study: Study, run: Run):
    (study.root / "codebook.yaml").write_bytes(b"codes:\n  - id: a\n    name: caf\xe9\n")
    (study.root / "notes.txt").write_text("mine")
    told = run("-C", study.root, "check").out
    assert "codebook.yaml: was saved by another program, and is read all the same" in told
    assert "notes.txt" in told


def test_a_mark_before_a_log_loses_no_event(study: Study, run: Run):
    name = study.document_ids()[0]
    add = ("-C", study.root, "--coder", "ann", "coding", "add", name, "moves", "--turn")
    assert run(*add, "2").status == 0
    log = study.log_path("ann", name)
    log.write_bytes(BOM_UTF8 + log.read_bytes())
    assert run(*add, "4").status == 0
    again = Study.open(study.root)
    assert len(again.codings()) == 2
    assert [p for p in again.problems if p.code == "bad-event"] == []
