"""The keys that ``study.toml`` may have; any other key is reported."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from qualcode.model.coding.valence import VALENCE_NAMES
from qualcode.model.problem import Problem

#: By table, "" for the part above the first; a table that is not here may have any keys.
KEYS: Mapping[str, frozenset[str]] = {
    "": frozenset({
        "name", "language", "invented", "groups", "groups_cy", "asked", "print", "matrix",
        "themes", "paths", "suggest", "embedding",
    }),
    "print": frozenset({
        "minimum_people", "quotations", "attribution", "template", "pseudonyms",
        "second_sign_off", "quoted_most", "suppress_below", "rounding", "figures_by",
        "quantifiers", "quantifiers_from",
    }),
    "matrix": frozenset({"headings", "headings_cy"}),
    "matrix.headings": frozenset(VALENCE_NAMES),
    "matrix.headings_cy": frozenset(VALENCE_NAMES),
    "themes": frozenset({"stop_words"}),
    "paths": frozenset({"transcripts"}),
    "suggest": frozenset({"off"}),
    "embedding": frozenset({"model"}),
}  # fmt: skip
_TABLE = re.compile(r"\s*\[+\s*([^\]#]+?)\s*\]+")


def unknown_keys(data: Mapping[str, Any], text: str, where: str) -> Iterator[Problem]:
    """Yield each key and table of parsed settings that qualcode does not know, with its line."""
    for table, known in KEYS.items():
        found: Any = data
        for part in table.split(".") if table else ():
            found = found.get(part, {}) if isinstance(found, Mapping) else {}
        if not isinstance(found, Mapping):
            wanted = f"It should be a table: [{table}], and its keys in the lines below"
            key = table.rpartition(".")[2]
            yield _told(key, f"{table!r} is {found!r}", text, where, "", wanted)
            continue
        for key, value in found.items():
            if key in known:
                continue
            is_table = isinstance(value, Mapping)
            full = f"{table}.{key}" if table else key
            what = f"unknown table [{full}]" if is_table else f"unknown key {key!r}"
            inside = f" in [{table}]" if table and not is_table else ""
            yield _told(key, what + inside, text, where, full if is_table else table,
                        _hint(table, key))  # fmt: skip


def _hint(table: str, key: str) -> str:
    for at, known in sorted(KEYS.items(), key=lambda one: one[0] != table):
        by_fold = {name.casefold().replace("-", "_"): name for name in known}
        wanted = key.casefold().replace("-", "_").replace(" ", "_")
        near = difflib.get_close_matches(wanted, by_fold, 1, 0.6 if at == table else 0.8)
        if near:
            under = "" if at == table else f" under [{at}]" if at else " above the first table"
            return f"Did you mean {by_fold[near[0]]}{under}?"
    return f"There is {', '.join(sorted(KEYS[table]))}"


def _told(key: str, what: str, text: str, where: str, table: str, mend: str) -> Problem:
    line = _line_of(key, table, text)
    return Problem("error", "unknown-setting", f"{where}:{line}" if line else where, what, mend)


def _line_of(key: str, table: str, text: str) -> int:
    """Return the line of a key or table, 0 if it cannot be found."""
    word = re.compile(rf"(?<![\w-]){re.escape(key)}(?![\w-])")
    here, anywhere = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        if heading := _TABLE.match(line):
            here = re.sub(r"[\s\"']", "", heading[1])
        if not word.search(line.split("#", 1)[0].split("=", 1)[0]):
            continue
        if here == re.sub(r"[\s\"']", "", table):
            return number
        anywhere = anywhere or number
    return anywhere
