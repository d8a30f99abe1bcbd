"""Suggested themes as data, with the keys of the JSON contract."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from qualcode.nlp.codes.nearness import NearCode
from qualcode.nlp.passages.passages import Segment


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
        """Make a passage from a segment."""
        s = segment
        return cls(s.document, s.start, s.end, s.text, s.person, s.group, typical)


@dataclass(frozen=True, slots=True)
class Theme:
    """A suggested theme; it is not a code until a person makes it one.

    ``people`` and ``groups`` count human beings; ``covered`` says whether a code of the codebook is
    near, ``nearest`` says so in one line. ``stability`` says how similar the theme is to one found
    without a quarter of the study, from 0 to 1. ``passages`` begins with typical ones.
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
    #: Groups whose people speak more of it than by chance, and how rarely chance gives as much.
    leaning: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Branch:
    """A node of the tree of themes: one theme, or two similar branches.

    ``apart`` says how different the two are, from 0 (the same) upwards; for one theme it is 0.
    """

    themes: tuple[str, ...]
    label: str
    apart: float = 0.0
    below: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeModel:
    """All themes of one run, and how they were made.

    ``families`` are the branches at which a reader would cut the tree of themes.
    ``codes_without_theme`` are codes that no theme is near, each with the theme that comes nearest.
    ``farness`` gives for each passage, in the order given to ``find_themes``, its distance from
    every code: the share of passages that are nearer, from 0 to 1. It is empty without codes.
    """

    model: str
    seed: int
    segments: int
    outliers: int
    method: str
    covered_from: float
    themes: tuple[Theme, ...]
    tree: Branch | None = None
    families: tuple[Branch, ...] = ()
    codes_without_theme: tuple[tuple[NearCode, str], ...] = ()
    farness: tuple[float, ...] = ()

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
            "tree": _branch_json(self.tree) if self.tree else None,
            "families": [
                {"label": family.label, "themes": list(family.themes)} for family in self.families
            ],
            "codes_without_theme": [
                {
                    "code": near.code,
                    "name": near.name,
                    "nearest_theme": theme,
                    "similarity": _rounded(near.similarity),
                }
                for near, theme in self.codes_without_theme
            ],
        }


def _rounded(value: float) -> float:
    return round(value, 2) + 0.0  # avoids "-0.0"


def _branch_json(branch: Branch) -> dict[str, Any]:
    if not branch.below:
        return {"theme": branch.themes[0]}
    return {
        "label": branch.label,
        "apart": _rounded(branch.apart),
        "below": [_branch_json(one) for one in branch.below],
    }


def _theme_json(theme: Theme) -> dict[str, Any]:
    return {
        "id": theme.id,
        "label": theme.label,
        "terms": list(theme.terms),
        "size": theme.size,
        "people": theme.people,
        "groups": theme.groups,
        "leaning": {group: round(chance, 3) for group, chance in theme.leaning.items()},
        "stability": round(theme.stability, 2),
        "covered": theme.covered,
        "nearest": theme.nearest,
        "near": [
            {"code": n.code, "name": n.name, "similarity": _rounded(n.similarity)}
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
