"""Nothing that a screen shows steers the terminal, in whatever widget it stands."""

from __future__ import annotations

import io
import re

from rich.console import Console
from textual.app import ComposeResult
from textual.widgets import DataTable, Input, Static

from qualcode.tui.widgets.key_queue import AheadApp

STEERING = "\x1b]0;title\x07\x1b[2J\x9b31m\x85\u2028\u202e\u2066\x08\x7f"
#: Colours are the only commands that a line of a screen has.
_ALLOWED = re.compile(r"\x1b\[[0-9;]*[mH]")
_STEERS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u202a-\u202e\u2066-\u2069]")


class Shown(AheadApp):
    def compose(self) -> ComposeResult:
        yield Static(f"one{STEERING}two", markup=False)
        yield Input(f"line{STEERING}end")
        table: DataTable[str] = DataTable()
        table.add_column(f"head{STEERING}")
        table.add_row(f"cell{STEERING}")
        yield table

    def on_mount(self) -> None:
        self.notify(f"said{STEERING}so", markup=False)


async def test_no_widget_lets_anything_steer_the_terminal():
    app = Shown()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        await pilot.pause()
        console = Console(file=io.StringIO(), force_terminal=True, color_system="truecolor")
        update = app.screen._compositor.render_update(full=True)  # what is sent to the terminal
        sent = update.render_segments(console)
    assert "one" in sent
    assert "cell" in sent
    assert "said" in sent
    assert _STEERS.findall(_ALLOWED.sub("", sent)) == []
