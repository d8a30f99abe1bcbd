"""The terminal UI: one study, one coder, an overview and coding screens."""

from __future__ import annotations

from pathlib import Path

from textual.app import App

from qualcode.store.study import Study
from qualcode.tui.coding_screen import CodingScreen
from qualcode.tui.overview import Overview
from qualcode.workbench.actions import ACTIONS
from qualcode.workbench.session import CodingSession


class QualcodeApp(App[None]):
    """Opens a study at its overview, or at a document."""

    CSS_PATH = Path(__file__).with_name("styles.tcss")
    TITLE = "qualcode"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, study: Study, coder: str, document: str = "") -> None:
        super().__init__()
        self.session = CodingSession(study, coder)
        self._document = document
        self._warned = False
        if document:
            # Wrong names are told before the screen is taken over.
            self.session.desk.open_document(document)

    def on_mount(self) -> None:
        """Set the keys and open the first screen."""
        self.set_keymap({a.id: ",".join(a.keys) for a in self.session.actions if a not in ACTIONS})
        self.push_screen(Overview(self.session))
        if self._document:
            self.push_screen(CodingScreen(self.session, self._document))

    async def action_quit(self) -> None:
        """Leave; but not with something unsaved, unless asked twice."""
        if self.session.retry() == "unsaved" and not self._warned:
            self._warned = True
            unsaved = len(self.session.unsaved)
            self.notify(
                f"{unsaved} changes are not on disk: {self.session.problem}. "
                "Quit again to lose them.",
                severity="error",
                timeout=20,
            )
            return
        self.exit()
