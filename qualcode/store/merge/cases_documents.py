"""Three-way merges of ``cases.csv`` by row and column, and of a document's JSON by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from qualcode.model.case import Case
from qualcode.model.document.document import Document, Speaker
from qualcode.model.document.shown_label import told_apart
from qualcode.model.merge_decision import Choices, Decision
from qualcode.store.merge.speakers import counterparts

#: Fields of a document that belong to its text, and come from one side together.
_OF_THE_TEXT = ("sha256", "characters", "words", "turns", "times")


class _Sides:
    """Decides between two sides of one file by a person's choices, and collects what is open."""

    def __init__(self, file: str, choices: Choices) -> None:
        self._file = file
        self._choices = choices
        self.open: list[Decision] = []

    def value(self, key: str, what: str, values: tuple[Any, Any, Any], *, free: bool = True) -> Any:
        """Return the value that wins: the one that changed, or the one chosen."""
        base, ours, theirs = values
        if theirs in (base, ours):
            return ours
        if ours == base:
            return theirs
        return self.choose(key, what, (ours, str(ours)), (theirs, str(theirs)), free=free)

    def choose(
        self, key: str, what: str, ours: tuple[Any, str], theirs: tuple[Any, str], *,
        free: bool = False,
    ) -> Any:  # fmt: skip
        """Return the chosen one of two values, each with its words; ours until one is chosen."""
        choice = self._choices.get((self._file, key))
        if choice is None:
            self.open.append(Decision(self._file, key, what, ours[1], theirs[1], free))
            return ours[0]
        if choice.side is None:
            return choice.text if free else ours[0]
        return ours[0] if choice.side == "ours" else theirs[0]


def merge_cases(
    base: Mapping[str, Case],
    ours: Mapping[str, Case],
    theirs: Mapping[str, Case],
    choices: Choices | None = None,
) -> tuple[list[Case], list[Decision]]:
    """Merge participants: rows of both sides, different columns of one row.

    Returns the rows, ours first, and what is to be decided: both sides changed one cell (ours
    stands until then), or one removed and the other changed a row (it stays until then).
    """
    sides = _Sides("cases.csv", choices or {})
    found: list[Case] = []
    for case_id in dict.fromkeys([*ours, *theirs]):
        one, other, old = ours.get(case_id), theirs.get(case_id), base.get(case_id)
        if one is None or other is None:
            here = one or other
            assert here is not None
            if old is not None and dict(old.attributes) == dict(here.attributes):
                continue
            if old is None or _stays(sides, case_id, here, removed_here=one is None):
                found.append(here)
            continue
        was = old.attributes if old else {}
        merged = {
            name: sides.value(
                f"{case_id} {name}",
                f"case {case_id}: {name}",
                (was.get(name, ""), one.attributes.get(name, ""), other.attributes.get(name, "")),
            )
            for name in dict.fromkeys([*one.attributes, *other.attributes])
        }
        found.append(Case(case_id, merged))
    return found, sides.open


def _stays(sides: _Sides, case_id: str, here: Case, *, removed_here: bool) -> bool:
    row = ", ".join(value for value in here.attributes.values() if value)
    gone, kept = (False, "removed"), (True, f"changed to {row}")
    ours, theirs = (gone, kept) if removed_here else (kept, gone)
    before = len(sides.open)
    chosen = bool(sides.choose(case_id, f"case {case_id}", ours, theirs))
    # Until somebody decides, nobody is lost.
    return chosen or len(sides.open) > before


def merge_documents(
    base: Document | None, ours: Document, theirs: Document, choices: Choices | None = None
) -> tuple[Document, list[Decision]]:
    """Merge the data on a document: the text of the side that revised it, speakers by label.

    Returns the document, and what a person has to decide; until then ours stands. Both maps of
    two revisions are in ``revisions/``, so codings of either side keep their words.
    """
    sides = _Sides(f"documents/{ours.id}.json", choices or {})
    before = base or ours
    text = _side_of_the_text(sides, base, ours, theirs)
    plain: dict[str, Any] = {name: getattr(text, name) for name in _OF_THE_TEXT}
    for name in ("title", "language", "kind"):
        values = (getattr(before, name), getattr(ours, name), getattr(theirs, name))
        plain[name] = sides.value(name, f"document {ours.id}: {name}", values)
    for name in ("format", "source_sha256", "imported"):
        one, other = getattr(ours, name), getattr(theirs, name)
        plain[name] = other if one == getattr(before, name) else one
    speakers = _speakers(sides, base, ours, theirs, text)
    return msgspec.structs.replace(ours, speakers=speakers, **plain), sides.open


def _side_of_the_text(
    sides: _Sides, base: Document | None, ours: Document, theirs: Document
) -> Document:
    """Return the side whose text and turns stand."""
    before = base or ours
    revised = theirs.sha256 not in (before.sha256, ours.sha256)
    if revised and (base is None or ours.sha256 != before.sha256):
        return sides.choose(  # type: ignore[no-any-return]
            "text",
            f"document {ours.id}: {_two_texts(base, ours, theirs)}",
            (ours, f"{ours.sha256[:12]}, {ours.words:,} words"),
            (theirs, f"{theirs.sha256[:12]}, {theirs.words:,} words"),
        )
    if ours.sha256 == theirs.sha256 and _division(ours) == _division(theirs):
        return ours
    if base is not None and _keeps(base, ours, theirs):
        return theirs
    if base is not None and _keeps(base, theirs, ours):
        return ours
    if base is not None and ours.sha256 != theirs.sha256:
        what = "one side changed its text, the other which turns are whose or who speaks"
    else:
        what = "both sides changed which turns are whose, or who speaks"
    return sides.choose(  # type: ignore[no-any-return]
        "turns",
        f"document {ours.id}: {what}; the rest of the other side is then to be done again "
        "(qualcode speakers)",
        (ours, ", ".join(s.label for s in ours.speakers)),
        (theirs, ", ".join(s.label for s in theirs.speakers)),
    )


def _keeps(base: Document, one: Document, other: Document) -> bool:
    """Return whether ``other`` has a place for all that ``one`` changed of a document.

    ``one`` changed neither text nor turns, and each speaker of whom it changed something is one of
    ``other``'s too.
    """
    if one.sha256 != base.sha256 or _division(one) != _division(base):
        return False
    there = counterparts(base, other)
    return all(
        there[number] is not None
        for number, (old, new) in enumerate(zip(base.speakers, one.speakers, strict=True))
        if (old.role, old.case) != (new.role, new.case)
    )


def _two_texts(base: Document | None, ours: Document, theirs: Document) -> str:
    """Return in words why both sides have another text, and how to go on."""
    if base is None and ours.source_sha256 != theirs.source_sha256:
        return (
            "each side imported another interview under this id; to keep both, end this merge (git "
            f"merge --abort), then: qualcode sync --rename {ours.id}={ours.id[:74]}-2"
        )
    did = "revised its text" if base else "imported it, and understood the file in another way"
    return (
        f"both sides {did}, ours stands (where the other text is, 'qualcode revise {ours.id} --to "
        f"{theirs.sha256[:12]}' takes it, and 'qualcode edit {ours.id}' joins both)"
    )


def _division(document: Document) -> tuple[object, ...]:
    """Return what says which turn is whose."""
    return document.turns, len(document.speakers)


def _speakers(
    sides: _Sides, base: Document | None, ours: Document, theirs: Document, text: Document
) -> tuple[Speaker, ...]:
    """Return the speakers of the text's side, with what either side changed of each."""
    before = base or ours
    in_text = counterparts(before, text)
    here, there = counterparts(before, ours), counterparts(before, theirs)
    found: list[Speaker] = []
    for number, speaker in enumerate(text.speakers):
        olds = [n for n, at in enumerate(in_text) if at == number]
        if not olds:
            found.append(speaker)
            continue
        # Of several whose labels were made one, what was changed of any is changed of all.
        old = before.speakers[next((n for n in olds if before.speakers[n].label == speaker.label),
                                   olds[0])]  # fmt: skip
        one = _changed(before, ours, here, olds, old)
        other = _changed(before, theirs, there, olds, old)
        who: dict[str, Any] = {}
        for name in ("role", "case"):
            # Of two first versions neither is a change of the other; no case is none said.
            was = getattr(old, name) if base else None
            values = (was, getattr(one, name), getattr(other, name))
            what = f"document {ours.id}: {name} of the speaker {old.label}"
            who[name] = sides.value(f"speaker {old.label} {name}", what, values, free=False)
        label = _label(old, one, other, who["role"], who["case"])
        label = told_apart(label, [speaker.label for speaker in found])
        found.append(Speaker(label, who["role"], who["case"]))
    return tuple(found)


def _changed(
    before: Document, side: Document, at: list[int | None], olds: list[int], old: Speaker
) -> Speaker:
    """Return what a side says of those speakers: what it changed of one of them, or ``old``."""
    now = [(before.speakers[n], side.speakers[place]) for n in olds if (place := at[n]) is not None]
    different = [new for was, new in now if (new.role, new.case) != (was.role, was.case)]
    if different:
        return different[0]
    return next((new for was, new in now if was == old), old)


def _label(old: Speaker, one: Speaker, other: Speaker, role: str, case: str | None) -> str:
    """Return the label of the side that said so of the speaker, or that changed it."""
    fitting = [side for side in (one, other) if (side.role, side.case) == (role, case)]
    of_case = [side for side in (one, other) if side.case == case]
    for side in (*fitting, *of_case, one, other):
        if side.label != old.label:
            return side.label
    return old.label
