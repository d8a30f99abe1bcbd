"""Times as whoever reads them has them: files have UTC, screens the reader's own time."""

from __future__ import annotations

import datetime as dt


def local_minute(at: str, *, zone: bool = False) -> str:
    """Return a time in UTC as the reader's own, "2026-12-02 08:09"; with ``zone`` "… UTC+13".

    What is no time is returned as it is.
    """
    moment = _local(at)
    if moment is None:
        return at
    return f"{moment:%Y-%m-%d %H:%M}" + (f" {_zone(moment)}" if zone else "")


def local_day(at: str) -> str:
    """Return the reader's own day of a time in UTC: "2026-12-02"; what is no time as it is."""
    moment = _local(at)
    return at if moment is None else f"{moment:%Y-%m-%d}"


def _local(at: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(at)
        # A time without a zone is a person's own, and so is a day.
        return moment.astimezone() if moment.tzinfo else None
    except (ValueError, OverflowError, OSError):
        return None


def _zone(moment: dt.datetime) -> str:
    """Return the zone as its distance from UTC: its name may be another one's elsewhere."""
    minutes = round((moment.utcoffset() or dt.timedelta()).total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}" + (f":{rest:02}" if rest else "")
