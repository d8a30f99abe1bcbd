"""The codebook pane on the left: a tree with counts, filtered by typing, edited in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Static

from qualcode.model.codebook.code import Codebook
from qualcode.tui.bindings import key_bindings
from qualcode.tui.widgets.composed import Whole
from qualcode.tui.widgets.paint import code_colour, sign
from qualcode.workbench.codebook.tree import CodeTree, TreeRow
from qualcode.workbench.keys.coding import CODEBOOK_ACTIONS, Action
from qualcode.workbench.keys.keymap import first_key

_COUNTS = 9


class CodeTreeView(ScrollView, can_focus=True, inherit_bindings=False):
    """Draws the rows of a ``CodeTree`` and reports what the user wants to do with a code."""

    COMPONENT_CLASSES = {"codes--quiet", "codes--cursor", "codes--match"}
    BINDINGS = key_bindings(
        "codebook", CODEBOOK_ACTIONS, priority=lambda action: "tab" in action.keys
    )

    class Given(Message):
        """A code was chosen for the selection."""

        def __init__(self, code: str) -> None:
            super().__init__()
            self.code = code

    class Wanted(Message):
        """The user wants to do something with a code: ``edit``, ``rename``, ``up`` …, an action."""

        def __init__(self, what: str, code: str) -> None:
            super().__init__()
            self.what = what
            self.code = code

    class Left(Message):
        """The user wants to go back to the text."""

    class Filtered(Message):
        """Something was typed."""

    def __init__(self, book: Codebook) -> None:
        super().__init__(id="code-tree")
        self.codes = CodeTree(book)
        self._here: Mapping[str, int] = {}
        self._study: Mapping[str, int] = {}
        self._recent: Sequence[str] = ()

    # ---- what is shown --------------------------------------------------------------------

    def show(
        self,
        book: Codebook,
        here: Mapping[str, int],
        study: Mapping[str, int],
        recent: Sequence[str],
    ) -> None:
        """Show a codebook with counts for document and study, and digits of recent codes."""
        self.codes.show(book)
        self._here, self._study, self._recent = here, study, recent
        self._laid_out()

    def _laid_out(self) -> None:
        size = Size(self.size.width, len(self.codes.rows))
        if size != self.virtual_size:
            self.virtual_size = size
        self.refresh()
        if self.has_focus:
            self._into_view()

    def _into_view(self) -> None:
        at, height = self.codes.cursor, self.size.height
        if at < self.scroll_offset.y:
            self.scroll_to(y=at, animate=False)
        elif height and at >= self.scroll_offset.y + height:
            self.scroll_to(y=at - height + 1, animate=False)

    def on_resize(self) -> None:
        """Fit the rows."""
        self._laid_out()

    def render_line(self, y: int) -> Strip:
        """Paint one code."""
        number = self.scroll_offset.y + y
        width = self.size.width
        if number >= len(self.codes.rows):
            return Strip.blank(width, self.rich_style)
        row = self.codes.rows[number]
        return self._paint(row, number == self.codes.cursor and self.has_focus, width)

    def _paint(self, row: TreeRow, under_cursor: bool, width: int) -> Strip:
        base = self.rich_style
        quiet = self.get_component_rich_style("codes--quiet")
        code = row.code
        digit = str(self._recent.index(code.id) + 1) if code.id in self._recent else " "
        folder = ("▸" if row.folded else "▾") if code.children else " "
        usable = code.can_be_used and row.fits
        style = base if usable else quiet + Style(italic=not code.can_be_used)
        if row.fits and self.codes.typed.strip():
            style += self.get_component_rich_style("codes--match", partial=True)
        here, study = self._here.get(code.id, 0), self._study.get(code.id, 0)
        counted = f"{here or '·':>4}{study or '·':>5}"
        left = f"{'  ' * row.depth}{folder}"
        room = max(4, width - len(left) - 6 - _COUNTS)
        name = code.name + (" (draft)" if code.status == "draft" else "")
        segments = [
            Segment(digit, base + Style(bold=True)),
            Segment(left, quiet),
            Segment(f"{sign(row.index)}■ ", base + code_colour(self, code.colour, row.index)),
            Segment(_cut(name, room) + " ", style),
            Segment(counted, (base + Style(bold=True)) if here else quiet),
        ]
        strip = Strip(segments).adjust_cell_length(width, base)
        if under_cursor:
            marked = self.get_component_rich_style("codes--cursor")
            strip = Strip([Segment(part.text, marked) for part in strip], width)
        return strip

    # ---- keys and mouse -------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Filter by the typed letters."""
        if event.key == "backspace":
            typed = self.codes.typed[:-1]
        elif event.is_printable and event.character:
            typed = self.codes.typed + event.character
        else:
            return
        event.stop()
        event.prevent_default()
        self._filter(typed)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Letters are typed here; the footer must not offer them for something else."""
        return character is not None and character.isprintable()

    def _filter(self, typed: str) -> None:
        self.codes.filter(typed)
        self._laid_out()
        self.post_message(self.Filtered())

    def action_step(self, by: int) -> None:
        """Move the cursor."""
        self.codes.move(by)
        self._laid_out()

    def action_fold(self, folded: bool) -> None:
        """Fold or unfold."""
        self.codes.fold(folded)
        self._laid_out()

    def action_give(self) -> None:
        """Choose the code for the selection."""
        if self.codes.code is not None:
            self.post_message(self.Given(self.codes.code.id))
            if self.codes.typed:
                self._filter("")

    def action_wanted(self, what: str) -> None:
        """Ask for something to be done to the code."""
        code = self.codes.code
        self.post_message(self.Wanted(what, code.id if code else ""))

    def action_leave(self) -> None:
        """Clear the filter, or go back to the text."""
        if self.codes.typed:
            self._filter("")
        else:
            self.post_message(self.Left())

    def on_click(self, event: events.Click) -> None:
        """One click moves the cursor, two give the code; a click on the triangle folds."""
        number = self.scroll_offset.y + event.y
        if number >= len(self.codes.rows):
            return
        self.codes.cursor = number
        row = self.codes.rows[number]
        if row.code.children and event.x <= 2 + 2 * row.depth:
            self.action_fold(not row.folded)
        elif event.chain == 2:
            self.action_give()
        self._laid_out()

    def on_focus(self) -> None:
        """Show the cursor."""
        self._laid_out()
        self.post_message(self.Filtered())

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh()
        self.post_message(self.Filtered())


def _cut(name: str, room: int) -> str:
    from rich.cells import cell_len

    if cell_len(name) <= room:
        return set_cell_size(name, room)
    return set_cell_size(name, room - 1).rstrip() + "…" + " " * (room - 1 - cell_len(
        set_cell_size(name, room - 1).rstrip()))  # fmt: skip


def no_codes(actions: Sequence[Action]) -> str:
    """Return what the pane says where there is no code: how to get some."""
    make, name, add = (first_key(actions, one) for one in ("new_code", "in_vivo", "add_codes"))
    return (
        f"No codes yet.\n\nIn the text {make} makes one for the words selected, {name} one named "
        f"by them.\n\n{add} adds those of a codebook or a report."
    )


class CodePane(Whole, Vertical):
    """The tree under a heading that shows what was typed."""

    def __init__(self, book: Codebook, no_codes: str = "No codes yet") -> None:
        super().__init__(id="codes-pane")
        self._book = book
        self._no_codes = no_codes

    def compose(self) -> ComposeResult:
        """Lay out heading and tree."""
        yield Static(id="codes-heading", markup=False)
        yield Static(self._no_codes, id="no-codes", markup=False)
        yield CodeTreeView(self._book)

    def on_mount(self) -> None:
        """Write the heading."""
        self._head()

    @property
    def view(self) -> CodeTreeView:
        """The tree."""
        return self.query_one(CodeTreeView)

    def show(
        self,
        book: Codebook,
        here: Mapping[str, int],
        study: Mapping[str, int],
        recent: Sequence[str],
    ) -> None:
        """Show a codebook with its counts; do nothing while the pane is being removed."""
        self.set_class(not len(book), "no-codes")
        for view in self.query(CodeTreeView):
            view.show(book, here, study, recent)

    def on_code_tree_view_filtered(self, event: CodeTreeView.Filtered) -> None:
        """Show what was typed."""
        event.stop()
        self._head()

    def _head(self) -> None:
        typed, focused = self.view.codes.typed, self.view.has_focus
        left = f"/{typed}▏" if typed or focused else "Codebook"
        if focused and not typed:
            left = "Type to filter▏"
        room = max(1, self.size.width - 13) if self.size.width else 24
        heading = self.query_one("#codes-heading", Static)
        heading.update(f"{left[:room]:<{room}} here study", layout=False)

    def on_resize(self) -> None:
        """Fit the heading."""
        self._head()
