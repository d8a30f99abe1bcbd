"""Shows a passage of a theme, or a part that no code covers, in a list of passages."""

from __future__ import annotations

from typing import Any

from qualcode.model.plural import counted
from qualcode.tui.widgets.paint import code_colour
from qualcode.tui.widgets.passage_list import Item
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.find.excerpts import Excerpt, excerpt
from qualcode.workbench.themes.coder_view import Part, codings_on, part_now, place_now
from qualcode.workbench.themes.stored import StoredPassage

#: How much of a document's id is shown if the document may not exist.
_NAME = 60
_GONE = Excerpt("", "", "its words are not in the text as it is on this machine now")


def theme_item(widget: Any, session: CodingSession, passage: StoredPassage) -> Item:
    """Return a theme's passage: its place, whether it is typical, the coder's own code."""
    typical = "typical" if passage.typical else ""
    span = place_now(session, passage)
    if span is None:
        return Item((passage.document[:_NAME], typical), _GONE)
    document, text = session.texts.open_document(passage.document)
    turn, speaker = document.turn_at(span[0]), document.speaker_at(span[0])
    group = session.study.group_name(passage.group) if passage.group else ""
    heading = (
        passage.document, typical, f"turn {turn + 1}" if turn is not None else "",
        speaker.label if speaker else "", group,
    )  # fmt: skip
    words = excerpt(document, text, *span)
    given = list(dict.fromkeys(coding.code for coding in codings_on(session, document.id, span)))
    if not given:
        return Item(heading, words)
    book = session.codebook
    code = book.get(given[0])
    place = [one.id for one in book].index(code.id) if code else -1
    more = f" and {len(given) - 1} more" if len(given) > 1 else ""
    name = f"{code.name}{more}" if code else f"? {given[0]}{more}"
    return Item(
        heading, words, name, code_colour(widget, code.colour if code else "", max(place, 0))
    )


def part_item(session: CodingSession, part: Part) -> Item:
    """Return a part that no code covers: why, how long, who speaks, and its themes."""
    people = list(dict.fromkeys(one.person for one in part.passages if one.person))
    why = "uncoded" if part.read else "no code near"
    heading = (
        part.document[:_NAME], why, counted(part.words, "word"), ", ".join(people),
        "; ".join(part.themes),
    )  # fmt: skip
    span = part_now(session, part)
    if span is None:
        return Item(heading, _GONE)
    return Item(heading, excerpt(*session.texts.open_document(part.document), *span))
