"""Shows suggested themes next to their passages, and the parts that no code covers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.message import Message
from textual.widgets import Static

from qualcode.errors import NotFoundError, QualcodeError
from qualcode.model.plural import counted
from qualcode.model.text.text import safe_for_terminal
from qualcode.tui.themes.items import part_item, theme_item
from qualcode.tui.themes.list import ThemeList
from qualcode.tui.themes.making_screen import ThemeMakingScreen
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.passage_list import Item, PassageList
from qualcode.tui.widgets.said import Said
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.keys.coding import shown_key
from qualcode.workbench.themes.adoption import code_made_of
from qualcode.workbench.themes.coder_view import (
    Part,
    part_now,
    place_now,
    themes_as_seen,
    why_not_there,
)
from qualcode.workbench.themes.description import is_new, parts_lines, theme_lines
from qualcode.workbench.themes.stored import StoredPassage, StoredTheme, StoredThemes

#: From this width on themes and passages stand side by side.
WIDE = 100
#: How much of a line about a theme is shown at most.
_LONG = 600

Found = tuple[StoredThemes, list[Part]]


class ThemeShowingScreen(ThemeMakingScreen):
    """Lists themes, and the passages of the one at the cursor, typical ones first."""

    class Loaded(Message):
        """The last suggested themes, or why there are none; ``failed`` if that is an error."""

        def __init__(self, number: int, found: Found | None, why: str, failed: bool) -> None:
            super().__init__()
            self.number = number
            self.found = found
            self.why = why
            self.failed = failed

    def __init__(self, session: CodingSession) -> None:
        super().__init__(session)
        self._number = 0
        self._found: Found | None = None
        self._rows: Sequence[tuple[str, StoredTheme]] = ()
        # The numbers of those rows that are not in the codebook.
        self._new: frozenset[int] = frozenset()
        self._empty = ""
        self._gaps = False
        # What the list of passages shows; the cursor in the list of themes may be ahead of it.
        self._theme: StoredTheme | None = None
        self._passages: Sequence[StoredPassage] = ()
        self._parts: Sequence[Part] = ()

    def compose(self) -> ComposeResult:
        """Lay out the themes, and next to them the details and passages of one."""
        yield Static(id="title")
        with Container(id="theme-sides"):
            yield ThemeList()
            with Vertical(id="theme-passages"):
                yield Static(id="about")
                yield PassageList(self._describe)
        yield Said()
        yield KeyLine()

    @property
    def passages(self) -> PassageList:
        """The list of passages."""
        return self.query_one(PassageList)

    @property
    def themes(self) -> ThemeList:
        """The list of themes."""
        return self.query_one(ThemeList)

    def on_mount(self) -> None:
        """Start in the list of themes."""
        self.themes.options.focus()
        self.show_title()

    def on_screen_resume(self) -> None:
        """Read everything again, since something may have been coded."""
        self._load()

    def on_resize(self) -> None:
        """Put themes and passages side by side if there is room."""
        for sides in self.query("#theme-sides"):
            sides.set_class(self.size.width >= WIDE, "wide")

    # ---- reading --------------------------------------------------------------------------

    def themes_made(self) -> None:
        """Show the new themes from the first on."""
        self._theme = None
        self._load()

    def _load(self) -> None:
        self._number += 1
        self.run_worker(
            partial(self._read, self._number), thread=True, exclusive=True, group="load"
        )

    def _read(self, number: int) -> None:
        try:
            found = themes_as_seen(self.session.study, self.session.coder)
        except NotFoundError:
            self.post_message(self.Loaded(number, None, "", False))
        except QualcodeError as error:
            self.post_message(self.Loaded(number, None, str(error), True))
        else:
            self.post_message(self.Loaded(number, found, "", False))

    @on(Loaded)
    def _show_loaded(self, event: Loaded) -> None:
        if self.gone or event.number != self._number:
            return
        make = self._key("make")
        self._found, was = event.found, self._theme
        self._empty = "" if event.found else f"No themes were suggested yet: {make} makes them"
        if event.failed:
            self._empty = f"No themes can be shown: {make} makes them again"
            self.say(event.why, wrong=True)
        stored = event.found[0] if event.found else None
        self._rows = stored.in_families() if stored else ()
        if stored is not None and not self._rows:
            self._empty = f"There are no themes: {make} makes them again"
        begins = bool(self._rows) and not self.themes.count
        same = [n for n, (_, theme) in enumerate(self._rows) if was and theme.id == was.id]
        self._new = self._not_in_the_codebook()
        self.themes.show(self._rows, self._new, at=same[0] if same else 0)
        self._show(kept=bool(same))
        if begins:
            self.action_to("themes")

    def _not_in_the_codebook(self) -> frozenset[int]:
        if self._found is None:
            return frozenset()
        stored, book = self._found[0], self.session.codebook
        return frozenset(
            n
            for n, (_, theme) in enumerate(self._rows)
            if is_new(theme, code_made_of(book, stored, theme))
        )

    def _key(self, action: str) -> str:
        keys = [a.keys for a in self.action_table if a.id == action]
        return shown_key(keys[0][0]) if keys and keys[0] else action

    # ---- showing --------------------------------------------------------------------------

    def show_title(self) -> None:
        """Show the number of themes, and the progress of making others."""
        said = []
        if self._found is not None and self._gaps:
            parts = self._found[1]
            words = counted(sum(part.words for part in parts), "word")
            said.append(f"{counted(len(parts), 'part')} of {words}")
        elif self._found is not None:
            said.append(counted(len(self._rows), "theme"))
            said.append(f"{len(self._new):,} not in your codebook")
        if self._found is not None and not self.making:
            said.append(f"made {self._found[0].made}")
        said += [self.making, self.session.coder]
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(" No code covers " if self._gaps else " Themes ", "bold reverse")
        line.append(f"  {safe_for_terminal(' · '.join(one for one in said if one))}")
        for title in self.query("#title").results(Static):
            title.update(line)

    def _show(self, *, kept: bool = False) -> None:
        """Show the parts or the theme at the cursor; with ``kept`` they are the same as before."""
        alone = self._gaps or not self._rows
        self.query_one("#theme-sides").set_class(alone, "alone")
        if alone:
            self.passages.focus()
        self.show_title()
        if self._gaps:
            self._parts = self._found[1] if self._found else ()
            lines = parts_lines(self._parts)
            count, empty = len(self._parts), "Every part that was gone through has a code"
        else:
            at = self.themes.chosen
            self._theme = self._rows[at][1] if at is not None and at < len(self._rows) else None
            self._passages = self._theme.passages if self._theme else ()
            lines = self._lines_on(self._theme) if self._theme else []
            count, empty = len(self._passages), "No passages"
        about = Text("\n").join(
            Text(safe_for_terminal(line[:_LONG]), "" if n or self._gaps else "bold")
            for n, line in enumerate(lines)
        )
        self.query_one("#about", Static).update(about)
        self.query_one("#about").display = bool(lines)
        if kept and count == self.passages.count:
            self.passages.redraw()
        else:
            at = self.passages.cursor if kept else 0
            self.passages.show(count, cursor=at, empty=self._empty or empty)

    def _lines_on(self, theme: StoredTheme) -> list[str]:
        assert self._found is not None
        book, study = self.session.codebook, self.session.study
        draft = code_made_of(book, self._found[0], theme)
        return theme_lines(theme, book, study.group_name, draft)

    def _describe(self, at: int) -> Item:
        if self._gaps:
            return part_item(self.session, self._parts[at])
        return theme_item(self, self.session, self._passages[at])

    @on(ThemeList.Moved)
    def _moved(self) -> None:
        at = None if self.gone else self.themes.chosen
        if at is not None and not self._gaps and self._rows[at][1] is not self._theme:
            self._show()

    # ---- back and forth -------------------------------------------------------------------

    def action_to(self, side: str) -> None:
        """Go to the themes or to the passages."""
        if not self.gone:
            back = side == "themes" and not self._gaps and self._rows
            (self.themes.options if back else self.passages).focus()

    def action_other(self) -> None:
        """Go from the themes to the passages, or back."""
        if not self.gone:
            self.action_to("themes" if self.focused is self.passages else "passages")

    @on(ThemeList.Opened)
    def _to_passages(self) -> None:
        self.action_to("passages")

    def action_gaps(self) -> None:
        """Show the parts that no code covers, or the themes."""
        if self.gone:
            return
        self._gaps = not self._gaps
        self._show()
        self.action_to("passages" if self._gaps else "themes")

    def action_leave(self) -> None:
        """Go back: from the parts that no code covers to the themes."""
        if self._gaps and not self.gone:
            self.action_gaps()
        else:
            super().action_leave()

    @on(PassageList.Opened)
    def _open(self, event: PassageList.Opened) -> None:
        shown: Sequence[Part] | Sequence[StoredPassage]
        shown = self._parts if self._gaps else self._passages
        if event.at >= len(shown):  # other passages are shown since the click
            return
        one = shown[event.at]
        if isinstance(one, Part):
            span = part_now(self.session, one)
        else:
            span = place_now(self.session, one)
        if span is None:
            self.say(why_not_there(self.session, one.document), wrong=True)
        else:
            self.open_passage(one.document, *span)
