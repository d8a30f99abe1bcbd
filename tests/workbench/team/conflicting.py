"""Conflict copies as sync clients make them, for tests."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import msgspec

from qualcode.model.coding.coding import CodingEvent
from qualcode.store.study import Study
from qualcode.workbench.team.take_in import TakenIn
from tests.model.test_conflict_name import LIKELY, SURE

DESKTOP = "-DESKTOP-AB12"


def coded(number: int, study: Study, *, rev: int = 0, note: str = "") -> CodingEvent:
    return CodingEvent(
        id=f"event-{number:03}", op="add", code="mentor", start=number, end=number + 5,
        sha256=study.document("one").sha256, at=f"2026-12-01T10:00:{number % 60:02}.000000Z",
        rev=rev, note=note,
    )  # fmt: skip


def lines(*events: CodingEvent) -> str:
    return "".join(msgspec.json.encode(event).decode() + "\n" for event in events)


def put(study: Study, path: str, text: str) -> Path:
    place = study.root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
    return place


def committed(study: Study) -> None:
    git = ["git", "-C", study.root]
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-qm", "x", "--no-verify"], check=True)


def named(path: str, client: str) -> str:
    """Return what a client calls the copy of a file."""
    folder, _, name = path.rpartition("/")
    stem, _, ending = name.rpartition(".")
    copy = (SURE | LIKELY)[client].replace("t1", stem).replace("json", ending)
    return f"{folder}/{copy}".lstrip("/")


def left(found: list[TakenIn]) -> dict[str, str]:
    return {one.name: one.said for one in found if not one.aside}


def edited(study: Study, path: str, change: Callable[[str], str], suffix: str = DESKTOP) -> str:
    """Write a copy of a file that differs from it; return its path."""
    place = study.root / path
    name = path.replace(place.stem, place.stem + suffix)
    put(study, name, change(place.read_text(encoding="utf-8-sig")))
    return name
