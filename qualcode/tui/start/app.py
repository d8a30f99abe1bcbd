"""The terminal UI where no study is open: it asks which, or makes one, to be opened then."""

from __future__ import annotations

from pathlib import Path

from qualcode.tui.looks import THEMES, next_theme
from qualcode.tui.start.screen import StartScreen
from qualcode.tui.styles import STYLES
from qualcode.tui.widgets.key_queue import AheadApp


class StartApp(AheadApp):
    """Runs until a study was chosen, which is ``chosen`` then, or until it is left.

    ``coder`` is who works here, if that was said; otherwise a study that does not know is asked.
    """

    CSS_PATH = STYLES / "styles.tcss"
    TITLE = "qualcode"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, coder: str = "") -> None:
        super().__init__()
        self.chosen: Path | None = None
        self._coder = coder
        self.wear(THEMES, THEMES[0].name)

    def on_mount(self) -> None:
        """Open the screen."""
        self.push_screen(StartScreen(self._coder, self.choose))

    def choose(self, folder: Path) -> None:
        """End with this study."""
        self.chosen = folder
        self.exit()

    def action_theme(self) -> None:
        """Change the look."""
        self.theme = next_theme(self.theme)
