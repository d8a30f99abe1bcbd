"""Reads the last suggested themes, as ``qualcode themes`` wrote them to ``themes/``."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from qualcode.errors import NotFoundError, StudyError
from qualcode.store.study import Study

_WHERE = "themes/themes.json"
_Kind = TypeVar("_Kind")


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage of a theme; offsets are code points, half-open, in the text of that time."""

    document: str
    start: int
    end: int
    text: str
    person: str = ""
    group: str = ""
    typical: bool = False


@dataclass(frozen=True, slots=True)
class StoredNear:
    """A code near a theme."""

    code: str
    name: str
    similarity: float


@dataclass(frozen=True, slots=True)
class StoredTheme:
    """A suggested theme, typical passages first."""

    id: str
    label: str
    terms: tuple[str, ...]
    size: int
    people: int
    passages: tuple[StoredPassage, ...]
    stability: float = 0.0
    covered: bool = False
    near: tuple[StoredNear, ...] = ()
    groups: dict[str, int] = field(default_factory=dict)
    leaning: dict[str, float] = field(default_factory=dict)
    coded: float | None = None
    valence: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredGap:
    """A part of a transcript that no code covers."""

    kind: str
    document: str
    start: int
    end: int
    words: int
    people: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredFamily:
    """Themes that are similar."""

    label: str
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredBranch:
    """A node of the tree of themes: the id of one theme, or the branches below."""

    theme: str = ""
    label: str = ""
    below: tuple[StoredBranch, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredMissed:
    """A code that no theme is near, and the theme that comes nearest."""

    code: str
    name: str
    nearest_theme: str
    similarity: float


@dataclass(frozen=True, slots=True)
class StoredGroup:
    """How many people and passages of a group there are."""

    group: str
    people: int
    passages: int


@dataclass(frozen=True, slots=True)
class StoredThemes:
    """The themes of one run; ``made`` is the day they were made."""

    model: str
    seed: int
    segments: int
    themes: tuple[StoredTheme, ...]
    families: tuple[StoredFamily, ...] = ()
    gaps: tuple[StoredGap, ...] = ()
    tree: StoredBranch | None = None
    codes_without_theme: tuple[StoredMissed, ...] = ()
    groups: tuple[StoredGroup, ...] = ()
    outliers: int = 0
    left_out: int = 0
    made: str = ""

    def theme(self, name: str) -> StoredTheme:
        """Return the theme of this id, or of this label; raises NotFoundError."""
        for theme in self.themes:
            if name.lower() in (theme.id.lower(), theme.label.lower()):
                return theme
        ids = [theme.id for theme in self.themes]
        there = f"{', '.join(ids[:3])} and so on" if len(ids) > 3 else ", ".join(ids) or "none"
        raise NotFoundError(f"there is no theme {name!r}", mend=f"There are {there}")

    def in_families(self) -> list[tuple[str, StoredTheme]]:
        """Return the themes, similar ones together, each with its family's label."""
        place = {name: n for n, f in enumerate(self.families) for name in f.themes}
        last = len(self.families)
        order = sorted(self.themes, key=lambda theme: place.get(theme.id, last))
        return [
            (self.families[place[t.id]].label if t.id in place else "", t) for t in order
        ]  # fmt: skip


def themes_path(study: Study) -> Path:
    """Return the path of the last suggested themes."""
    return study.root / "themes" / "themes.json"


def stored_themes(study: Study) -> StoredThemes:
    """Return the themes suggested last.

    Raises:
        NotFoundError: none were suggested yet.
        StudyError: the file cannot be read, or is not of this kind.
    """
    raw, made = _read(study)
    return replace(_decoded(raw, StoredThemes), made=made)


def stored_data(study: Study) -> dict[str, Any]:
    """Return the last suggested themes as written, with the keys of the JSON contract.

    Raises:
        NotFoundError, StudyError: see ``stored_themes``.
    """
    raw, _ = _read(study)
    _decoded(raw, StoredThemes)
    return _decoded(raw, dict[str, Any])


def _read(study: Study) -> tuple[bytes, str]:
    path = themes_path(study)
    try:
        made = datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
        return path.read_bytes(), made
    except FileNotFoundError:
        raise NotFoundError(
            "no themes were suggested for this study yet", mend="Run 'qualcode themes' first"
        ) from None
    except OSError as error:
        raise StudyError(f"cannot be read: {error.strerror}", where=_WHERE) from None


def _decoded(raw: bytes, kind: type[_Kind]) -> _Kind:
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise StudyError(
            f"does not hold suggested themes: {error}",
            where=_WHERE,
            mend="Make it again: qualcode themes",
        ) from None
