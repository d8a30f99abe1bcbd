"""The interface by which screens open other screens, implemented by the app."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, cast

from textual.geometry import Offset
from textual.screen import Screen

from qualcode.store.records.memos import MemoKind
from qualcode.workbench.codebook.framework import Framework
from qualcode.workbench.keys.coding import Action


class Navigation(Protocol):
    """What a screen may ask of the app. No screen imports the app; the app imports them."""

    def open_document(self, document: str, start: int | None = None, end: int | None = None) -> str:
        """Open a document for coding with a span selected; return why not, if it could not be."""

    def find_code(self, code: str = "", ids: frozenset[str] = frozenset()) -> None:
        """Open the codings of a code, or of all codes; of them only those with ``ids``, if any."""

    def re_read(self) -> None:
        """Open the queue of codings made under earlier definitions."""

    def assign(self, code: str = "") -> str:
        """Open the codings of a split code, or of the first unfinished one; return why not."""

    def decide(self, then: Callable[[str], None]) -> str:
        """Decide what a merge left open in the codebook; return why there is nothing to decide."""

    def suggest(self, *documents: str) -> None:
        """Open the codes suggested for documents."""

    def suggest_everywhere(self) -> str:
        """Open suggested codes for all documents marked done; return why not."""

    def show_themes(self) -> None:
        """Open the last suggested themes, with their passages."""

    def show_matrix(self, name: str = "main") -> None:
        """Open a synthesis matrix."""

    def show_speakers(self, document: str = "") -> None:
        """Open who speaks in the documents, at one of them, and the cases."""

    def show_names(self) -> None:
        """Open the names found in the texts, to decide about each."""

    def look_before_import(self, then: Callable[[str], None]) -> None:
        """Ask for a file or folder, and open the labels in it; ``then`` is told why not."""

    def add_codes(self, then: Callable[[str, bool], None]) -> None:
        """Add codes from a codebook, a report or a file; ``then`` is told what, or why not."""

    def show_report(self, report: Path | Framework) -> None:
        """Open the statements of a published report, to be ticked as codes."""

    def search(self, pattern: str = "") -> None:
        """Open the search of the study's transcripts."""

    def edit_memo(
        self, kind: MemoKind, about: str, then: Callable[[str], None] | None = None
    ) -> None:
        """Write the coder's memo on something; ``then`` is called with the message to show."""

    def leave(self, screen: Screen[None]) -> None:
        """Go back from a screen, just once, and never from the overview."""

    def find_action(self, actions: Sequence[Action], at: Offset | None = None) -> None:
        """Choose an action of the present screen by name, and run it; ``at`` opens a menu there."""

    def action_theme(self) -> str:
        """Change the look; return its name."""

    async def action_quit(self) -> None:
        """Quit; with something unsaved, only when asked twice."""


def navigation(screen: Screen[None]) -> Navigation:
    """Return a screen's app, as its navigation."""
    return cast(Navigation, screen.app)
