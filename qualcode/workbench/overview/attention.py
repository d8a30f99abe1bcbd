"""Sorts what needs attention: problems of one kind together, the worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from qualcode.model.plural import counted
from qualcode.model.problem import Level, Problem

_LEVELS: tuple[Level, ...] = ("error", "warning", "note")
#: So many places of one matter are named.
_NAMED = 6
#: Kinds of problems by title, in the order in which they are shown if equally bad.
_TITLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Conflicts", ("in-conflict", "conflict-markers", "codebook-conflict", "merge-begun",
                   "conflict-copy")),
    ("Names and words that git would take", ("name-disclosed", "named-document", "words-in-git",
                                             "bad-names")),
    ("Withdrawn", ("withdrawal-begun", "withdrawn-case", "withdrawn-document",
                   "withdrawn-codings", "withdrawn-words", "withdrawn-files", "bad-receipt")),
    ("Orphaned codings", ("other-text", "outside-text", "no-document", "orphaned")),
    ("Codes", ("unknown-code", "unusable-code", "duplicate-code-id", "bad-code-id", "bad-codebook",
               "no-codebook", "no-name", "odd-name", "bad-status", "no-definition", "bad-colour",
               "unknown-key", "unknown-code-asked", "unsafe-id")),
    ("Texts", ("no-text", "text-changed", "same-text", "bad-turns", "bad-document",
               "bad-revision")),
    ("Unmerged work", ("not-merged", "not-pushed", "uncommitted")),
    ("Summaries to read again", ("stale-cell", "evidence-gone", "stray-summary", "bad-summary",
                                 "other-coders")),
    ("Codings to read again", ("definition-changed", "words-changed", "split-unfinished",
                                "split-taken-back")),
    ("Cases", ("bad-cases", "no-group", "unknown-group", "unknown-case", "no-case",
               "saved-otherwise", "unknown-attribute")),
    ("Placeholders", ("placeholders",)),
    ("Git", ("no-union-merge", "no-guard", "git-lock", "left-by-git", "sync-cut-off")),
)  # fmt: skip
_OTHER, _LAST = "Files", "Welsh names"


@dataclass(frozen=True, slots=True)
class Matter:
    """Problems with the same mend: the place of each, and what is wrong there."""

    level: Level
    places: tuple[tuple[str, str], ...]
    mend: str
    more: int = 0


@dataclass(frozen=True, slots=True)
class Topic:
    """A title, its number of problems, and the matters below it."""

    title: str
    level: Level
    count: int
    matters: tuple[Matter, ...]


def topics(problems: Iterable[Problem]) -> list[Topic]:
    """Return problems by topic, the worst first; of one matter the first are named."""
    title_of = {code: title for title, codes in _TITLES for code in codes}
    title_of["no-welsh-name"] = _LAST
    order = [title for title, _ in _TITLES] + [_OTHER, _LAST]
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        found.setdefault(title_of.get(problem.code, _OTHER), []).append(problem)
    made = [_topic(title, group) for title, group in found.items()]
    return sorted(made, key=lambda t: (_LEVELS.index(t.level), order.index(t.title)))


def _topic(title: str, problems: list[Problem]) -> Topic:
    alike: dict[tuple[int, str], list[Problem]] = {}
    for problem in problems:
        alike.setdefault((_LEVELS.index(problem.level), problem.mend), []).append(problem)
    matters = [
        Matter(
            _LEVELS[level],
            tuple((p.where, p.message) for p in group[:_NAMED]),
            mend,
            max(0, len(group) - _NAMED),
        )
        for (level, mend), group in sorted(alike.items(), key=lambda item: item[0][0])
    ]
    return Topic(title, matters[0].level, len(problems), tuple(matters))


def tally(problems: Iterable[Problem]) -> str:
    """Return how many there are, in words: "2 errors, 1 note"; empty for none."""
    counts = Counter(problem.level for problem in problems)
    return ", ".join(counted(counts[level], level) for level in _LEVELS if counts[level])
