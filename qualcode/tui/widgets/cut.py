"""Cuts an id that has no room: its start and its end stay, by which ids differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.cells import cell_len, set_cell_size


def cut_in_middle(text: str, cells: int) -> str:
    """Return a text of at most so many cells, with "…" in its middle if it is longer."""
    if cell_len(text) <= cells:
        return text
    if cells < 2:
        return "…" * max(cells, 0)
    end = (cells - 1) // 2
    tail = text
    while cell_len(tail) > end:
        tail = tail[1:]
    return set_cell_size(text, cells - 1 - end).rstrip() + "…" + tail


def cut_apart(texts: Iterable[str], cells: int) -> dict[str, str]:
    """Return each text, cut to so many cells; where cut ends would be alike, by what differs.

    Of those that would look alike, what all of them begin with is left out.
    """
    every = dict.fromkeys(texts)
    cut = {text: cut_in_middle(text, cells) for text in every}
    if cells < 3:
        return cut
    seen = Counter(cut.values())
    alike = [text for text in every if seen[cut[text]] > 1]
    for shown in dict.fromkeys(cut[text] for text in alike):
        same = [text for text in alike if cut[text] == shown]
        cut |= _without_what_is_shared(same, cells)
    return cut


def _without_what_is_shared(texts: Sequence[str], cells: int) -> dict[str, str]:
    first, last = min(texts), max(texts)
    same = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), None)
    # A number stays whole: "1" and "13" share their first digit.
    shared = first[:same].rstrip("0123456789")
    made = {}
    for text in texts:
        rest = f"…{text[len(shared) :]}"
        fits = cell_len(rest) <= cells
        made[text] = rest if fits else set_cell_size(rest, max(cells - 1, 0)).rstrip() + "…"
    return made
