"""A three-way merge of which turns of a document are whose, turn by turn, where its text is one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from qualcode.model.document.document import Document, Speaker, Turn
from qualcode.model.document.shown_label import told_apart
from qualcode.model.plural import counted
from qualcode.store.merge.sides import Sides
from qualcode.store.merge.speakers import counterparts

#: What stands for the speaker of turns that nobody speaks, and for one who is gone on both sides.
_NOBODY, _GONE = -1, -2


class _Whose(NamedTuple):
    """Whose turns are: a speaker of the base, by number, and the person on either side."""

    was: int
    ours: int
    theirs: int


def merge_turns(sides: Sides, base: Document, ours: Document, theirs: Document) -> Document | None:
    """Return ours with the turns that either side gave to somebody, or to nobody.

    Turns that each side gave to somebody else are to be decided, those of one speaker together;
    until then they are as ours has them. ``None`` if this cannot be done turn by turn: the turns
    have other places, or both sides joined speakers in ways that do not fit.
    """
    versions = (base, ours, theirs)
    places = {(one.sha256, tuple((t.start, t.end) for t in one.turns)) for one in versions}
    people = _People(base, ours, theirs)
    if len(places) > 1 or not people.fit:
        return None
    every = [people.whose(at) for at in range(len(base.turns))]
    many, side = Counter(every), dict[_Whose, str]()
    open_ = 0
    for at, whose in enumerate(every):
        if whose in side:
            continue
        side[whose] = people.side(whose)
        if not side[whose]:
            open_ += 1
            side[whose] = sides.choose(
                f"turns {open_}".removesuffix(" 1"),
                f"document {ours.id}: both sides changed which turns are whose, or who speaks: "
                f"{counted(many[whose], 'turn')} of {people.before(whose)}, turn {at + 1} first",
                ("ours", people.shown(whose.ours)),
                ("theirs", people.shown(whose.theirs)),
            )
    taken = [
        (mine, whose.ours) if side[whose] == "ours" else (other, whose.theirs)
        for whose, mine, other in zip(every, ours.turns, theirs.turns, strict=True)
    ]
    return people.document(taken)


class _People:
    """The people of two versions of a document: speakers who are one, by what was before.

    Two speakers whom either side joined are one person.
    """

    def __init__(self, base: Document, ours: Document, theirs: Document) -> None:
        self._base = base
        self._sides = (ours, theirs)
        self._at = (counterparts(base, ours), counterparts(base, theirs))
        #: The person of each speaker of either side.
        self._person = tuple([_NOBODY] * len(side.speakers) for side in self._sides)
        self._count = 0
        for number in range(len(base.speakers)):
            self._join(number)
        self._join_new()
        for numbers in self._person:
            for number, person in enumerate(numbers):
                if person == _NOBODY:
                    numbers[number] = self._new()

    def _new(self) -> int:
        self._count += 1
        return self._count - 1

    def _join(self, number: int) -> None:
        """Make all speakers of both sides that were one before one person."""
        nodes = [(side, at[number]) for side, at in enumerate(self._at)]
        known = [(side, to) for side, to in nodes if to is not None]
        there = {self._person[side][to] for side, to in known} - {_NOBODY}
        person = min(there, default=_NOBODY)
        if person == _NOBODY and known:
            person = self._new()
        for numbers in self._person:
            numbers[:] = [person if one in there else one for one in numbers]
        for side, to in known:
            self._person[side][to] = person

    def _join_new(self) -> None:
        """Make speakers whom both sides made alike one person."""
        ours, theirs = self._person
        for number, speaker in enumerate(self._sides[0].speakers):
            if ours[number] != _NOBODY:
                continue
            for other, alike in enumerate(self._sides[1].speakers):
                if theirs[other] == _NOBODY and alike == speaker:
                    ours[number] = theirs[other] = self._new()
                    break

    @property
    def fit(self) -> bool:
        """Whether each person is one speaker on one side at least."""
        ours, theirs = (Counter(numbers) for numbers in self._person)
        return all(ours[one] < 2 or theirs[one] < 2 for one in range(self._count))

    # ---- whose turns are ------------------------------------------------------------------

    def whose(self, at: int) -> _Whose:
        """Return whose the turn with this number is."""
        was = self._base.turns[at].speaker
        ours, theirs = (
            _NOBODY if side.turns[at].speaker < 0 else numbers[side.turns[at].speaker]
            for side, numbers in zip(self._sides, self._person, strict=True)
        )
        return _Whose(was, ours, theirs)

    def side(self, whose: _Whose) -> str:
        """Return which side stands, "" if that is to be decided."""
        if whose.ours == whose.theirs:
            return "ours"
        before = self._person_before(whose.was)
        ours = whose.ours != before or (whose.theirs == _NOBODY and self._said(0, whose.was))
        theirs = whose.theirs != before or (whose.ours == _NOBODY and self._said(1, whose.was))
        if ours and theirs:
            return ""
        return "ours" if ours else "theirs"

    def _person_before(self, was: int) -> int:
        if was < 0:
            return _NOBODY
        known = [(side, to) for side, at in enumerate(self._at) if (to := at[was]) is not None]
        return next((self._person[side][to] for side, to in known), _GONE)

    def _said(self, side: int, was: int) -> bool:
        """Return whether a side said something of a speaker: who it is, or another of that one."""
        to = self._at[side][was] if was >= 0 else None
        if to is None:
            return False
        before, now = self._base.speakers[was], self._sides[side].speakers[to]
        return (before.role, before.case) != (now.role, now.case) or self._at[side].count(to) > 1

    def before(self, whose: _Whose) -> str:
        """Return the label of whose they were."""
        return "nobody" if whose.was < 0 else self._base.speakers[whose.was].label

    def shown(self, person: int) -> str:
        """Return in words who a person is, or that it is nobody."""
        if person == _NOBODY:
            return "nobody"
        speaker = self._speaker(person)
        case = f", case {speaker.case}" if speaker.case and speaker.case != speaker.label else ""
        return f"{speaker.label}, {speaker.role}{case}"

    # ---- the document ---------------------------------------------------------------------

    def _speaker(self, person: int) -> Speaker:
        """Return a person's speaker, of the side on which it is one; ours first."""
        found = [
            [side.speakers[number] for number, one in enumerate(numbers) if one == person]
            for side, numbers in zip(self._sides, self._person, strict=True)
        ]
        single = [one for one in found if len(one) == 1]
        return (single or found)[0][0]

    def document(self, taken: Sequence[tuple[Turn, int]]) -> Document:
        """Return ours with these turns, each with the person whose it is."""
        base, ours, theirs = self._base, *self._sides
        heard = {person for _, person in taken} - {_NOBODY}
        people = [person for person in self._in_order() if person in heard or self._silent(person)]
        speakers: list[Speaker] = []
        for person in people:
            speaker = self._speaker(person)
            label = told_apart(speaker.label, [one.label for one in speakers])
            speakers.append(msgspec.structs.replace(speaker, label=label))
        number = {person: at for at, person in enumerate(people)} | {_NOBODY: _NOBODY}
        turns = tuple(msgspec.structs.replace(turn, speaker=number[who]) for turn, who in taken)
        words = ours.words + theirs.words - base.words
        return msgspec.structs.replace(ours, speakers=tuple(speakers), turns=turns, words=words)

    def _in_order(self) -> list[int]:
        """Return the people: those who were there before, then ours, then theirs."""
        before = (self._person_before(number) for number in range(len(self._base.speakers)))
        every = [*before, *self._person[0], *self._person[1]]
        return [person for person in dict.fromkeys(every) if person >= 0]

    def _silent(self, person: int) -> bool:
        """Return whether both sides have a person who never had a turn."""
        for side, numbers in zip(self._sides, self._person, strict=True):
            theirs = {number for number, one in enumerate(numbers) if one == person}
            if not theirs or any(turn.speaker in theirs for turn in side.turns):
                return False
        return True
