"""Describes a suggested theme in a few lines, for a screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qualcode.model.codebook.code import Code, Codebook
from qualcode.model.coding.valence import VALENCE_NAMES, VALENCE_SIGNS
from qualcode.model.plural import counted
from qualcode.report.theme_stability import firmness
from qualcode.workbench.themes.coder_view import Part
from qualcode.workbench.themes.stored import StoredTheme

#: Shown before a theme that no code of the codebook is near.
NEW = "◆"


def is_new(theme: StoredTheme, draft: Code | None) -> bool:
    """Return whether no code is near a theme and none was made from it."""
    return not theme.covered and draft is None


def theme_lines(
    theme: StoredTheme, book: Codebook, group_name: Callable[[str], str], draft: Code | None
) -> list[str]:
    """Return the facts about a theme, one per line: words, people, codes, how stable it is."""
    return [
        f"Words that stand out: {', '.join(theme.terms) or theme.label}",
        _firm(theme),
        _people(theme, group_name),
        _codes(theme, book, draft),
    ]


def _people(theme: StoredTheme, group_name: Callable[[str], str]) -> str:
    groups = sorted(theme.groups.items(), key=lambda one: -one[1])
    told = [
        f"{group_name(group) if group else 'group not given'} {count:,}"
        + (" (more than by chance)" if group in theme.leaning else "")
        for group, count in groups
    ]
    people = counted(theme.people, "person")
    return f"{people}: {', '.join(told)}" if told else people


def _codes(theme: StoredTheme, book: Codebook, draft: Code | None) -> str:
    near = [_name(book, one.code, one.name) for one in theme.near]
    listed = " · ".join(near) or "none"
    if draft is not None:
        return f"Draft code made of it: {draft.name}. Nearest codes: {listed}"
    if theme.covered:
        return f"Nearest codes, the nearest first: {listed}"
    return f"Not in your codebook: none of its codes is near. The least far: {listed}"


def _name(book: Codebook, code_id: str, name: str) -> str:
    code = book.get(code_id)
    return code.name if code else name


#: What a degree of stability says, for somebody who decides whether to read on.
_FIRM = {
    "stable": "Firm: nearly the same theme is found when some interviews are left out",
    "fair": "Fairly firm: much of it is found again when some interviews are left out",
    "hint": "Only a hint: little of it is found again when some interviews are left out",
}


def _firm(theme: StoredTheme) -> str:
    line = f"{_FIRM[firmness(theme.stability)]} · {counted(theme.size, 'passage')}"
    if theme.coded is not None:
        line += f", {theme.coded:.0%} coded"
    judged = [
        f"{VALENCE_SIGNS[valence]} {name.lower()} {theme.valence[valence]:,}"
        for valence, name in VALENCE_NAMES.items()
        if theme.valence.get(valence)
    ]
    return f"{line} · people: {', '.join(judged)}" if judged else line


def parts_lines(parts: Sequence[Part]) -> list[str]:
    """Return an explanation of the parts that no code covers."""
    lines = []
    if any(part.read for part in parts):
        lines.append("Uncoded: the transcript was gone through, and nothing here was coded")
    if not all(part.read for part in parts):
        lines.append(
            "No code near: nobody coded the transcript yet, and what is said here is far from "
            "what any code says"
        )
    return lines
