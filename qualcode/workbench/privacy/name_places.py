"""Shows where a name stands: the sentence around each place, with who speaks."""

from __future__ import annotations

import bisect
import re
from collections import Counter, OrderedDict
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from qualcode.errors import QualcodeError
from qualcode.model.document.document import Document
from qualcode.model.text.graphemes import sentences
from qualcode.store.study import Study
from qualcode.workbench.privacy.name_rows import NameRow

if TYPE_CHECKING:
    from qualcode.nlp.names.finder import Place

#: A shorter sentence is shown with the ones beside it, a longer one is cut.
_SHORT, _LONG = 60, 140
#: So many places of a name are shown.
SHOWN = 12
_OPEN = 8
_BLANKS = re.compile(r"\s+")


class NamedPlace(NamedTuple):
    """A place of a name: where it is, and its sentence in three parts, the name the second.

    ``start`` and ``end`` are code points of the document's text, half-open.
    """

    document: str
    start: int
    end: int
    where: str
    before: str
    name: str
    after: str


class NamePlaces:
    """Reads the places of names from the texts as they are now."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._open: OrderedDict[str, tuple[Document, str] | None] = OrderedDict()

    def of(self, row: NameRow, most: int = SHOWN) -> list[NamedPlace]:
        """Return the first places of a name: of several documents, what is said before labels."""
        said: dict[str, list[Place]] = {}
        labels: list[Place] = []
        for place in row.places:
            read = self._read(place[0])
            if read is not None and place[2] <= len(read[1]):
                if _in_label(read[0], place[1]):
                    labels.append(place)
                else:
                    said.setdefault(place[0], []).append(place)
        first = [place for round_ in _rounds(list(said.values())) for place in round_]
        return [self._shown(place) for place in [*first, *labels][:most]]

    def _shown(self, place: Place) -> NamedPlace:
        name, start, end = place
        read = self._read(name)
        assert read is not None
        document, text = read
        at = document.turn_at(start)
        low, high, where = 0, len(text), name
        if at is not None:
            turn = document.turns[at]
            speaker = document.speakers[turn.speaker].label if turn.speaker >= 0 else ""
            low, high = (turn.words if start >= turn.words else turn.start), turn.end
            where = " · ".join(filter(None, (name, f"turn {at + 1}", speaker)))
        a, b = _around(text, low, high, start, end)
        before, after = text[a:start], text[end:b]
        if a > low:
            before = f"…{before.lstrip()}"
        if b < high:
            after = f"{after.rstrip()}…"
        return NamedPlace(
            name, start, end, where, *map(_one_line, (before, text[start:end], after))
        )

    def _read(self, name: str) -> tuple[Document, str] | None:
        if name not in self._open:
            try:
                document = self._study.document(name)
                self._open[name] = document, self._study.text(document)
            except QualcodeError:
                self._open[name] = None
            if len(self._open) > _OPEN:
                self._open.popitem(last=False)
        else:
            self._open.move_to_end(name)
        return self._open[name]


def _in_label(document: Document, start: int) -> bool:
    at = document.turn_at(start)
    return at is not None and start < document.turns[at].words


def _rounds(lists: list[list[Place]]) -> Iterator[list[Place]]:
    """Yield the first of each list, then the second of each."""
    for n in range(max(map(len, lists), default=0)):
        yield [one[n] for one in lists if n < len(one)]


def _around(text: str, low: int, high: int, start: int, end: int) -> tuple[int, int]:
    """Return the sentence around a name, with its neighbours if short, cut at words if long."""
    found = sentences(text, low, high)
    at = max(0, bisect.bisect_right(found, start, key=lambda span: span[0]) - 1) if found else 0
    first = last = at
    a, b = found[at] if found else (low, high)
    while b < end and last + 1 < len(found):
        last += 1
        b = found[last][1]
    while b - a < _SHORT and (first > 0 or last + 1 < len(found)):
        first, last = max(0, first - 1), min(len(found) - 1, last + 1)
        a, b = found[first][0], found[last][1]
    a, b = min(a, start), max(b, end)
    if start - a > _LONG:
        cut = text.find(" ", start - _LONG, start)
        a = cut + 1 if cut >= 0 else start - _LONG
    if b - end > _LONG:
        cut = text.rfind(" ", end, end + _LONG)
        b = cut if cut >= 0 else end + _LONG
    return a, b


def _one_line(text: str) -> str:
    return _BLANKS.sub(" ", text)


def in_texts(study: Study) -> Counter[str]:
    """Return how often each thing in brackets stands in the texts: "[person 3]"."""
    found: Counter[str] = Counter()
    for name in study.document_ids():
        try:
            text = study.text(study.document(name))
        except QualcodeError:
            continue
        found.update(match.group() for match in _BRACKETED.finditer(text))
    return found


_BRACKETED = re.compile(r"\[[^\[\]\n]{1,200}\]")
