"""The overview's table of documents; the cursor stays on its document."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events
from textual.message import Message
from textual.widgets import DataTable

from qualcode.model.coding.coverage import percent
from qualcode.tui.widgets.cut import cut_apart
from qualcode.workbench.overview.columns import Column, bar, columns_for, done_signs
from qualcode.workbench.overview.rows import DocumentLine, StudyLines


class DocumentTable(DataTable[Text]):
    """Shows lines in the given order; the screen filters and sorts them."""

    COMPONENT_CLASSES = {
        "documents--bar", "documents--orphans", "documents--quiet", "documents--done",
    }  # fmt: skip

    class Sized(Message):
        """The table has another width, and may have other columns."""

    def __init__(self) -> None:
        super().__init__(cursor_type="row", zebra_stripes=True, id="documents")
        self._shown: list[DocumentLine] = []
        self._laid_out: tuple[Column, ...] = ()
        self._width = 0

    def on_resize(self, event: events.Resize) -> None:
        """Ask for columns that fit another width."""
        if event.size.width != self._width:
            self._width = event.size.width
            self.post_message(self.Sized())

    @property
    def laid_out(self) -> tuple[Column, ...]:
        """The present columns."""
        return self._laid_out

    @property
    def document(self) -> DocumentLine | None:
        """The document at the cursor."""
        row = self.cursor_row
        return self._shown[row] if 0 <= row < len(self._shown) else None

    @property
    def cut(self) -> str:
        """The id of the document at the cursor, if its column has no room for it; else ""."""
        line = self.document
        width = next((one.width for one in self._laid_out if one.id == "document"), 0)
        return line.id if line is not None and cell_len(line.id) > width > 0 else ""

    def show(
        self, found: StudyLines, lines: Sequence[DocumentLine], by: str, *, reverse: bool
    ) -> None:
        """Show lines, and the column they are sorted by; the cursor stays on its document."""
        if not self._width:
            return
        before, row, top = self.document, self.cursor_row, self.scroll_offset.y
        columns = columns_for(self._width - 1, found)
        self.clear(columns=True)
        for column in columns:
            mark = ("▼" if reverse else "▲") if column.id == by else ""
            heading = Text(column.heading + mark, no_wrap=True)
            heading.justify = "right" if column.right else "left"
            self.add_column(heading, width=column.width, key=column.id)
        self._laid_out = columns
        self._shown = list(lines)
        quiet, strong = self._style("quiet"), self._style("bar")
        alarm, ready = self._style("orphans"), self._style("done")
        width = next((one.width for one in columns if one.id == "document"), 0)
        names = cut_apart((line.id for line in lines), width)
        for line in lines:
            name = names[line.id]
            cells = [
                _cell(
                    line, column, found, name,
                    quiet=quiet, strong=strong, alarm=alarm, ready=ready,
                )
                for column in columns
            ]  # fmt: skip
            self.add_row(*cells, key=line.id)
        kept = next((n for n, line in enumerate(lines) if before and line.id == before.id), None)
        self.move_cursor(row=min(row, len(lines) - 1) if kept is None else kept, animate=False)
        if kept == row:
            self.scroll_to(y=top, animate=False, immediate=True)

    def _style(self, name: str) -> Style:
        # Only the colour, mixed for the table's background: rows have backgrounds of their own.
        full = self.get_component_rich_style(f"documents--{name}")
        return Style(color=full.color, bold=full.bold)


def _cell(
    line: DocumentLine,
    column: Column,
    found: StudyLines,
    name: str,
    *,
    quiet: Style,
    strong: Style,
    alarm: Style,
    ready: Style,
) -> Text:
    cell = Text(no_wrap=True, overflow="ellipsis", justify="right" if column.right else "left")
    plain = {
        "group": line.group,
        "words": f"{line.words:,}",
        "turns": f"{line.turns:,}",
        "memo": f"✎ {line.memos}" if line.memos else "",
    }
    if column.id in plain:
        cell.append(plain[column.id])
        return cell
    match column.id:
        case "document":
            cell.append(name, "bold")
        case "language":
            cell.append(line.language, quiet)
        case "coded":
            full, rest = bar(line.coded)
            cell.append(full, strong)
            cell.append(rest, quiet)
            cell.append(f"{percent(line.coded):4}%", "bold" if line.coded else quiet)
        case "codings":
            cell.append(f"{line.codings:,}" if line.codings else "·", "" if line.codings else quiet)
        case "done":
            cell.append(done_signs(line, found))
            if line.is_done:
                cell.stylize(ready, 0, 1)
        case "orphans":
            cell.append(f"{line.orphans:,}" if line.orphans else "", alarm)
        case "others":
            cell.append(f"{sum(share > 0 for share in line.shares.values()) or '·'}")
        case _:
            share = line.shares.get(column.id.removeprefix("coder:"), 0.0)
            cell.append(f"{percent(share)}%" if share else "·", "" if share else quiet)
    return cell
