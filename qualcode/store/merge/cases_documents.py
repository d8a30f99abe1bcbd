"""Three-way merges of ``cases.csv`` by row and column, and of a document's JSON by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec

from qualcode.model.case import Case
from qualcode.model.document.document import Document, Speaker
from qualcode.model.document.shown_label import told_apart
from qualcode.model.merge_decision import Choices, Decision
from qualcode.model.plural import counted
from qualcode.store.merge.sides import Sides
from qualcode.store.merge.speakers import counterparts
from qualcode.store.merge.turns import merge_turns

#: Fields of a document that belong to its text, and come from one side together.
_OF_THE_TEXT = ("sha256", "characters", "words", "turns", "times")


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
    sides = Sides("cases.csv", choices or {})
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


def _stays(sides: Sides, case_id: str, here: Case, *, removed_here: bool) -> bool:
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
    sides = Sides(f"documents/{ours.id}.json", choices or {})
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
    sides: Sides, base: Document | None, ours: Document, theirs: Document
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
    alike = ours.sha256 == theirs.sha256 and _division(ours) == _division(theirs)
    if alike and (base is None or _new_speakers(base, ours) == _new_speakers(base, theirs)):
        return ours
    if base is not None and _keeps(base, ours, theirs):
        return theirs
    if base is not None and _keeps(base, theirs, ours):
        return ours
    if base is not None and (by_turn := merge_turns(sides, base, ours, theirs)) is not None:
        return by_turn
    if base is not None and ours.sha256 != theirs.sha256:
        what = "one side changed its text, the other which turns are whose or who speaks"
    else:
        what = "both sides changed which turns are whose, or who speaks"
    return sides.choose(  # type: ignore[no-any-return]
        "turns",
        f"document {ours.id}: {what}; the rest of the other side is then to be done again "
        "(qualcode speakers)",
        (ours, _of_turns(before, ours)),
        (theirs, _of_turns(before, theirs)),
    )


def _of_turns(before: Document, side: Document) -> str:
    """Return how many turns each speaker has, and of how many that is another than before."""
    counts = Counter(turn.speaker for turn in side.turns)
    said = [f"{s.label} {counted(counts[n], 'turn')}" for n, s in enumerate(side.speakers)]
    said += [f"nobody {counted(counts[-1], 'turn')}"] if counts[-1] else []
    if before.sha256 != side.sha256 or len(before.turns) != len(side.turns):
        return ", ".join(said)
    changed = _changed_turns(before, side)
    return f"{counted(changed, 'turn')} changed: {', '.join(said)}"


def _changed_turns(before: Document, side: Document) -> int:
    """Return how many turns are somebody else's on a side, or nobody's."""
    at = counterparts(before, side)
    changed = 0
    for old, new in zip(before.turns, side.turns, strict=True):
        to = at[old.speaker] if old.speaker >= 0 else -1
        # Of several who are one now, the turns of the one that stays are as they were.
        other = (
            old.speaker >= 0 <= new.speaker
            and at.count(to) > 1
            and (before.speakers[old.speaker].label != side.speakers[new.speaker].label)
        )
        changed += to != new.speaker or other
    return changed


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


def _new_speakers(base: Document, side: Document) -> list[Speaker]:
    """Return the speakers of a side who are none of those before."""
    there = {*counterparts(base, side)}
    return [speaker for number, speaker in enumerate(side.speakers) if number not in there]


def _speakers(
    sides: Sides, base: Document | None, ours: Document, theirs: Document, text: Document
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
