"""The three looks: dark, light and high contrast."""

from __future__ import annotations

from textual.theme import Theme

THEMES: tuple[Theme, ...] = (
    Theme(
        name="qualcode-dark", dark=True, primary="#4C9BE8", secondary="#7FB3A6",
        warning="#E5B567", error="#FF7A7A", success="#7CC38C", accent="#E5B567",
        foreground="#E4E4E0", background="#16181C", surface="#1F2228", panel="#2A2E36",
    ),
    Theme(
        name="qualcode-light", dark=False, primary="#1F5FA8", secondary="#2F6F62",
        warning="#8A5A00", error="#B3261E", success="#1E6B34", accent="#8A5A00",
        foreground="#1C1C1A", background="#FBFAF7", surface="#F0EEE8", panel="#E2DFD6",
    ),
    Theme(
        name="qualcode-contrast", dark=True, primary="#FFD700", secondary="#00E5FF",
        warning="#FFD700", error="#FF8080", success="#80FF80", accent="#00E5FF",
        foreground="#FFFFFF", background="#000000", surface="#000000", panel="#1A1A1A",
        variables={"text-muted": "#D0D0D0", "block-cursor-foreground": "#000000"},
    ),
)  # fmt: skip

#: The look in which nothing is shown by a shade of colour alone.
CONTRAST = THEMES[2].name
#: The names of the looks on screen.
NAMES = {"qualcode-dark": "Dark", "qualcode-light": "Light", "qualcode-contrast": "High contrast"}


def next_theme(name: str) -> str:
    """Return the theme after this one."""
    names = [theme.name for theme in THEMES]
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]
