"""Shows a passage of a matrix's cell, and the state of a quotation, in lines."""

from __future__ import annotations

from rich.text import Text

from qualcode.model.matrix.matrix import Quotation
from qualcode.model.text.text import safe_for_terminal
from qualcode.tui.widgets.passage_list import Item
from qualcode.workbench.find.excerpts import Excerpt, excerpt
from qualcode.workbench.matrix.cell_editor import CellEditor, CellPassage

_NO_WORDS = Excerpt("", "", "its words are not on this machine, or not in the text any more")
_HIDDEN = Excerpt("", "", "hidden until you and its coder have both marked the document done")


def evidence_item(desk: CellEditor, passage: CellPassage) -> Item:
    """Return a passage's item: speaker, place, and its relation to the summary."""
    coding, source = passage.coding, passage.source
    turn = source.document.turn_at(coding.event.start) if source else None
    time = source.document.clock_at(coding.event.start) if source else ""
    place = coding.document if turn is None else f"{coding.document} turn {turn + 1}"
    if time and time != "00:00:00":
        place += f" at {time}"
    if passage.hidden:
        words = _HIDDEN
    elif source is None:
        words = _NO_WORDS
    else:
        event = coding.event
        words = excerpt(source.document, source.text, event.start, event.end)
    code = desk.session.codebook.get(coding.code)
    below = code.name if code and code.id not in desk.key else ""
    return Item((passage.person, place, below), words, marks(desk, passage), None, (coding.coder,))


def marks(desk: CellEditor, passage: CellPassage) -> str:
    """Return a passage's relation to the summary: "● linked · “ cleared"."""
    said = ["● linked" if passage.linked else "○ not linked"]
    if passage.came:
        said = ["+ new" if not passage.linked else "+ new, linked"]
    if passage.quoted:
        one = desk.quotation(passage.coding.id)
        said.append("“ cleared" if one and one.cleared else "“ not cleared")
    return " · ".join(said)


def quotation_lines(one: Quotation, order: str = "") -> Text:
    """Return a quotation as it would be printed, and the findings against it."""
    text = Text()
    text.append(f"“{safe_for_terminal(one.text)}” ")
    text.append(f"({safe_for_terminal(one.attribution)})" if one.attribution else "", "italic")
    if one.cleared:
        text.append(f"\n✓ Cleared for print by {', '.join(one.signed_by)}{order}", "bold")
        return text
    if one.signed_by:
        text.append(f"\nSigned off by {', '.join(one.signed_by)}{order}", "bold")
    for found in one.findings:
        text.append(f"\n! {safe_for_terminal(found.message)}", "bold")
    return text
