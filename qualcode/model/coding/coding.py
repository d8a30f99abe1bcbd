"""Codings and the events that make them up; the last event of an id wins."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id() -> str:
    """Return a new, unique id of 20 characters; ids sort by the time they were made.

    Forty-eight bits of milliseconds and fifty-two random bits, in Crockford's base 32.
    """
    number = (int(time.time() * 1000) << 52) | secrets.randbits(52)
    digits = []
    for _ in range(20):
        number, digit = divmod(number, 32)
        digits.append(_CROCKFORD[digit])
    return "".join(reversed(digits))


class CodingEvent(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of a coding log: the whole state of a coding after one change to it.

    ``start`` and ``end`` are Unicode code points, half-open, in the text whose SHA-256 is
    ``sha256``. ``rev`` counts the events of one id from 0; ``definition`` is the digest of the
    code's definition at that time. ``undoes`` is the event, as ``id.rev``, that an undo reversed.
    No field holds a participant's words.
    """

    id: str
    op: Literal["add", "change", "remove"]
    code: str
    start: int
    end: int
    sha256: str
    at: str
    rev: int = 0
    valence: str | None = None
    note: str = ""
    definition: str = ""
    assisted: bool = False
    undoes: str = ""

    @property
    def key(self) -> str:
        """The event's own name, ``id.rev``."""
        return f"{self.id}.{self.rev}"


class Coding(msgspec.Struct, frozen=True):
    """A coder's statement that ``[start, end)`` of a document bears a code, as it stands now.

    ``event`` is the last one, with its place in the present text: after a revision the place is
    moved by the offset map, and ``text_changed`` says that words inside it changed. An event whose
    ``sha256`` is not the document's is *orphaned*: its words are not in the text. ``made`` is the
    event as it stands in the log, if that differs.
    """

    document: str
    coder: str
    event: CodingEvent
    text_changed: bool = False
    made: CodingEvent | None = None

    @property
    def logged(self) -> CodingEvent:
        """The event as it stands in the log."""
        return self.made or self.event

    @property
    def here(self) -> CodingEvent:
        """The event at its present place, with the code from the log.

        New events are made from this one: a code assigned by a split must not get into the log.
        """
        return msgspec.structs.replace(self.event, code=self.logged.code)

    @property
    def id(self) -> str:
        """The coding's id."""
        return self.event.id

    @property
    def code(self) -> str:
        """The code's id as the event has it (``Codebook.resolve`` follows renames)."""
        return self.event.code


def _order(event: CodingEvent) -> tuple[int, str, str]:
    # Two clones may both have made revision n; time, then content, decides the same way in each.
    return (event.rev, event.at, repr(event))


def latest(events: Sequence[CodingEvent]) -> dict[str, CodingEvent]:
    """Return the last event of each id, removals included.

    The result does not depend on the order of ``events``: a union merge of two clones may
    leave the lines of a log in any order. "Last" is by ``rev``, then ``at``, then content.
    """
    state = {event.id: event for event in events}
    if len(state) == len(events):
        # No id has two events: true of most logs, and avoids the loop.
        return state
    state = {}
    for event in events:
        before = state.get(event.id)
        if (
            before is None
            or (event.rev > before.rev)
            or (event.rev == before.rev and _order(event) > _order(before))
        ):
            state[event.id] = event
    return state


def present(events: Sequence[CodingEvent]) -> list[CodingEvent]:
    """Return the codings that stand: those whose last event is not a removal."""
    return [event for event in latest(events).values() if event.op != "remove"]


def following(events: Sequence[CodingEvent], log: Sequence[CodingEvent]) -> list[CodingEvent]:
    """Return events so that each is the last of its id, whatever ``log`` has of it.

    For a log that another program has written to since it was read. The addition of a coding
    that stands there already, of the same code at the same place, is left out.
    """
    known = {event.id: event.rev for event in latest(log).values()}
    own = [event.id for event in events]
    standing = {(e.code, e.start, e.end, e.sha256) for e in present(log) if e.id not in own}
    found = []
    for event in events:
        place = (event.code, event.start, event.end, event.sha256)
        if event.op == "add" and place in standing and own.count(event.id) == 1:
            continue
        rev = max(event.rev, known.get(event.id, -1) + 1)
        known[event.id] = rev
        found.append(msgspec.structs.replace(event, rev=rev))
    return found


def last_action(events: Iterable[CodingEvent]) -> CodingEvent | None:
    """Return the event that undo reverses: the latest by time, not undone and no undo itself."""
    everything = list(events)
    undone = {event.undoes for event in everything if event.undoes}
    candidates = [e for e in everything if not e.undoes and e.key not in undone]
    return max(candidates, key=lambda e: (e.at, e.rev, e.id), default=None)


def inverse(event: CodingEvent, history: Iterable[CodingEvent], *, at: str) -> CodingEvent:
    """Return the event that reverses ``event``, to be appended to the same log.

    ``history`` holds the log's events of that id; ``at`` is the time of the undo. Undoing an
    addition removes; undoing a change or removal restores the state before it.
    """
    own = sorted((e for e in history if e.id == event.id), key=_order)
    rev = own[-1].rev + 1
    earlier = [e for e in own if _order(e) < _order(event)]
    if event.op == "add" or not earlier:
        return msgspec.structs.replace(event, op="remove", rev=rev, at=at, undoes=event.key)
    before = earlier[-1]
    op: Literal["change", "remove"] = "remove" if before.op == "remove" else "change"
    return msgspec.structs.replace(before, op=op, rev=rev, at=at, undoes=event.key)
