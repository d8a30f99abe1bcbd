"""Cuts an id that has no room: its start and its end stay, by which ids differ."""

from __future__ import annotations

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
