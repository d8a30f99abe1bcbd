"""``quotations/<coder>.jsonl``: how each coder trimmed quotations and signed them off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from qualcode.errors import BadInputError
from qualcode.model.case import template_parts
from qualcode.model.problem import Problem
from qualcode.model.quotation.trim import Cut
from qualcode.store.conflict_copies import own_files
from qualcode.store.io.durable import check_file_name
from qualcode.store.io.jsonl import append_records, in_order, read_records

_FOLDER = "quotations"


class QuotationEvent(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line: what a coder did with a coding chosen for print.

    ``cuts`` point, in Unicode code points, into the document's text of the SHA-256 ``sha256``.
    ``signed_as`` is a template instead of the study's attribution, "" for the study's. ``form`` is
    the digest of the form signed off, ``accepts`` the findings accepted knowingly. No field holds a
    participant's words.
    """

    coding: str
    op: Literal["trim", "sign", "unsign"]
    at: str
    document: str = ""
    sha256: str = ""
    cuts: tuple[Cut, ...] = ()
    signed_as: str = ""
    form: str = ""
    accepts: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class SignOff:
    """A coder's valid statement that a quotation may be printed in the form with this digest."""

    by: str
    at: str
    form: str
    accepts: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class QuotationState:
    """The present state of one coding: the last trim, by anybody, and who signs it off.

    A sign-off may be for another form than the present one: compare ``form``.
    """

    coding: str
    trim: QuotationEvent | None
    trimmed_by: str
    signs: tuple[SignOff, ...]


def read_quotations(root: Path) -> tuple[dict[str, QuotationState], list[Problem]]:
    """Return the state of each coding that any coder trimmed or signed off, and the problems.

    "Last" is by time, then content, so that neither the order of lines nor that of files matters. A
    line that is not an event is a problem, and has no effect.

    Raises:
        StudyError: a file cannot be read.
    """
    events, problems = _read(root)
    return _states(events), problems


def _read(root: Path) -> tuple[list[tuple[str, QuotationEvent]], list[Problem]]:
    events: list[tuple[str, QuotationEvent]] = []
    problems: list[Problem] = []
    for path in own_files(root, _FOLDER, ".jsonl"):
        where = f"{_FOLDER}/{path.name}"
        found, wrong = read_records(path, where, QuotationEvent, "what was done with a quotation")
        problems += wrong
        for event in found:
            try:
                template_parts(event.signed_as)
            except BadInputError as error:
                problems.append(
                    Problem("warning", "bad-line", where, f"{error.message}; it is skipped",
                            f"qualcode matrix trim {event.coding} --sign-as TEMPLATE")
                )  # fmt: skip
            else:
                events.append((path.stem, event))
    return events, problems


def _states(events: list[tuple[str, QuotationEvent]]) -> dict[str, QuotationState]:
    trims: dict[str, tuple[str, QuotationEvent]] = {}
    signs: dict[str, dict[str, QuotationEvent]] = {}
    for coder, event in sorted(events, key=_order):
        said = signs.setdefault(event.coding, {})
        if event.op == "trim":
            trims[event.coding] = (coder, event)
        else:
            said[coder] = event
    states = {}
    for coding, said in signs.items():
        coder, trim = trims.get(coding, ("", None))
        standing = [
            SignOff(by, event.at, event.form, event.accepts, event.why)
            for by, event in said.items()
            if event.op == "sign"
        ]
        standing.sort(key=lambda sign: (sign.at, sign.by))
        states[coding] = QuotationState(coding, trim, coder, tuple(standing))
    return states


def _order(one: tuple[str, QuotationEvent]) -> tuple[str, str, str]:
    # Two clones may both have acted in the same moment; content decides the same way in each.
    coder, event = one
    return (event.at, repr(event), coder)


def dated_quotations(root: Path, events: Iterable[QuotationEvent]) -> list[QuotationEvent]:
    """Return events with times after all earlier events of their codings.

    The caller holds the lock of quotations until they are appended.
    """
    last: dict[str, str] = {}
    for _, event in _read(root)[0]:
        last[event.coding] = max(last.get(event.coding, ""), event.at)
    return in_order(events, last, lambda event: event.coding)


def append_quotation_events(root: Path, coder: str, events: Iterable[QuotationEvent]) -> None:
    """Append events to a coder's file durably.

    Raises:
        BadInputError: the coder's name cannot be a file's.
        StudyError: the disk refused.
    """
    append_records(root / _FOLDER / f"{check_file_name(coder, 'coder')}.jsonl", events)
