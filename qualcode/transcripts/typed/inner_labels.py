"""Divides a paragraph that holds several turns at the labels in bold within it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from qualcode.transcripts.labels.labels import Labelled, may_recur, name_like, split_label
from qualcode.transcripts.typed.paragraphs import Paragraph

_Pieces = tuple[tuple[str, bool], ...]


def divided_at_labels(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Return paragraphs, of which those with labels inside are divided in front of each.

    A label inside stands where bold type begins, before a colon, or where it ends after another's
    words: "**Ann:** Why? **Bob:** It rained." and "**Ann: Why?** Bob: It rained." It must stand
    twice or oftener in the file like that or at the start of paragraphs.
    """
    runs = [_runs(p.pieces) if not p.unspoken else [p.pieces] for p in paragraphs]
    heads = [_labels(found) for found in runs]
    counts = Counter(one.label for found in heads for one in found if one is not None)
    divided: list[Paragraph] = []
    for paragraph, found, labels in zip(paragraphs, runs, heads, strict=True):
        parts: list[_Pieces] = []
        for run, one in zip(found, labels, strict=True):
            if parts and (one is None or counts[one.label] < 2):
                parts[-1] += run
            else:
                parts.append(run)
        if len(parts) < 2:
            divided.append(paragraph)
        else:
            divided += [replace(paragraph, pieces=part) for part in parts]
    return divided


def _runs(pieces: _Pieces) -> list[_Pieces]:
    """Return the pieces in runs that are bold throughout or not at all, but for white space."""
    runs: list[list[tuple[str, bool]]] = []
    heavy: bool | None = None
    for text, bold in pieces:
        if not runs or (text.strip() and heavy not in (None, bold)):
            runs.append([])
        runs[-1].append((text, bold))
        heavy = bold if text.strip() else heavy
    return [tuple(run) for run in runs]


def _labels(runs: Sequence[_Pieces]) -> list[Labelled | None]:
    """Return the label with which each run begins a turn, if it does."""
    found: list[Labelled | None] = []
    for at, run in enumerate(runs):
        text = "".join(piece for piece, _ in run).strip()
        heavy = any(bold for piece, bold in run if piece.strip())
        after = "".join(piece for piece, _ in runs[at + 1]) if at + 1 < len(runs) else ""
        if heavy and ":" not in text and after.lstrip().startswith(":"):
            text += ":"
        one = split_label(text, likely=True) if ":" in text else None
        if one is not None and not heavy:
            before = found[-1] if found else None
            # "**Ann:** In short: no." is all Ann's.
            plain = not found or (before is not None and bool(before.rest))
            one = one if plain and name_like(one.label) else None
        found.append(one if one is not None and may_recur(one.label) else None)
    return found
