"""Screens, help and docs use the words of the glossary, and not the synonyms it lists."""

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcode.cli.reference import reference

ROOT = Path(__file__).parents[1]
GLOSSARY = ROOT / "docs" / "glossary.md"
PAGES = sorted(
    page
    for pattern in ("*.md", "docs/**/*.md", ".github/**/*.md")
    for page in ROOT.glob(pattern)
    if page.name != "commands.md"  # made from the help texts, which are looked through below
)
# Not the model's, the transcripts' and other programs' codebooks': their lists hold the words that
# files have in them.
LAYERS = ("cli", "tui", "workbench", "report", "exchange", "analysis", "nlp", "store")
SOURCES = sorted(
    p
    for layer in LAYERS
    for p in (ROOT / "qualcode" / layer).rglob("*.py")
    if p.parent != ROOT / "qualcode" / "exchange" / "codebook"
)
pytestmark = pytest.mark.skipif(not GLOSSARY.exists(), reason="not a checkout")


def synonyms() -> dict[str, str]:
    """Each word that is not written, and the term it would stand for."""
    found: dict[str, str] = {}
    for entry in GLOSSARY.read_text(encoding="utf-8").split("\n\n"):
        term = re.match(r"\*\*([^*]+?)\.?\*\*", entry)
        words = re.search(r"Not: ([^.]+)\.", " ".join(entry.split()))
        if term and words:
            found.update(dict.fromkeys(words[1].split(", "), term[1]))
    return found


def exceptions() -> list[str]:
    """The words around a synonym with which it may stand."""
    text = GLOSSARY.read_text(encoding="utf-8")
    table = text[text.index("## Where another word stands") :]
    return re.findall(r'"([^"]+)"', "".join(re.findall(r"^\| (\".+?) \|", table, re.M)))


SYNONYMS = synonyms()
_WORDS = "|".join(
    # A word in capitals is only meant as such: "tui" is the name of a layer.
    re.escape(word) if word.isupper() else f"(?i:{re.escape(word)})"
    for word in sorted(SYNONYMS, key=len, reverse=True)
)
_SYNONYM = re.compile(rf"(?<![\w-])({_WORDS})s?(?![\w-])")
_ALLOWED = re.compile("|".join(map(re.escape, exceptions())), re.IGNORECASE)


def wrong_words(text: str) -> list[str]:
    """The synonyms in a text, each with the word to write and what stands around it."""
    text = _ALLOWED.sub("", " ".join(text.split()))
    return [
        f"{found[0]!r}, not {SYNONYMS.get(found[1], SYNONYMS.get(found[1].lower()))}: "
        f"…{text[max(0, found.start() - 40) : found.end() + 40]}…"
        for found in _SYNONYM.finditer(text)
    ]


def prose(page: Path) -> str:
    """What a page says: without code, addresses, and what it quotes of other programs."""
    text = page.read_text(encoding="utf-8")
    text = re.sub(r"^```.*?^```|^ {4}.*?$|<!--|-->", "", text, flags=re.M | re.S)
    text = re.sub(r"`[^`\n]+`|\]\([^)]*\)", "", text)
    if page == GLOSSARY:
        text = re.sub(r"Not:\s[^.]+\.|(?<!\*)\*[^*]+\*(?!\*)", "", text)
        text = text[: text.index("## Where another word stands")]
    return text


def shown_texts(source: Path) -> Iterator[str]:
    """The texts in a module that are no docstrings; values in them left out."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    aside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr):
                aside.add(id(first.value))
        if isinstance(node, ast.JoinedStr):
            aside.update(map(id, node.values))
            parts = [v.value if isinstance(v, ast.Constant) else "…" for v in node.values]
            yield "".join(map(str, parts))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in aside:
            yield node.value


@functools.cache
def all_shown_texts() -> list[tuple[str, str]]:
    """Every text that the code shows, after the path of its module."""
    return [
        (str(source.relative_to(ROOT)), text)
        for source in SOURCES
        for text in shown_texts(source)
        if " " in text.strip() or text[:1].isupper()
    ]


def test_the_glossary_lists_synonyms():
    assert len(SYNONYMS) > 40
    assert SYNONYMS["node"] == "Code"
    assert SYNONYMS["annotation"] == "Coding"
    assert len(exceptions()) > 5


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("12 Annotations were saved", 1),
        ("open the project and its nodes", 2),
        ("a segmented text, a nodule", 0),
        ("it is a part of the project", 0),
    ],
)
def test_synonyms_are_found_in_any_form(text: str, wrong: int):
    assert len(wrong_words(text)) == wrong


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_uses_the_words_of_the_glossary(page: Path):
    assert wrong_words(prose(page)) == []


def test_help_uses_the_words_of_the_glossary():
    assert wrong_words(reference()) == []


@pytest.mark.slow
def test_what_the_code_shows_uses_the_words_of_the_glossary():
    assert len(all_shown_texts()) > 2000
    wrong = [f"{path}: {one}" for path, text in all_shown_texts() for one in wrong_words(text)]
    assert wrong == []


@pytest.mark.slow
def test_every_exception_is_needed():
    texts = [reference(), *map(prose, PAGES), *(text for _, text in all_shown_texts())]
    written = " ".join(" ".join(texts).split()).lower()
    assert [words for words in exceptions() if words.lower() not in written] == []
