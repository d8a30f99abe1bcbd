"""Three-way merges of ``cases.csv`` by row and column, and of a document's JSON by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from qualcode.model.case import Case
from qualcode.model.document.document import Document, Speaker
from qualcode.model.document.shown_label import told_apart
from qualcode.model.merge_decision import Choices, Decision

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
    text = ours
    if theirs.sha256 not in (before.sha256, ours.sha256):
        if ours.sha256 == before.sha256 and base is not None:
            text = theirs
        else:
            there = theirs.sha256[:12]
            text = sides.choose(
                "text",
                f"document {ours.id}: {_two_texts(base, ours, theirs)}",
                (ours, f"{ours.sha256[:12]}, {ours.words:,} words"),
                (theirs, f"{there}, {theirs.words:,} words"),
            )
    elif ours.sha256 == theirs.sha256 and _division(ours) != _division(theirs):
        text = _divided(sides, base, ours, theirs)
    plain: dict[str, Any] = {name: getattr(text, name) for name in _OF_THE_TEXT}
    for name in ("title", "language", "kind"):
        values = (getattr(before, name), getattr(ours, name), getattr(theirs, name))
        plain[name] = sides.value(name, f"document {ours.id}: {name}", values)
    for name in ("format", "source_sha256", "imported"):
        one, other = getattr(ours, name), getattr(theirs, name)
        plain[name] = other if one == getattr(before, name) else one
    speakers = _speakers(sides, before, ours, theirs, text)
    return msgspec.structs.replace(ours, speakers=speakers, **plain), sides.open


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


def _divided(sides: _Sides, base: Document | None, ours: Document, theirs: Document) -> Document:
    """Return the side whose turns stand, of one text: labels were joined, or are nobody's."""
    if base is not None and base.sha256 == ours.sha256:
        if _division(ours) == _division(base):
            return theirs
        if _division(theirs) == _division(base):
            return ours
    chosen: Document = sides.choose(
        "turns",
        f"document {ours.id}: both sides changed which turns are whose",
        (ours, ", ".join(s.label for s in ours.speakers)),
        (theirs, ", ".join(s.label for s in theirs.speakers)),
    )
    return chosen


def _speakers(
    sides: _Sides, before: Document, ours: Document, theirs: Document, text: Document
) -> tuple[Speaker, ...]:
    """Return the speakers of the text's side, with what either side changed of each.

    A speaker is known by the turns, since another case gives another label; or else by the label.
    """
    every = (before, ours, theirs)
    alike = len({(one.sha256, _division(one)) for one in every}) == 1
    by_label = [{s.label: s for s in one.speakers} for one in every]
    found: list[Speaker] = []
    for number, speaker in enumerate(text.speakers):
        three = (
            [one.speakers[number] for one in every]
            if alike
            else [labels.get(speaker.label) for labels in by_label]
        )
        old, one, other = three
        if one is None or other is None or old is None:
            found.append(speaker)
            continue
        who: dict[str, Any] = {}
        for name in ("role", "case"):
            values = (getattr(old, name), getattr(one, name), getattr(other, name))
            what = f"document {ours.id}: {name} of the speaker {speaker.label}"
            key = f"speaker {speaker.label} {name}"
            who[name] = sides.value(key, what, values, free=False)
        label = one.label
        if one.label == old.label or (who["role"], who["case"]) != (one.role, one.case):
            label = other.label
        label = told_apart(label, [speaker.label for speaker in found])
        found.append(Speaker(label, who["role"], who["case"]))
    return tuple(found)
