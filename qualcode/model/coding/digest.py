"""Short digests of codings, by which a summary recognises them again."""

from __future__ import annotations

import zlib

from qualcode.model.coding.coding import Coding, CodingEvent

#: The digest of a coding as first made: its id is unique, so no more is needed.
AS_MADE = "0"


def coding_digest(coding: Coding) -> str:
    """Return a digest of a coding's place, code and valence; "0" if it is as first made.

    Otherwise eight hexadecimal digits (CRC-32), which only distinguish the states of one coding.
    Notes and times do not count. A coding whose words were changed by a revision has a different
    digest for each text.
    """
    event = coding.event
    changed = event.sha256 if coding.text_changed else ""
    return event_digest(coding.made or event, event.code, changed)


def event_digest(event: CodingEvent, code: str, changed: str = "") -> str:
    """Return the digest of an event as it stands in the log, with ``code``.

    ``changed`` is the SHA-256 of the text that changed its words, if any.
    """
    if event.rev == 0 and event.code == code and not changed:
        return AS_MADE
    form = f"{code}|{event.start}|{event.end}|{event.sha256}|{event.valence}{changed}"
    return f"{zlib.crc32(form.encode()):08x}"
