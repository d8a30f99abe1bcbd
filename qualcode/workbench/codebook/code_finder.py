"""Finds a code by a few typed letters."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualcode.model.codebook.code import Code, Codebook

_LOOSE = 4


def pick(
    book: Codebook, typed: str, recent: Sequence[str] = (), *, usable_only: bool = True
) -> list[Code]:
    """Return the codes that match what was typed, best first; all of them for an empty text.

    Best are initials ("pe" for Personal education plans), then the beginning of a name or id,
    then of a word, then letters anywhere in order. Recent codes come first among equals.
    """
    usable = [code for code in book if code.can_be_used or not usable_only]
    wanted = typed.casefold().strip()
    order = {code: n for n, code in enumerate(recent)}
    ranked = [
        (rank, order.get(code.id, len(order)), n, code)
        for n, code in enumerate(usable)
        if (rank := _rank(code, wanted)) is not None
    ]
    if any(rank < _LOOSE for rank, *_ in ranked):
        # Letters in order match almost anything: used only if nothing matches better.
        ranked = [entry for entry in ranked if entry[0] < _LOOSE]
    ranked.sort(key=lambda entry: entry[:3])
    return [code for *_, code in ranked]


def _rank(code: Code, wanted: str) -> int | None:
    if not wanted:
        return 0
    names = [text.casefold() for text in (code.name, code.id, code.name_cy) if text]
    words = [re.findall(r"\w+", name) for name in names]
    if any("".join(word[0] for word in found).startswith(wanted) for found in words):
        return 0
    if any(name.startswith(wanted) or "".join(name.split()).startswith(wanted) for name in names):
        return 1
    if any(word.startswith(wanted) for found in words for word in found):
        return 2
    if any(wanted in name for name in names):
        return 3
    letters = re.compile(".*?".join(map(re.escape, wanted)))
    return _LOOSE if any(letters.search(name) for name in names) else None
