"""Codes, words with a code and the selection stand out in every look and with any number of colours."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from textual.color import Color

from qualcode.store.codebook.reader import parse_codebook
from qualcode.tui.looks import THEMES
from qualcode.tui.widgets.paint import Depth, Look, contrast, parsed, selection_style
from qualcode.workbench.codebook.colours import PALETTE

#: The 16 colours of xterm and of a PC's console, which differ most among what terminals have.
_XTERM = TerminalTheme(
    (0, 0, 0), (229, 229, 229),
    [(0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205),
     (229, 229, 229)],
    [(127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255),
     (0, 255, 255), (255, 255, 255)],
)  # fmt: skip
_CONSOLE = TerminalTheme(
    (0, 0, 0), (170, 170, 170),
    [(0, 0, 0), (170, 0, 0), (0, 170, 0), (170, 85, 0), (0, 0, 170), (170, 0, 170), (0, 170, 170),
     (170, 170, 170)],
    [(85, 85, 85), (255, 85, 85), (85, 255, 85), (255, 255, 85), (85, 85, 255), (255, 85, 255),
     (85, 255, 255), (255, 255, 255)],
)  # fmt: skip

CODEBOOK = Path(__file__).parents[3] / "codebooks" / "policy-themes.yaml"
COLOURS = [*PALETTE, *(c.colour for c in parse_codebook(CODEBOOK.read_text(), "x")[0])]
LOOKS = [(theme.name, depth) for theme in THEMES for depth in ("few", "256", "many")]


def look_of(name: str, depth: Depth) -> Look:
    theme = next(one for one in THEMES if one.name == name)
    assert theme.foreground
    assert theme.background
    assert theme.primary
    ground, ink = Color.parse(theme.background), Color.parse(theme.foreground)
    chosen = Style(color=ink.rich_color, bgcolor=Color.parse(theme.primary).rich_color, bold=True)
    return Look(
        base=Style(color=ink.rich_color, bgcolor=ground.rich_color),
        margin=Style(),
        speaker=Style(),
        selection=selection_style(chosen, ground, ink, depth),
        ground=ground,
        codes={colour: (n, parsed(colour)) for n, colour in enumerate(COLOURS)},
        depth=depth,
    )


def on_terminal(colour: RichColor | None, depth: Depth, terminal: TerminalTheme = _XTERM) -> Color:
    """Return a colour as a terminal with so many colours shows it."""
    assert colour is not None
    if depth == "few":
        return Color(*colour.downgrade(ColorSystem.STANDARD).get_truecolor(terminal))
    shown = colour.downgrade(ColorSystem.EIGHT_BIT) if depth == "256" else colour
    return Color(*shown.get_truecolor(terminal))


@pytest.mark.parametrize("terminal", [_XTERM, _CONSOLE], ids=["xterm", "console"])
@pytest.mark.parametrize(("name", "depth"), LOOKS)
def test_marks_and_words_have_the_contrast_they_need(
    name: str, depth: Depth, terminal: TerminalTheme
):
    look = look_of(name, depth)
    ground = on_terminal(look.base.bgcolor, depth, terminal)
    for code in COLOURS:
        mark = on_terminal(look.stripe(code).color, depth, terminal)
        assert contrast(mark, ground) >= 2.99, code
        for deep, other in ((False, False), (False, True), (True, False)):
            words = look.base + look.tint(code, deep=deep, other=other)
            ink = on_terminal(words.color, depth, terminal)
            behind = on_terminal(words.bgcolor, depth, terminal)
            assert contrast(ink, behind) >= 4.5, code


@pytest.mark.parametrize(("name", "depth"), LOOKS)
def test_the_selection_looks_like_no_code_and_its_words_can_be_read(name: str, depth: Depth):
    look = look_of(name, depth)
    for code in COLOURS:
        words = look.base + look.tint(code, deep=True)
        chosen = words + look.selection
        there = on_terminal(chosen.bgcolor, depth)
        assert there != on_terminal(words.bgcolor, depth)
        assert depth != "few" or there != on_terminal(look.stripe(code).color, depth)
        assert chosen.bold


@pytest.mark.parametrize("name", [theme.name for theme in THEMES])
def test_with_16_colours_no_two_of_those_codes_take_are_one(name: str):
    look = look_of(name, "few")
    shown = {on_terminal(look.stripe(code).color, "few").hex for code in COLOURS}
    many = {look.stripe(code).color for code in COLOURS}
    assert len(shown) == len(many) >= 3
    assert "#5C5CFF" not in shown  # what Textual makes of our own blue


@pytest.mark.parametrize("name", [theme.name for theme in THEMES])
def test_two_codings_of_a_code_in_a_row_have_two_shades(name: str):
    for depth in ("many", "256", "few"):
        look = look_of(name, depth)
        for code in COLOURS:
            shades = [look.tint(code, deep=False, other=other) for other in (False, True)]
            behind = [on_terminal(shade.bgcolor, depth) for shade in shades]
            assert contrast(*behind) > 1.1 or shades[1].bold, (depth, code)


def test_codes_beside_each_other_in_a_codebook_have_other_colours_on_the_screen():
    book = parse_codebook(CODEBOOK.read_text(), "x")[0]
    for name in ("qualcode-dark", "qualcode-light"):
        look = look_of(name, "many")
        shown = [look.stripe(code.colour).color for code in book]
        assert len(set(shown)) == len(shown)
        assert all(a != b for a, b in combinations(shown, 2))
