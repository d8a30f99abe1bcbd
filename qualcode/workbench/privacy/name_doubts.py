"""Finds gaps in the table of names: names without a replacement, hidden in one, or sharing one."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from qualcode.model.personal_names import KnownName, NameFinder, words_of
from qualcode.model.plural import counted


def doubts(names: Sequence[KnownName]) -> list[str]:
    """Return in words the gaps of the table, because of which names may still be in texts."""
    left = []
    unchosen = sum(not n.replacement and not n.keep for n in names)
    if unchosen:
        have = counted(unchosen, "name of the table has", "names of the table have")
        left.append(f"{have} no replacement yet, and stay: qualcode names review")
    for name, other in hidden_names(names):
        left.append(
            f"the replacement {name.replacement} holds the name {other.name!r}, and nothing within "
            "a replacement is replaced: change it in private/names.csv"
        )
    forms: dict[tuple[str, ...], KnownName] = {}
    for one in names:
        for form in one.forms:
            first = forms.setdefault(words_of(form), one)
            if first.replacement != one.replacement:
                left.append(
                    f"{form!r} is a form of two names, and became {first.replacement or 'kept'}: "
                    "see who is meant where it is said, and correct private/names.csv"
                )
    return left


def hidden_names(names: Sequence[KnownName]) -> list[tuple[KnownName, KnownName]]:
    """Return names whose replacement holds another name of the table, each with that other."""
    bare = NameFinder([msgspec.structs.replace(n, replacement="") for n in names if not n.keep])
    return [(n, hit.name) for n in names for hit in bare.find(n.replacement)]
