"""A code split into parts, and the part that each of its codings is assigned to.

The codings' own logs are left alone: they are their coders', and their code, as they have it,
is that of the split. What follows from them and from what is recorded here is read each time,
so that taking the split back in git brings every coding back to its code.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from qualcode.model.codebook.code import Codebook
from qualcode.model.coding.coding import Coding


class SplitRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of a split's file: the split itself (``parts``), or one coding's part.

    ``was`` are the ids that codings of the split code have in their logs; of an assignment it is
    the one that this coding has. The first of ``parts`` has what is not assigned. ``definition``
    is the digest of the part's definition as it was then.
    """

    at: str
    by: str
    parts: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    coding: str = ""
    code: str = ""
    definition: str = ""


Assignments = dict[str, SplitRecord]


def assignments(records: Iterable[SplitRecord]) -> Assignments:
    """Return the last assignment of each coding, whatever the order of the records."""
    found: Assignments = {}
    for record in records:
        if not record.coding:
            continue
        before = found.get(record.coding)
        if before is None or (record.at, repr(record)) > (before.at, repr(before)):
            found[record.coding] = record
    # One without a part takes back what was assigned.
    return {coding: record for coding, record in found.items() if record.code}


def as_assigned(coding: Coding, assigned: Assignments, book: Codebook) -> Coding:
    """Return a coding with the code it was assigned to, if it was, and the codebook has that.

    A coding whose coder gave it another code since has that one.
    """
    record = assigned.get(coding.id)
    if record is None or coding.event.code not in record.was or book.get(record.code) is None:
        return coding
    # Assigning is reading it by the part's definition, unless its coder has confirmed it since.
    later = coding.logged.at > record.at or not record.definition
    definition = coding.event.definition if later else record.definition
    event = msgspec.structs.replace(coding.event, code=record.code, definition=definition)
    return msgspec.structs.replace(coding, event=event, made=coding.logged)
