"""The line of keys: it shows what the screen offers, and a click does as the key does."""

from pathlib import Path

import pytest
from textual import events

from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.widgets.key_line import KeyLine
from tests.tui.typed import at_rest, mouse, typed

pytestmark = pytest.mark.slow


def on_one(path: Path) -> QualcodeApp:
    return QualcodeApp(Study.open(path), "ann", "one")


def key_line(app: QualcodeApp) -> KeyLine:
    return app.screen.query_one(KeyLine)


async def click(app: QualcodeApp, description: str) -> None:
    line = key_line(app)
    start = next(start for key, start in line.shown() if key.description == description)
    region = line.region
    app.post_message(mouse(events.MouseDown, region.x + start + 1, region.y))
    app.post_message(mouse(events.MouseUp, region.x + start + 1, region.y))
    await at_rest(app)


async def test_it_shows_each_thing_once_where_it_is_drawn(study_path: Path):
    async with on_one(study_path).run_test(size=(300, 30)) as pilot:
        await pilot.pause()
        line = key_line(pilot.app)
        drawn = line.render().plain
        offered = [one.binding for one in pilot.app.screen.active_bindings.values()]
        assert {key.key for key in line.keys} <= {one.key for one in offered if one.show}
        actions = {one.action for one in offered if one.show}
        assert len(line.keys) == len(actions) > 5
        assert len(line.shown()) == len(line.keys)
        for key, start in line.shown():
            assert drawn[start : start + key.width].rstrip() == f" {key.display} {key.description}"


async def test_a_click_does_as_the_key_does(study_path: Path):
    async with on_one(study_path).run_test(size=(200, 30)) as pilot:
        await pilot.pause()
        app = pilot.app
        first = key_line(app).keys[0]
        before = app.screen
        await click(app, first.description)
        by_mouse = type(app.screen)
        await typed(app, "escape")
        assert app.screen is before
        await typed(app, first.key)
        assert type(app.screen) is by_mouse is not type(before)


async def test_what_the_screen_no_longer_offers_is_not_shown(study_path: Path):
    async with on_one(study_path).run_test(size=(200, 30)) as pilot:
        await pilot.pause()
        app = pilot.app
        before = key_line(app).keys
        await typed(app, "B")
        inside = key_line(app).keys
        assert len(inside) < len(before)
        await typed(app, "escape")
        assert key_line(app).keys == before


async def test_where_there_is_no_room_the_wheel_shows_the_rest(study_path: Path):
    async with on_one(study_path).run_test(size=(60, 30)) as pilot:
        await pilot.pause()
        app, line = pilot.app, key_line(pilot.app)
        *_, last, every = line.keys
        assert every.key == "question_mark"
        assert last not in [one for one, _ in line.shown()]
        y = line.region.y
        for _ in range(200):
            app.post_message(mouse(events.MouseScrollDown, 5, y))
        await at_rest(app)
        drawn = line.render().plain
        assert drawn.endswith(" ? more ")
        assert f" {last.description} " in drawn
        assert line.key_at(drawn.index(f" {last.description} ")) == last
        for _ in range(200):
            app.post_message(mouse(events.MouseScrollUp, 5, y))
        await at_rest(app)
        assert line.key_at(0) == line.keys[0]


@pytest.mark.parametrize("width", [40, 80, 140])
async def test_no_key_is_cut_at_any_width_wherever_the_wheel_leaves_it(
    study_path: Path, width: int
):
    async with on_one(study_path).run_test(size=(width, 30)) as pilot:
        await pilot.pause()
        app, line = pilot.app, key_line(pilot.app)
        whole = {f"{one.display} {one.description}" for one in line.keys}
        for _ in range(len(line.keys)):
            drawn = line.render().plain
            assert drawn.endswith(" ? more ")
            shown = [f"{one.display} {one.description}" for one, _ in line.shown()[:-1]]
            assert set(shown) <= whole
            assert " ".join(drawn.split()) == " ".join(" ".join([*shown, "? more"]).split())
            app.post_message(mouse(events.MouseScrollDown, 5, line.region.y))
            await at_rest(app)


async def test_at_80_columns_the_most_needed_and_all_keys_are_named(study_path: Path):
    async with on_one(study_path).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        drawn = key_line(pilot.app).render().plain
        for name in ("Enter code", "Space grow", ". again", "+ well", "- less", "? more"):
            assert f" {name} " in drawn


async def test_where_there_is_no_room_it_says_that_there_are_more_and_leads_to_all(
    study_path: Path,
):
    async with on_one(study_path).run_test(size=(60, 30)) as pilot:
        await pilot.pause()
        app, line = pilot.app, key_line(pilot.app)
        drawn = line.render().plain
        assert len(drawn) == 60
        assert drawn.endswith(" ? more ")
        shown = [one for one in line.keys if f" {one.display} {one.description} " in drawn]
        assert 0 < len(shown) < len(line.keys)
        here = app.screen
        app.post_message(mouse(events.MouseDown, 57, line.region.y))
        await at_rest(app)
        assert app.screen is not here
        assert "KeysHelp" in type(app.screen).__name__


async def test_where_all_have_room_nothing_is_said_of_more(study_path: Path):
    async with on_one(study_path).run_test(size=(300, 30)) as pilot:
        await pilot.pause()
        assert "more" not in key_line(pilot.app).render().plain


async def test_in_the_codebook_f1_shows_all_keys(study_path: Path):
    async with on_one(study_path).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app = pilot.app
        await typed(app, "B")
        assert key_line(app).render().plain.endswith(" F1 more ")
        await typed(app, "f1")
        assert "KeysHelp" in type(app.screen).__name__
