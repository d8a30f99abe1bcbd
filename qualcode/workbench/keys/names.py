"""The keys of the screen in which names are decided."""

from __future__ import annotations

from qualcode.workbench.keys.coding import Action

NAMES_ACTIONS: tuple[Action, ...] = (
    Action("replace", ("y", "1"), "Decide", "Replace it by the pseudonym shown", "replace"),
    Action("keep", ("2",), "Decide", "Keep it in plain sight: it tells nobody's identity", "keep"),
    Action("pseudonym", ("e",), "Decide", "Write another pseudonym", "write"),
    Action("undo", ("u", "ctrl+z"), "Decide", "Undo, saying what", "undo"),
    Action("redo", ("ctrl+r", "ctrl+y"), "Decide", "Redo"),
    Action("summary", ("a", "ctrl+s"), "Decide", "Summary, then replace in all texts", "summary"),
    Action("later", ("l",), "Decide", "Later: go to the next that is open", "later"),
    Action("reopen", ("x", "delete"), "Decide", "Take the decision away: it is open again"),
    Action("merge", ("m",), "Forms", "The same as another name"),
    Action("apart", ("t",), "Forms", "Take a form out: it is somebody else's"),
    Action("view(1)", ("tab",), "View", "Likely names, all, open, kept, replaced", "view"),
    Action("view(-1)", ("shift+tab",), "View", "The same backwards"),
    Action("place(1)", ("right",), "View", "Next place of the name"),
    Action("place(-1)", ("left",), "View", "Previous place"),
    Action("open", ("enter",), "View", "Read the place in its text"),
    Action("step(1)", ("j",), "Move", "Next name"),
    Action("step(-1)", ("k",), "Move", "Previous name"),
    Action("edge(-1)", ("home", "g"), "Move", "First name"),
    Action("edge(1)", ("end", "G"), "Move", "Last name"),
    Action("help", ("question_mark", "f1"), "View", "All keys", "keys"),
    Action("leave", ("escape", "q"), "View", "Back: every decision is on disk", "back"),
)
