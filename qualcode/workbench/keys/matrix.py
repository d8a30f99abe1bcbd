"""The actions on the grid of a matrix: a table of keys, names and explanations."""

from __future__ import annotations

from qualcode.workbench.keys.coding import Action

#: As ``ACTIONS``: keys as Textual names them, plain keys first, vim keys after.
MATRIX_ACTIONS: tuple[Action, ...] = (
    Action("step(1,0)", ("down", "j"), "Move", "The cell below"),
    Action("step(-1,0)", ("up", "k"), "Move", "The cell above"),
    Action("step(0,1)", ("right", "l"), "Move", "Next cell of the row"),
    Action("step(0,-1)", ("left", "h"), "Move", "Previous cell of the row"),
    Action("page(1)", ("pagedown", "ctrl+f"), "Move", "A page down"),
    Action("page(-1)", ("pageup", "ctrl+b"), "Move", "A page up"),
    Action("across(1)", ("tab",), "Move", "Next group; in a chart, a page of columns"),
    Action("across(-1)", ("shift+tab",), "Move", "Previous group, or a page of columns back"),
    Action("edge(0,-1)", ("home",), "Move", "First cell of the row"),
    Action("edge(0,1)", ("end", "dollar_sign"), "Move", "Last cell of the row"),
    Action("edge(-1,0)", ("g", "ctrl+home"), "Move", "First row"),
    Action("edge(1,0)", ("G", "ctrl+end"), "Move", "Last row"),
    Action("open", ("enter",), "Cells", "Open the cell: its evidence and its summary", "open"),
    Action("work(1)", ("n",), "Cells", "Next cell with something left to do", "to do"),
    Action("work(-1)", ("N",), "Cells", "Previous cell with something left to do"),
    Action("what", ("w",), "View", "Show people, codings or the group's share", "shows"),
    Action("sort", ("s",), "View", "Sort a framework chart by the next attribute"),
    Action("next_matrix", ("m",), "View", "The study's next matrix", "matrix"),
    Action("reread", ("ctrl+l",), "View", "Read the study again"),
    Action("theme", ("T",), "View", "Dark, light or high contrast"),
    Action("palette", ("ctrl+p", "colon"), "View", "Find an action by its name"),
    Action("help", ("question_mark", "f1"), "View", "All keys, and what the marks say", "keys"),
    Action("leave", ("escape", "q"), "View", "Back", "back"),
)
