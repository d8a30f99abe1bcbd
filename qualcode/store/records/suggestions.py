"""``suggestions/<coder>.jsonl``: each coder's answers to suggestions."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from qualcode.model.coding.suggestion import SuggestionEvent
from qualcode.model.problem import Problem
from qualcode.store.conflict_copies import own_files
from qualcode.store.io.durable import check_file_name
from qualcode.store.io.jsonl import append_records, in_order, read_records

_FOLDER = "suggestions"


def read_suggestions(root: Path, coder: str) -> tuple[list[SuggestionEvent], list[Problem]]:
    """Return a coder's events in the file's order, and the problems of the file."""
    name = f"{check_file_name(coder, 'coder')}.jsonl"
    return read_records(
        root / _FOLDER / name,
        f"{_FOLDER}/{name}",
        SuggestionEvent,
        "what was done with a suggestion",
    )


def dated_suggestions(
    root: Path, coder: str, events: Iterable[SuggestionEvent]
) -> list[SuggestionEvent]:
    """Return events with times after all the coder's earlier answers to the same suggestions.

    The caller holds the lock of suggestions until they are appended.
    """
    last: dict[tuple[str, int, int, str], str] = {}
    for event in read_suggestions(root, coder)[0]:
        last[event.key] = max(last.get(event.key, ""), event.at)
    return in_order(events, last, lambda event: event.key)


def append_suggestions(root: Path, coder: str, events: Iterable[SuggestionEvent]) -> None:
    """Append events durably.

    Raises:
        BadInputError: the coder's name cannot be a file's.
        StudyError: the disk refused.
    """
    path = root / _FOLDER / f"{check_file_name(coder, 'coder')}.jsonl"
    append_records(path, events)


def suggesting_coders(root: Path) -> list[str]:
    """Return who has answered any suggestion, sorted."""
    return sorted(path.stem for path in own_files(root, _FOLDER, ".jsonl"))


def standing_answers(
    events: Iterable[SuggestionEvent],
) -> dict[tuple[str, int, int, str], SuggestionEvent]:
    """Return the last answer to each suggestion, without those taken back."""
    found: dict[tuple[str, int, int, str], SuggestionEvent] = {}
    for event in events:
        before = found.get(event.key)
        if before is None or (event.at, repr(event)) > (before.at, repr(before)):
            found[event.key] = event
    return {key: event for key, event in found.items() if event.did != "taken back"}
