"""A code split into parts, and the part that each of its codings is assigned to.

The coding logs are not touched: they belong to their coders and keep the code that was split. The
assignments recorded here are applied each time codings are read, so that undoing the split in git
returns every coding to its code.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from qualcode.model.codebook.code import Codebook
from qualcode.model.coding.coding import Coding


class SplitRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of a split's file: the split itself (``parts``), or the assignment of a coding.

    ``was`` holds the ids that codings of the split code have in their logs; in an assignment, the
    one of this coding. Codings that are not assigned belong to the first of ``parts``.
    ``definition`` is the digest of the part's definition at that time.
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
    # A record without a part undoes an assignment.
    return {coding: record for coding, record in found.items() if record.code}


def as_assigned(coding: Coding, assigned: Assignments, book: Codebook) -> Coding:
    """Return a coding with the code it was assigned to, if any and if the codebook has that code.

    If its coder has given it another code since, it keeps that one.
    """
    record = assigned.get(coding.id)
    if record is None or coding.event.code not in record.was or book.get(record.code) is None:
        return coding
    # Assigning counts as reading by the part's definition, unless the coder has confirmed it since.
    later = coding.logged.at > record.at or not record.definition
    definition = coding.event.definition if later else record.definition
    event = msgspec.structs.replace(coding.event, code=record.code, definition=definition)
    return msgspec.structs.replace(coding, event=event, made=coding.logged)
