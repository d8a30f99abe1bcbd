"""One coding, two codings: said in one place, and so the same everywhere."""

from __future__ import annotations

import ast
import doctest
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import qualcode
from qualcode.model import plural as module
from qualcode.model.plural import counted, plural

SOURCE = Path(qualcode.__file__).parent


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 people"), (1, "1 person"), (2, "2 people"), (12_345, "12,345 people")],
)
def test_a_number_is_said_with_its_noun(count: int, words: str):
    assert counted(count, "person") == words


def test_a_phrase_says_both_its_forms():
    assert counted(1, "text is", "texts are") == "1 text is"
    assert counted(2, "text is", "texts are") == "2 texts are"
    assert [plural(n, "it", f"all {n}") for n in (1, 5)] == ["it", "all 5"]


def test_its_examples_are_true():
    assert doctest.testmod(module).attempted >= 2
    assert not doctest.testmod(module).failed


@given(st.integers(0, 10**12))
def test_the_number_can_be_read_back_and_only_one_is_one(count: int):
    number, noun = counted(count, "coding").split(" ")
    assert int(number.replace(",", "")) == count
    assert (noun == "coding") == (count == 1)
    assert all(len(part) == 3 for part in number.split(",")[1:])


# ---- no other ----------------------------------------------------------------------------------


def plurals(source: str) -> list[str]:
    """Return the conditional texts that choose a word by whether a number is one."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.IfExp) or not isinstance(node.test, ast.Compare):
            continue
        sides = [node.test.left, *node.test.comparators]
        by_one = any(isinstance(s, ast.Constant) and s.value == 1 for s in sides)
        if by_one and _text(node.body) is not None and _text(node.orelse) is not None:
            texts = {_text(node.body), _text(node.orelse)}
            if "" not in texts or texts & {"s", "es"}:
                found.append(ast.unparse(node))
    return found


def _text(node: ast.expr) -> str | None:
    if isinstance(node, ast.JoinedStr):
        return "…"
    if isinstance(node, ast.BinOp):
        return _text(node.left) and _text(node.right)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


@pytest.mark.slow
def test_no_module_has_a_plural_of_its_own():
    own = {
        path.relative_to(SOURCE).as_posix(): found
        for path in SOURCE.rglob("*.py")
        if path.name != "plural.py" and (found := plurals(path.read_text(encoding="utf-8")))
    }
    assert not own, "say it with counted() or plural() of qualcode.model.plural"


def test_no_template_has_a_plural_of_its_own():
    pattern = re.compile(r"\bif [^}]*[=!]= 1 else")
    own = [p.name for p in SOURCE.rglob("*.j2") if pattern.search(p.read_text(encoding="utf-8"))]
    assert not own


@pytest.mark.parametrize(
    "written",
    [
        "f\"{n} file{'' if n == 1 else 's'}\"",
        "f\"{n} page{'s' if n > 1 else ''}\"",
        "'1 coding' if n == 1 else f'{n} codings'",
        "'is' if len(found) == 1 else 'are'",
        "f'its {n} pages are' if n != 1 else 'its one page is'",
    ],
)
def test_a_plural_is_known_when_it_is_seen(written: str):
    assert plurals(written)


@pytest.mark.parametrize(
    "written",
    ["f', and {n - 1} more' if n > 1 else ''", "found[0] if n == 1 else None", "1 if n > 1 else 2"],
)
def test_what_is_none_is_left_alone(written: str):
    assert not plurals(written)
