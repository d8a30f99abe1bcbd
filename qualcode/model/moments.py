"""Times of events: a new event is always later than those written before, whatever the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

_FORM = "%Y-%m-%dT%H:%M:%S.%fZ"


def after(at: str, earlier: Iterable[str]) -> str:
    """Return ``at``, or the next microsecond after the last of ``earlier`` if that is not before.

    A clock may have been put back, and a colleague's may be ahead: whoever acts has seen what is
    written, so that what they do stands over it. Times are ISO 8601 in UTC, compared as text.
    """
    last = max(earlier, default="")
    if at > last:
        return at
    try:
        following = dt.datetime.strptime(last, _FORM).replace(tzinfo=dt.UTC)
        said = (following + dt.timedelta(microseconds=1)).strftime(_FORM)
    except (ValueError, OverflowError):
        said = ""
    # What is no time, or the end of them, is followed by itself and a little more.
    return said if said > last else f"{last}0"
