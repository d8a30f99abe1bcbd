"""Shows a coding whole: how it is judged, where it stands, who says it, all words, its note."""

from __future__ import annotations

from qualcode.model.coding.valence import VALENCE_SIGNS
from qualcode.model.text.text import safe_for_terminal
from qualcode.tui.find.whole_list import WholeItem
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.find.excerpts import Excerpt
from qualcode.workbench.find.passage_rows import Part
from qualcode.workbench.find.retrieval import RetrievedPassage

_NOT_JUDGED = "·"


def whole_item(
    session: CodingSession, places: dict[str, int], passage: RetrievedPassage
) -> WholeItem:
    """Return how a list shows a coding; ``places`` has each code's place in the codebook."""
    event = passage.coding.event
    code = session.codebook.get(passage.code)
    turn = f"turn {passage.turn}" if passage.turn else ""
    turn += f" at {passage.time}" if turn and passage.time else ""
    group = session.study.group_name(passage.group) if passage.group else ""
    heading = [
        Part("document", _shown(passage.document)),
        *(Part("quiet", _shown(part)) for part in (turn, passage.speaker, group) if part),
        Part("code", f"■ {_shown(code.name if code else passage.code)}"),
        Part("quiet", _shown(passage.coding.coder)),
    ]
    words = Excerpt(passage.before, passage.words or "", passage.after)
    if passage.orphaned:
        words = Excerpt("", "", "orphaned: its words are not in the text as it is now")
    elif passage.words is None:
        words = Excerpt("", "", "its text is not on this machine, or was changed")
    return WholeItem(
        passage.coding.id,
        VALENCE_SIGNS.get(event.valence or "", _NOT_JUDGED),
        event.valence or "",
        tuple(heading),
        code.colour if code else "",
        places.get(passage.code, 0),
        words,
        event.note,
    )


def _shown(text: str) -> str:
    return text if text.isprintable() else safe_for_terminal(text)
