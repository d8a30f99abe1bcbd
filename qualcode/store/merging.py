"""Three-way merges of ``cases.csv`` by row and column, and of a document's JSON by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from qualcode.model.case import Case
from qualcode.model.document import Document, Speaker

#: What of a document belongs to its text, and comes from one side whole.
_OF_THE_TEXT = ("sha256", "characters", "words", "turns", "times")


def merge_cases(
    base: Mapping[str, Case], ours: Mapping[str, Case], theirs: Mapping[str, Case]
) -> tuple[list[Case], list[str]]:
    """Merge participants: rows of both sides, different columns of one row.

    Returns the rows, ours first, and in words what both sides changed to two things, where ours
    stands, or one removed and the other changed, where the row stays.
    """
    found: list[Case] = []
    conflicts: list[str] = []
    for case_id in dict.fromkeys([*ours, *theirs]):
        one, other, old = ours.get(case_id), theirs.get(case_id), base.get(case_id)
        if one is None or other is None:
            here = one or other
            assert here is not None
            if old is not None and dict(old.attributes) == dict(here.attributes):
                continue
            if old is not None:
                side = "here" if one is None else "on the other side"
                conflicts.append(f"case {case_id}: removed {side}, changed by the other")
            found.append(here)
            continue
        was = old.attributes if old else {}
        merged: dict[str, str] = {}
        for name in dict.fromkeys([*one.attributes, *other.attributes]):
            cells = [m.get(name, "") for m in (was, one.attributes, other.attributes)]
            merged[name], clash = _of_three(*cells)
            if clash:
                conflicts.append(
                    f"case {case_id}: {name} is {cells[1]!r} here, {cells[2]!r} on the other side"
                )
        found.append(Case(case_id, merged))
    return found, conflicts


def _of_three(base: Any, ours: Any, theirs: Any) -> tuple[Any, bool]:
    """Return which of two changes stands, and whether they clash."""
    if theirs in (base, ours):
        return ours, False
    return (theirs, False) if ours == base else (ours, True)


def merge_documents(
    base: Document | None, ours: Document, theirs: Document
) -> tuple[Document, list[str]]:
    """Merge what is known of a document: the text of the side that revised it, speakers by label.

    Returns the document, and in words what a person has to decide; of two revisions ours stands.
    Both maps are in ``revisions/``, so codings of either side keep their words.
    """
    conflicts: list[str] = []
    before = base or ours
    text = ours
    if theirs.sha256 not in (before.sha256, ours.sha256):
        if ours.sha256 == before.sha256 and base is not None:
            text = theirs
        else:
            conflicts.append(
                f"document {ours.id}: both sides revised its text, ours stands; theirs is "
                f"{theirs.sha256[:12]}: where that text is, 'qualcode revise {ours.id} --to "
                f"{theirs.sha256[:12]}' takes it, and 'qualcode edit {ours.id}' joins both"
            )
    plain: dict[str, Any] = {name: getattr(text, name) for name in _OF_THE_TEXT}
    for name in ("title", "language", "format", "source_sha256", "imported"):
        plain[name], clash = _of_three(*(getattr(d, name) for d in (before, ours, theirs)))
        if clash and name in ("title", "language"):
            conflicts.append(f"document {ours.id}: another {name} on each side, ours stands")
    speakers, more = _speakers(before, ours, theirs, text)
    conflicts += [f"document {ours.id}: {line}" for line in more]
    return msgspec.structs.replace(ours, speakers=speakers, **plain), conflicts


def _speakers(
    before: Document, ours: Document, theirs: Document, text: Document
) -> tuple[tuple[Speaker, ...], list[str]]:
    sides: list[Callable[[str], Speaker | None]] = [
        {s.label: s for s in one.speakers}.get for one in (before, ours, theirs)
    ]
    found: list[Speaker] = []
    conflicts: list[str] = []
    for speaker in text.speakers:
        old, one, other = (side(speaker.label) for side in sides)
        if one is None or other is None or old is None:
            found.append(speaker)
            continue
        role, role_clash = _of_three(old.role, one.role, other.role)
        case, case_clash = _of_three(old.case, one.case, other.case)
        if role_clash or case_clash:
            conflicts.append(
                f"speaker {speaker.label!r} is somebody else on each side, ours stands"
            )
        found.append(Speaker(speaker.label, role, case))
    return tuple(found), conflicts
