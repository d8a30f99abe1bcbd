"""The keys of the screen of one matrix cell: its passages and its summary."""

from __future__ import annotations

from qualcode.workbench.keys.coding import Action

CELL_ACTIONS: tuple[Action, ...] = (
    Action("other", ("tab", "shift+tab"), "Cell", "To the summary, or back to the passages",
           "summary"),
    Action("link", ("space",), "Cell", "Link the passage to the summary, or unlink it", "link"),
    Action("quote", ("quotation_mark", "Q"), "Quotations", "Make it a quotation, or undo that",
           "quote"),
    Action("trim", ("e",), "Quotations", "Trim the quotation, or change its attribution", "trim"),
    Action("sign", ("exclamation_mark",), "Quotations",
           "Clear the quotation for print, or take that back", "clear"),
    Action("move(-1)", ("alt+up",), "Quotations", "Print the quotation earlier"),
    Action("move(1)", ("alt+down",), "Quotations", "Print the quotation later"),
    Action("save", ("ctrl+s",), "Summary", "Save the summary", "save"),
    Action("mark", ("y", "Y"), "Summary", "Mark the summary as up to date",
           "up to date"),
    Action("draft", ("d",), "Summary", "First draft: the linked passages, to be rewritten",
           "draft"),
    Action("order", ("s",), "View", "The passages in the next order"),
    Action("next_cell(1)", ("right_square_bracket", "n"), "View", "Next cell with evidence"),
    Action("next_cell(-1)", ("left_square_bracket", "N"), "View", "Previous cell with evidence"),
    Action("undo", ("u", "ctrl+z"), "Summary", "Undo, saying what"),
    Action("redo", ("ctrl+r", "ctrl+y"), "Summary", "Redo"),
    Action("help", ("question_mark", "f1"), "View", "All keys", "keys"),
    Action("leave", ("escape", "q"), "View", "Back to the matrix", "back"),
)  # fmt: skip
