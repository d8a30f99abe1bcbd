"""The keys of the screen on which statements of a published report are ticked as codes."""

from __future__ import annotations

from qualcode.workbench.keys.coding import Action

REPORT_ACTIONS: tuple[Action, ...] = (
    Action("tick", ("space",), "Choose", "Tick: fills its placeholder, or a new code; or untick",
           "tick"),
    Action("take", ("ctrl+s",), "Choose", "Put what is ticked into the codebook", "take"),
    Action("fill_next", ("full_stop",), "Choose", "It fills the next placeholder that is open",
           "fills next"),
    *(
        Action(f"fill({n})", (str(n),), "Choose", f"It fills placeholder {n}, as numbered above")
        for n in range(1, 10)
    ),
    Action("as_code", ("y",), "Choose", "A new code", "new code"),
    Action("skip", ("x", "delete"), "Choose", "Leave it out", "out"),
    Action("edit", ("enter", "e"), "Choose", "Edit its name and definition", "edit"),
    Action("join", ("m",), "Choose", "Join the next line to it: a heading of two lines", "join"),
    Action("undo", ("u", "ctrl+z"), "Choose", "Take the last choice back", "undo"),
    Action("redo", ("ctrl+r", "ctrl+y"), "Choose", "Do again what was taken back"),
    Action("title", ("f2",), "Choose", "Name the report, as the codes' source says it", "title"),
    Action("filter", ("F",), "Find", "Only statements with these words", "filter"),
    Action("every", ("o",), "Find", "Every paragraph of the report, or only statements",
           "all text"),
    Action("next_ticked(1)", ("n",), "Move", "Next that is ticked"),
    Action("next_ticked(-1)", ("N",), "Move", "Previous that is ticked"),
    Action("step(1)", ("j",), "Move", "Next line"),
    Action("step(-1)", ("k",), "Move", "Previous line"),
    Action("edge(-1)", ("home", "g"), "Move", "First line"),
    Action("edge(1)", ("end", "G"), "Move", "Last line"),
    Action("help", ("question_mark", "f1"), "View", "All keys", "keys"),
    Action("leave", ("escape", "q"), "View", "Back", "back"),
)  # fmt: skip
