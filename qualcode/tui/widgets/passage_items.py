"""Shows a coding in a list of passages."""

from __future__ import annotations

from typing import Any

from qualcode.model.coding.valence import VALENCE_SIGNS
from qualcode.tui.widgets.paint import code_colour
from qualcode.tui.widgets.passage_list import Item
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.find.excerpts import Excerpt
from qualcode.workbench.find.retrieval import RetrievedPassage


def passage_item(
    widget: Any, session: CodingSession, places: dict[str, int], passage: RetrievedPassage
) -> Item:
    """Return a coding's item: its words, their place, its code and coder.

    ``places`` has each code's place in the codebook, which determines its sign and colour.
    """
    study, book = session.study, session.codebook
    place, code = places.get(passage.code, -1), book.get(passage.code)
    name = code.name if code else f"? {passage.code}"
    judged = VALENCE_SIGNS.get(passage.coding.event.valence or "", "")
    words = Excerpt(passage.before, passage.words or "", passage.after)
    if passage.orphaned:
        words = Excerpt("", "", "orphaned: its words are not in the text as it is now")
    elif passage.words is None:
        words = Excerpt("", "", "its text is not on this machine, or was changed")
    turn = f"turn {passage.turn}" if passage.turn else ""
    turn += f" at {passage.time}" if turn and passage.time else ""
    group = study.group_name(passage.group) if passage.group else ""
    return Item(
        (passage.document, turn, passage.speaker, group),
        words,
        f"{name} {judged}".rstrip(),
        code_colour(widget, code.colour if code else "", max(place, 0)),
        (passage.coding.coder,),
    )
