"""Suggested themes as data, under the keys of the JSON contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qualcode.nlp.segments import Segment


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a theme; offsets are Unicode code points, half-open."""

    document: str
    start: int
    end: int
    text: str
    person: str
    group: str
    typical: bool

    @classmethod
    def of(cls, segment: Segment, *, typical: bool) -> Passage:
        """Make a passage of a segment."""
        s = segment
        return cls(s.document, s.start, s.end, s.text, s.person, s.group, typical)


@dataclass(frozen=True, slots=True)
class NearCode:
    """A code near a theme, with how near: 0 is no nearer than chance, 1 and more is near."""

    code: str
    name: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Theme:
    """A suggested theme: not a code until a person makes it one.

    ``people`` and ``groups`` count human beings; ``covered`` says whether a code of the
    codebook is near, ``nearest`` says it in one line. ``stability`` is how alike the theme is to
    what is found without a quarter of the study, from 0 to 1. ``passages`` has typical ones first.
    """

    id: str
    label: str
    terms: tuple[str, ...]
    size: int
    people: int
    groups: dict[str, int]
    stability: float
    near: tuple[NearCode, ...]
    covered: bool
    nearest: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class ThemeModel:
    """All themes of one run, and how they were made."""

    model: str
    seed: int
    segments: int
    outliers: int
    method: str
    covered_from: float
    themes: tuple[Theme, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the themes under the keys of ``themes --json``."""
        return {
            "model": self.model,
            "seed": self.seed,
            "segments": self.segments,
            "outliers": self.outliers,
            "method": self.method,
            "covered_from": self.covered_from,
            "themes": [_theme_json(theme) for theme in self.themes],
        }


def _theme_json(theme: Theme) -> dict[str, Any]:
    return {
        "id": theme.id,
        "label": theme.label,
        "terms": list(theme.terms),
        "size": theme.size,
        "people": theme.people,
        "groups": theme.groups,
        "stability": round(theme.stability, 2),
        "covered": theme.covered,
        "nearest": theme.nearest,
        "near": [
            {"code": n.code, "name": n.name, "similarity": round(n.similarity, 2)}
            for n in theme.near
        ],
        "passages": [
            {
                "document": p.document,
                "start": p.start,
                "end": p.end,
                "text": p.text,
                "person": p.person,
                "group": p.group,
                "typical": p.typical,
            }
            for p in theme.passages
        ],
    }
