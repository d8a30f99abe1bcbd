"""Code and docs are in plain, current English: modules say what they do, and riddles stay out."""

import ast
import inspect
import io
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "qualcode").rglob("*.py"))
# Not the changelog and the decisions: they are a record of what was written then.
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
TEXTS = [page for page in PAGES if page.name != "CHANGELOG.md"]
pytestmark = pytest.mark.skipif(not (ROOT / "README.md").exists(), reason="not a checkout")

#: Each phrase, and a plain way to say it.
RIDDLES = {
    "told of": "reported",
    "what is told": "the report",
    "no reader sees": "readers do not see",
    "what of it": "which parts of it",
    "what of a": "which parts of a",
    "so that none stays half": "so that none is left half-done",
    "never wrongly no": "without misses",
    "called up to date": "marked as up to date",
    "beside each other": "side by side",
    "words on end": "words in a row",
    "goes whole": "is removed completely",
    "not to be had": "cannot be read",
    "gone on with": "continued",
    "told at a glance": "found quickly",
    "no matter any more": "no longer matters",
    "for who merges": "for people who merge",
    "on how many people's word": "how many people say so",
    "hang together": "belong together",
}
_RIDDLE = re.compile(rf"\b(?:{'|'.join(map(re.escape, RIDDLES))})\b", re.IGNORECASE)
_MARGIN = re.compile(r"^\s*(?:#:?|>)?\s*", re.MULTILINE)


def riddles(text: str) -> list[str]:
    """The riddling phrases in a text, also those broken over lines, in comments or not."""
    return _RIDDLE.findall(" ".join(_MARGIN.sub(" ", text).split()))


def first_line(source: str) -> str:
    """The first line of what a module says of itself, empty if it says nothing.

    Read no further than that: the whole of every module takes two seconds.
    """
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.STRING:
            return inspect.cleandoc(ast.literal_eval(token.string)).split("\n")[0]
        if token.type not in (tokenize.COMMENT, tokenize.NL):
            break
    return ""


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# a coding, told\n    # of twice", 1),
        ('"""Notes on\n\nwhat of it stays."""', 1),
        ("Both texts stand Beside Each Other.", 1),
        ("She told others what offsets are.", 0),
        ("told, officially", 0),
    ],
)
def test_riddles_are_found_over_lines(text: str, found: int):
    assert len(riddles(text)) == found


def test_a_module_says_what_it_is_in_one_sentence():
    lines = {named(path): first_line(path.read_text(encoding="utf-8")) for path in MODULES}
    assert len(lines) > 100
    wrong = {name: line for name, line in lines.items() if not 0 < len(line) <= 100}
    assert wrong == {}
    assert [name for name, line in lines.items() if not line.endswith(".")] == []


def test_a_text_is_without_riddles():
    found = {named(path): riddles(path.read_text(encoding="utf-8")) for path in (*MODULES, *TEXTS)}
    assert {name: said for name, said in found.items() if said} == {}
