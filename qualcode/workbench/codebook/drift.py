"""Coder drift over time: each coder's windows, and the shifts in them."""

from __future__ import annotations

from qualcode.analysis.coder_drift import Made, Window, coder_drift
from qualcode.errors import BadInputError
from qualcode.model.table import Table
from qualcode.store.study import Study


def drift_over_time(study: Study, window: str = "", coder: str = "") -> list[Window]:
    """Return the windows of each coder, or of one; assisted codings are left out.

    ``window`` is "day", "week", "month" or a number of codings; by default weeks, or days if
    everything was coded within two weeks.

    Raises:
        BadInputError: ``window`` is not one of these.
    """
    first: dict[str, str] = {}
    for _, _, events in study.events(coder=coder or None):
        for event in events:
            first[event.id] = min(first.get(event.id, event.at), event.at)
    book = study.codebook
    made = [
        Made(c.id, c.coder, c.document, book.resolve(c.code), first.get(c.id, c.event.at))
        for c in study.standing()
        if coder in ("", c.coder) and not c.event.assisted
    ]
    size: str | int = int(window) if window.isdecimal() else window or _usual(made)
    try:
        return coder_drift(made, size)
    except ValueError as error:
        raise BadInputError(str(error)) from None


def _usual(made: list[Made]) -> str:
    import datetime as dt

    days = sorted(dt.date.fromisoformat(c.at[:10]) for c in made)
    return "week" if days and (days[-1] - days[0]).days >= 14 else "day"


def windows_table(windows: list[Window]) -> Table:
    """Return one row per window."""
    rows = [
        (w.coder, w.number, w.start, w.end, w.codings, w.documents, _rounded(w.distance),
         _rounded(w.expected), _rounded(w.p))
        for w in windows
    ]  # fmt: skip
    return Table.of(
        ("coder", "window", "from", "to", "codings", "documents", "distance", "by_chance", "p"),
        rows,
    )


def shifts_table(windows: list[Window], code_ids: frozenset[str] | None = None) -> Table:
    """Return one row per window and code, with the ids of the codings behind it."""
    rows = [
        (w.coder, w.number, w.start, w.end, s.code, len(s.ids), _rounded(s.share),
         _rounded(s.before) if w.distance is not None else None,
         _rounded(s.shift) if w.distance is not None else None,
         _rounded(w.distance), _rounded(w.expected), _rounded(w.p), list(s.ids))
        for w in windows
        for s in w.codes
        if code_ids is None or s.code in code_ids
    ]  # fmt: skip
    return Table.of(
        ("coder", "window", "from", "to", "code", "codings", "share", "share_before", "shift",
         "distance", "by_chance", "p", "ids"),
        rows,
    )  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
