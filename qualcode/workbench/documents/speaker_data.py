"""What can be said of a speaker, and what was changed by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from qualcode.model.case import Case
from qualcode.model.document.document import Document, Role

#: The label that stands for all words that nobody speaks.
NOBODYS = "nobody"
NewRole = Role | Literal["nobody"]
#: What ``speakers set`` takes for a role.
ROLES: tuple[NewRole, ...] = ("interviewer", "participant", "other", "nobody")


@dataclass(frozen=True)
class SpeakerData:
    """What is to be said of a speaker; what is ``None`` stays, an empty ``case`` takes it away."""

    role: NewRole | None = None
    case: str | None = None
    group: str | None = None


@dataclass(frozen=True)
class Change:
    """One document before and after; ``renamed`` are labels of speakers that have others now.

    ``recorded`` has labels in the text, each with whose it is, or was last; ``recased`` is a case's
    id before and now.
    """

    before: Document
    after: Document
    line: str
    renamed: dict[str, str] = field(default_factory=dict)
    recorded: tuple[tuple[str, str], ...] = ()
    recased: tuple[str, str] | None = None


@dataclass
class SpeakersChanged:
    """What was changed: documents, cases, rows of the private table, and lines that say so.

    ``back`` says how to take back what loses a speaker; ``without`` counts the documents that have
    no such speaker.
    """

    changes: list[Change] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    cases_before: dict[str, Case | None] = field(default_factory=dict)
    cases_after: dict[str, Case] = field(default_factory=dict)
    rows: tuple[list[Sequence[str]], list[Sequence[str]]] | None = None
    without: int = 0
