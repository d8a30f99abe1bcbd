"""Reads ``codebook.yaml``; every scalar stays text, every code knows its line."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from qualcode.errors import BadInputError
from qualcode.model.codebook.code import Code, Codebook, codebook_problems
from qualcode.model.codebook.names import without_turning, wrong_with
from qualcode.model.file_names import alike, unsafe
from qualcode.model.problem import Problem
from qualcode.model.text.text import without_steering
from qualcode.store.io.durable import read_text

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

TEXTS = ("id", "name", "name_cy", "brief", "definition", "colour", "status", "source",
         "split_from")  # fmt: skip
LISTS = ("include", "exclude", "examples", "was")
KEYS = (*TEXTS, *LISTS, "children")
_FILE = "codebook.yaml"
_MOST_NODES = 500_000


def read_codebook(path: Path) -> tuple[Codebook, list[Problem]]:
    """Read a codebook; return it with its problems.

    Raises:
        BadInputError: the file is not YAML or not a codebook; with file and line.
    """
    return parse_codebook(read_text(path), path.name)


def parse_codebook(text: str, name: str) -> tuple[Codebook, list[Problem]]:
    """As ``read_codebook``, for a codebook's text; ``name`` is its file in problems."""
    book, problems = _parsed(text, name)
    return book, list(problems)


@functools.lru_cache(maxsize=4)
def _parsed(text: str, name: str) -> tuple[Codebook, tuple[Problem, ...]]:
    # An edit, the check of its ids and who reads it afterwards ask for the same few texts.
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        what = getattr(error, "problem", None) or str(error)
        raise BadInputError(
            f"not readable as YAML: {what}",
            where=f"{name}{line}",
            mend="Check indentation, and quote texts that hold ': ' or start with a sign",
        ) from None
    except RecursionError:
        raise BadInputError("nested far too deep", where=name) from None
    reader = _Reader(name)
    book = reader.codebook(root)
    return book, (*reader.problems, *codebook_problems(book, name))


def load_codebook(path: Path) -> Codebook:
    """Read a codebook for making codings.

    Raises:
        BadInputError: see ``read_codebook``; also on its first problem of level *error*.
    """
    book, problems = read_codebook(path)
    for problem in problems:
        if problem.level == "error":
            raise BadInputError(problem.message, where=problem.where, mend=problem.mend)
    return book


def check_ids(before: str, after: str) -> None:
    """Raise BadInputError if an edit of a codebook's text gives two codes one id, or one file.

    Those that had one id before it are for a person to mend; so are those whose files would be one
    on Windows or macOS.
    """
    book, problems = parse_codebook(after, _FILE)
    try:
        known, faults = parse_codebook(before, _FILE)
    except BadInputError:
        # Both sides of a merge stand in it, and it cannot be read.
        known, faults = book, []
    made = _same_ids(problems)
    if len(made) > len(_same_ids(faults)):
        raise BadInputError(made[0].message, mend=made[0].mend)
    ids, had = ({code.id: None for code in one} for one in (book, known))
    for code in ids:
        if code not in had and (why := unsafe(code)):
            raise BadInputError(f"{code!r} cannot be a code's id: it {why}", mend="Choose another")
    for code, first in alike(ids):
        if not {code, first} <= had.keys():
            raise BadInputError(
                f"codes {first!r} and {code!r} are named alike, and their files would be one on "
                "Windows and macOS",
                mend="Choose another id",
            )


def _same_ids(problems: Iterable[Problem]) -> list[Problem]:
    return [p for p in problems if p.code == "duplicate-code-id"]


class _Reader:
    def __init__(self, file: str) -> None:
        self._file = file
        self._nodes = 0
        self.problems: list[Problem] = []

    def _where(self, node: yaml.Node) -> str:
        return f"{self._file}:{node.start_mark.line + 1}"

    def _bad(self, node: yaml.Node, message: str, mend: str) -> BadInputError:
        return BadInputError(message, where=self._where(node), mend=mend)

    def codebook(self, root: yaml.Node | None) -> Codebook:
        if root is None:
            return Codebook()
        if isinstance(root, yaml.SequenceNode):
            return Codebook(codes=self._codes(root))
        fields = self._fields(root, ("title", "source", "language", "codes"))
        codes = fields.get("codes")
        return Codebook(
            title=self._text(fields.get("title")),
            source=self._text(fields.get("source")),
            codes=self._codes(codes) if codes is not None else (),
        )

    def _fields(self, node: yaml.Node, known: tuple[str, ...]) -> dict[str, yaml.Node]:
        # Aliases can make a small file stand for a giant one.
        self._nodes += 1
        if self._nodes > _MOST_NODES:
            raise self._bad(node, "too many entries", "Remove YAML anchors and aliases")
        if not isinstance(node, yaml.MappingNode):
            raise self._bad(node, "expected 'key: value' lines", f"Keys are {', '.join(known)}")
        fields: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = self._text(key)
            if name in fields:
                raise self._bad(key, f"{name!r} is there twice in one entry", "Remove one of them")
            if name not in known:
                near = difflib.get_close_matches(name, known, 1)
                self.problems.append(
                    Problem(
                        "warning",
                        "unknown-key",
                        self._where(key),
                        f"unknown key {name!r}",
                        f"Did you mean {near[0]!r}?" if near else "It is kept, and not used",
                    )
                )
            fields[name] = value
        return fields

    def _codes(self, node: yaml.Node) -> tuple[Code, ...]:
        if isinstance(node, yaml.ScalarNode) and not node.value:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            raise self._bad(node, "expected a list of codes", "Begin each with '- id: …'")
        try:
            return tuple(self._code(child) for child in node.value)
        except RecursionError:
            raise self._bad(node, "nested far too deep", "Move codes up") from None

    def _code(self, node: yaml.Node) -> Code:
        fields = self._fields(node, KEYS)
        if "id" not in fields:
            raise self._bad(node, "a code without an id", "Add 'id: …' as its first line")
        texts = {name: self._text(fields[name]) for name in TEXTS if name in fields}
        texts["status"] = texts.get("status") or "active"
        for one in ("name", "name_cy"):
            if one in texts:
                texts[one] = self._name(fields[one], texts[one])
        lists = {name: self._list(fields[name]) for name in LISTS if name in fields}
        children = fields.get("children")
        parts: dict[str, Any] = {"name": "", **texts, **lists}
        return Code(
            **parts,
            children=self._codes(children) if children is not None else (),
            line=fields["id"].start_mark.line + 1,
        )

    def _name(self, node: yaml.Node, name: str) -> str:
        """Return a name without what turns writing round; tell what is odd about it."""
        written = node.value if isinstance(node, yaml.ScalarNode) else name
        if wrong := wrong_with(str(written).strip()):
            self.problems.append(
                Problem("warning", "odd-name", self._where(node), wrong, "Give it another name")
            )
        return without_turning(name)

    def _text(self, node: yaml.Node | None) -> str:
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            raise self._bad(node, "expected a text here", "Put it in quotes, on one entry")
        # No name or definition needs what steers a terminal, and every screen shows them.
        value = without_steering(str(node.value)).strip()
        return "" if not node.style and value in ("~", "null") else value

    def _list(self, node: yaml.Node) -> tuple[str, ...]:
        if isinstance(node, yaml.ScalarNode):
            one = self._text(node)
            return (one,) if one else ()
        if not isinstance(node, yaml.SequenceNode):
            raise self._bad(node, "expected a list of texts here", "Begin each with '- '")
        return tuple(text for item in node.value if (text := self._text(item)))
