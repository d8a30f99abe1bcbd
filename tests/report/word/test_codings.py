"""A listing of codings in Word: whole passages by code, and no ids of codings."""

from __future__ import annotations

import io

from docx import Document

from qualcode.model.table import Table
from qualcode.report.word.codings import codings_docx

COLUMNS = ("id", "document", "coder", "code", "start", "end", "valence", "note", "at", "assisted",
           "orphaned", "text_changed", "text", "time")  # fmt: skip


def row(name: str, code: str, valence: str | None, text: str | None, note: str = "") -> tuple:
    return (name, "one", "ann", code, 0, 9, valence, note, "2026-03-02T09:00:00Z", False,
            False, False, text, "00:01:12")  # fmt: skip


def test_passages_stand_whole_below_their_codes_in_the_order_of_the_codebook():
    table = Table.of(COLUMNS, [
        row("id-1", "moves", "works_less_well", "We moved.\n\nI: When?\n\nP: In March."),
        row("id-2", "mentor", None, "My mentor did.", "look again"),
        row("id-3", "gone", "mixed", None),
    ])  # fmt: skip
    data = codings_docx(table, title="Codings: T", names={"mentor": "Mentor", "moves": "Moves"})
    shown = [p.text for p in Document(io.BytesIO(data)).paragraphs if p.text]
    assert shown[0] == "Codings: T"
    assert "participants’ words" in shown[1]
    assert shown[2:] == [
        "Mentor: 1 coding", "My mentor did.",
        "Not judged · one · 00:01:12 · ann · Note: look again",
        "Moves: 1 coding", "We moved.", "I: When?", "P: In March.",
        "Works less well · one · 00:01:12 · ann",
        "gone: 1 coding", "[its words are not on this machine, or not in the text any more]",
        "Mixed · one · 00:01:12 · ann",
    ]  # fmt: skip
    assert b"id-1" not in data
