"""Times of events: a new event is always later than those written before, whatever the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

_FORM = "%Y-%m-%dT%H:%M:%S.%fZ"


def after(at: str, earlier: Iterable[str]) -> str:
    """Return ``at``, or the microsecond after the last of ``earlier`` if ``at`` is not later.

    A clock may have been set back, and a colleague's may be ahead; yet a new event must win over
    those that its author has seen. Times are ISO 8601 in UTC, compared as text.
    """
    last = max(earlier, default="")
    if at > last:
        return at
    try:
        following = dt.datetime.strptime(last, _FORM).replace(tzinfo=dt.UTC)
        said = (following + dt.timedelta(microseconds=1)).strftime(_FORM)
    except (ValueError, OverflowError):
        said = ""
    # A text that is not a time, or the last possible time, is extended by a character.
    return said if said > last else f"{last}0"
