"""The name at the cursor: its forms, what is decided, and the sentences in which it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Static

from qualcode.model.text.text import safe_for_terminal
from qualcode.tui.widgets.composed import Whole
from qualcode.workbench.privacy.name_places import NamedPlace
from qualcode.workbench.privacy.name_rows import NameRow

#: By this the place of a sign is known to the mouse.
_PLACE = "name-place"


class Places(Static):
    """All places of a name in one widget; a click on one asks for its text."""

    class Chosen(Message):
        """A place was clicked."""

        def __init__(self, at: int) -> None:
            super().__init__()
            self.at = at

    def on_click(self, event: events.Click) -> None:
        """Ask for the place at the pointer to be opened."""
        at = event.style.meta.get(_PLACE)
        if at is not None:
            self.post_message(self.Chosen(at))


class NamePane(Whole, VerticalScroll, can_focus=False):
    """Shows one name; the place that Enter opens has a bar before it."""

    def __init__(self) -> None:
        super().__init__(id="name-pane")
        self.places: Sequence[NamedPlace] = ()
        self.at = 0
        self._heading = Text()

    def compose(self) -> ComposeResult:
        """Lay out what is shown of a name."""
        yield Places(id="name-places")

    @property
    def place(self) -> NamedPlace | None:
        """The place that is marked; ``None`` if there is none."""
        return self.places[self.at] if self.at < len(self.places) else None

    def show(self, heading: Text, places: Sequence[NamedPlace]) -> None:
        """Show a name."""
        self._heading, self.places, self.at = heading, places, 0
        self._fill()
        self.scroll_to(y=0, animate=False)

    def move(self, by: int) -> None:
        """Mark another place, and bring it into view."""
        if not self.places:
            return
        self.at = max(0, min(self.at + by, len(self.places) - 1))
        self._fill()
        shown = self.query_one(Places)
        above = self._text(self.at)
        top = len(above.wrap(self.app.console, max(1, shown.size.width)))
        self.scroll_to(y=max(0, top - 2) if self.at else 0, animate=False)

    def _fill(self) -> None:
        self.query_one(Places).update(self._text(len(self.places)))

    def _text(self, most: int) -> Text:
        """Return the heading and the first so many places."""
        text = self._heading.copy()
        for at, place in enumerate(self.places[:most]):
            text.append("\n\n")
            text.append(_shown(place, at, marked=at == self.at))
        return text


def _shown(place: NamedPlace, at: int, *, marked: bool) -> Text:
    text = Text()
    text.append("▌" if marked else " ", "bold")
    text.append(f"{safe_for_terminal(place.where)}\n", "dim")
    text.append(safe_for_terminal(place.before))
    text.append(safe_for_terminal(place.name), "bold reverse")
    text.append(safe_for_terminal(place.after))
    text.stylize(Style(meta={_PLACE: at}))
    return text


def heading_of(row: NameRow, state: str, by: str, offered: str, keys: Mapping[str, str]) -> Text:
    """Return what is said above the places of a name; ``keys`` has the key of each action."""
    # No style of the whole: the places are appended to it.
    text = Text()
    text.append(f" {safe_for_terminal(row.name)} ", "bold reverse")
    text.append(f"  {row.about}")
    if row.others:
        forms = " · ".join(f"{form.text} {form.count:,}×" for form in row.forms[1:])
        text.append(f"\nand {safe_for_terminal(forms)}")
    if row.may_be:
        who = " or ".join(map(safe_for_terminal, row.may_be))
        text.append(f"\nMay be {who}: look who is meant", "italic")
    elif row.known is not None:
        kept = ", which is kept" if row.known.keep else ""
        text.append(f"\nSeems to be {safe_for_terminal(row.known.name)}{kept}", "italic")
    text.append("\n")
    if state == "keep":
        text.append("KEPT: it stays in plain sight", "bold")
        text.append(f"   {keys['replace']} replaces it by {safe_for_terminal(offered)}")
    elif state == "replace":
        text.append(f"→ {safe_for_terminal(by)}", "bold")
        text.append(f"   {keys['keep']} keeps it instead")
    else:
        part = "Some of its forms are decided. " if state == "partly" else ""
        text.append(f"{part}{keys['replace']} → {safe_for_terminal(offered)}", "bold")
        more = (("keep", "keep"), ("pseudonym", "another"), ("later", "later"))
        text.append("".join(f"   {keys[action]} {what}" for action, what in more))
    return text
