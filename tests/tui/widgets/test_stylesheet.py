"""Styles are parsed once, with the colours of the look that is worn, and anew for another look."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.css import stylesheet as textual_s
from textual.css.stylesheet import StylesheetParseError

from qualcode.tui.looks import THEMES
from qualcode.tui.widgets.key_queue import AheadApp
from qualcode.tui.widgets.stylesheet import KeptStylesheet
from tests.tui.conftest import parse_rules_anew

PALE, DARK = {"ink": "#111111"}, {"ink": "#eeeeee"}


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The styles that were parsed, one after the other."""
    texts: list[str] = []
    parse: Callable[..., object] = textual_s.parse

    def note(scope: str, css: str, *args: object, **kwargs: object) -> object:
        texts.append(css)
        return parse(scope, css, *args, **kwargs)

    monkeypatch.setattr(textual_s, "parse", note)
    # Without what other tests parsed.
    monkeypatch.setattr(KeptStylesheet, "_parse_rules", parse_rules_anew)
    return texts


def colours(sheet: KeptStylesheet) -> list[str]:
    return [rule.styles.color.hex for rule in sheet.rules]


def test_what_a_screen_brings_is_parsed_and_the_rest_is_not_parsed_again(parsed: list[str]):
    sheet = KeptStylesheet(variables=PALE)
    sheet.add_source("A { color: $ink; }", ("a", ""))
    sheet.reparse()
    sheet.add_source("B { color: red; }", ("b", ""))
    sheet.reparse()
    sheet.set_variables(dict(PALE))
    sheet.reparse()
    assert [text[0] for text in parsed] == ["A", "B"]
    assert colours(sheet) == ["#111111", "#FF0000"]


def test_other_colours_are_parsed_anew():
    sheet = KeptStylesheet(variables=PALE)
    sheet.add_source("A { color: $ink; }", ("a", ""))
    sheet.reparse()
    sheet.set_variables(DARK)
    sheet.reparse()
    assert colours(sheet) == ["#EEEEEE"]


def test_styles_that_are_wrong_leave_those_that_were():
    sheet = KeptStylesheet(variables=PALE)
    sheet.add_source("A { color: $ink; }", ("a", ""))
    sheet.reparse()
    sheet.add_source("B { colour: nowhere; }", ("b", ""))
    with pytest.raises(StylesheetParseError):
        sheet.reparse()
    assert colours(sheet)[:1] == ["#111111"]


@pytest.mark.parametrize("look", THEMES, ids=lambda look: look.name)
async def test_an_app_is_parsed_with_its_look_alone(look, parsed: list[str]):
    app = AheadApp()
    app.wear(THEMES, look.name)
    worn = app.get_css_variables()
    async with app.run_test():
        assert app.stylesheet._variables == worn
        assert app.theme == look.name
    assert len(parsed) == len(set(parsed))
