"""Short digests of codings, by which a summary recognises them again."""

from __future__ import annotations

import zlib

from qualcode.model.coding.coding import Coding, CodingEvent

#: Of a coding as it was first made: an id is given once, so no more needs saying.
AS_MADE = "0"


def coding_digest(coding: Coding) -> str:
    """Return a digest of what a coding says, its place, code and valence: "0" as it was made.

    Else eight hexadecimal digits (CRC-32), which tell the states of one coding apart, and that is
    all they do. Notes and times do not count. A coding whose words a revision changed has
    another digest with each text.
    """
    event = coding.event
    changed = event.sha256 if coding.text_changed else ""
    return event_digest(coding.made or event, event.code, changed)


def event_digest(event: CodingEvent, code: str, changed: str = "") -> str:
    """Return the digest of an event as it stands in the log, bearing ``code``.

    ``changed`` is the SHA-256 of the text that changed its words, if one did.
    """
    if event.rev == 0 and event.code == code and not changed:
        return AS_MADE
    form = f"{code}|{event.start}|{event.end}|{event.sha256}|{event.valence}{changed}"
    return f"{zlib.crc32(form.encode()):08x}"
