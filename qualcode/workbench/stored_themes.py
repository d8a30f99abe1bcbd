"""The themes suggested last, as ``qualcode themes`` left them in the study's ``themes/``."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from qualcode.errors import NotFoundError, StudyError
from qualcode.store.study import Study


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage of a theme; offsets are Unicode code points, half-open, in the text of then."""

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
    """Themes that are alike."""

    label: str
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredThemes:
    """One run's themes; ``made`` is the day they were made."""

    model: str
    seed: int
    segments: int
    themes: tuple[StoredTheme, ...]
    families: tuple[StoredFamily, ...] = ()
    gaps: tuple[StoredGap, ...] = ()
    made: str = ""

    def theme(self, name: str) -> StoredTheme:
        """Return the theme of this id, or of this label; raises NotFoundError."""
        for theme in self.themes:
            if name.lower() in (theme.id.lower(), theme.label.lower()):
                return theme
        ids = ", ".join(theme.id for theme in self.themes[:3])
        raise NotFoundError(f"there is no theme {name!r}", mend=f"There are {ids} and so on")

    def in_families(self) -> list[tuple[str, StoredTheme]]:
        """Return the themes, alike ones together, each with its family's label."""
        place = {name: n for n, f in enumerate(self.families) for name in f.themes}
        last = len(self.families)
        order = sorted(self.themes, key=lambda theme: place.get(theme.id, last))
        return [
            (self.families[place[t.id]].label if t.id in place else "", t) for t in order
        ]  # fmt: skip


def themes_path(study: Study) -> Path:
    """Return where the themes suggested last are kept."""
    return study.root / "themes" / "themes.json"


def stored_themes(study: Study) -> StoredThemes:
    """Return the themes suggested last.

    Raises:
        NotFoundError: none were suggested yet.
        StudyError: the file cannot be read as such.
    """
    path = themes_path(study)
    try:
        raw = path.read_bytes()
        made = datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
    except FileNotFoundError:
        raise NotFoundError(
            "no themes were suggested for this study yet", mend="Run 'qualcode themes' first"
        ) from None
    except OSError as error:
        raise StudyError(f"cannot be read: {error.strerror}", where="themes/themes.json") from None
    try:
        found = msgspec.json.decode(raw, type=StoredThemes)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise StudyError(
            f"does not hold suggested themes: {error}",
            where="themes/themes.json",
            mend="Make it anew: qualcode themes",
        ) from None
    return replace(found, made=made)
