"""A list whose lines change under the pointer."""

from __future__ import annotations

from textual import events
from textual.app import App, ComposeResult

from qualcode.tui.widgets.options import Options


async def test_a_click_on_a_line_that_is_gone_chooses_nothing():
    chosen: list[int] = []

    class Lists(App[None]):
        def compose(self) -> ComposeResult:
            yield Options("one", "two", "three", "four")

        def on_option_list_option_selected(self, event: Options.OptionSelected) -> None:
            chosen.append(event.option_index)

    app = Lists()
    async with app.run_test() as pilot:
        options = app.query_one(Options)
        await pilot.pause()
        await pilot.click(Options, offset=(3, 4))
        assert chosen == [3]

        def fewer() -> None:
            options.clear_options()
            options.add_option("one")

        # Typed and clicked at once: the click is of the lines as they were drawn.
        style = app.screen.get_style_at(options.region.x + 3, options.region.y + 4)
        assert style.meta["option"] == 3
        fewer()
        options.post_message(events.Click(options, 3, 4, 0, 0, 1, False, False, False, 3, 4, style))
        await pilot.pause()
        assert chosen == [3]
        assert app.is_running
