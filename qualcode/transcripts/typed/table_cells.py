"""Divides a table whose cells hold a whole talk: all labels in one cell, all words beside them."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.transcripts.labels.labels import may_recur, plausible, surely_speaker
from qualcode.transcripts.typed.paragraphs import Block, Paragraph, TableBlock

#: A cell with fewer labels is one of another table.
_FEWEST = 4

_Cell = list[Paragraph]


def divided_cells(blocks: Sequence[Block]) -> tuple[list[Block], list[str]]:
    """Return blocks with a row for each label that stands with others in one cell, and notes.

    The labels of a cell belong to the paragraphs of the cell beside it, one to one. Where their
    numbers differ, the row stays as it is.
    """
    made: list[Block] = []
    count = 0
    notes: list[str] = []
    for block in blocks:
        if isinstance(block, TableBlock):
            rows: list[list[_Cell]] = []
            for row in block.rows:
                if not _holds_labels(row):
                    rows.append(row)
                    continue
                labels, words = map(_filled, row)
                if len(labels) == len(words):
                    count += len(labels)
                    rows += [[[label], [said]] for label, said in zip(labels, words, strict=True)]
                else:
                    rows.append(row)
                    notes.append(
                        f"{len(labels)} labels in one cell of a table stand beside {len(words)} "
                        "paragraphs: it is not known whose words these are"
                    )
            block = TableBlock(rows)
        made.append(block)
    if count:
        notes.insert(
            0,
            f"{count} labels that stand with others in one cell of a table went, in their order, "
            "to the paragraphs of the cell beside it: see whether they fit",
        )
    return made, notes


def _holds_labels(row: Sequence[_Cell]) -> bool:
    """Return whether a row has two cells with words, and the first holds recurring labels."""
    if len(row) != 2 or not _filled(row[1]):
        return False
    labels = _filled(row[0])
    if len(labels) < _FEWEST or not all(_label(one) for one in labels):
        return False
    names = {one.text.strip().rstrip(": ").casefold() for one in labels}
    return 1 < len(names) <= len(labels) // 2


def _filled(cell: Sequence[Paragraph]) -> _Cell:
    return [paragraph for paragraph in cell if paragraph.text.strip()]


def _label(paragraph: Paragraph) -> bool:
    label = paragraph.text.strip().rstrip(": ")
    short = len(label) <= 60 and "\n" not in label
    return short and (surely_speaker(label) or (plausible(label) and may_recur(label)))
