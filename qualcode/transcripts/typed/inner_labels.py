"""Divides a paragraph that holds several turns at the labels in bold within it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from qualcode.transcripts.turns.labels import Labelled, may_recur, split_label
from qualcode.transcripts.typed.paragraphs import Paragraph

_Pieces = tuple[tuple[str, bool], ...]


def divided_at_labels(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Return paragraphs, of which those with labels inside are divided in front of each.

    A label inside stands where bold type begins, before a colon: "**Ann:** Why? **Bob:** It
    rained." It must stand twice or oftener in the file like that or at the start of paragraphs.
    """
    runs = [_runs(p.pieces) if not p.unspoken else [p.pieces] for p in paragraphs]
    heads = [[_label(run) for run in found] for found in runs]
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
    """Return the pieces in runs that begin where bold type does, but for white space."""
    runs: list[list[tuple[str, bool]]] = []
    heavy = False
    for text, bold in pieces:
        if not runs or (bold and not heavy and text.strip()):
            runs.append([])
        runs[-1].append((text, bold))
        heavy = bold if text.strip() else heavy
    return [tuple(run) for run in runs]


def _label(run: _Pieces) -> Labelled | None:
    """Return the label that a run of pieces begins with, if its colon is in or right after bold."""
    bold = ""
    for text, is_bold in run:
        if text.strip() and not is_bold:
            after = text.lstrip()
            if after.startswith(":") and ":" not in bold:
                bold += ":"
            break
        bold += text
    one = split_label(bold.strip(), likely=True) if ":" in bold else None
    return one if one is not None and may_recur(one.label) else None
