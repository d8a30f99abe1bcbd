"""The keys of the screens on who speaks: labels before an import, speakers and cases after it."""

from __future__ import annotations

from qualcode.workbench.keys.coding import Action

_ROLES: tuple[Action, ...] = (
    Action("role('interviewer')", ("1",), "Who it is", "An interviewer: asks", "asks"),
    Action("role('participant')", ("2",), "Who it is", "A participant: is studied", "speaks"),
    Action("role('other')", ("3",), "Who it is", "Somebody else who speaks", "other"),
    Action("role('nobody')", ("x", "4", "delete"), "Who it is", "No speaker: just words", "none"),
)
_MOVE: tuple[Action, ...] = (
    Action("step(1)", ("j",), "Move", "Next line"),
    Action("step(-1)", ("k",), "Move", "Previous line"),
    Action("edge(-1)", ("home",), "Move", "First line"),
    Action("edge(1)", ("end", "G"), "Move", "Last line"),
)
_VIEW: tuple[Action, ...] = (
    Action("help", ("question_mark", "f1"), "View", "All keys", "keys"),
    Action("leave", ("escape", "q"), "View", "Back", "back"),
)

LOOK_ACTIONS: tuple[Action, ...] = (
    Action("edit", ("enter",), "Who it is", "Change what is at the cursor"),
    *_ROLES,
    Action("case", ("c",), "Who it is", "Its case: one that is there, or a new one", "case"),
    Action("group", ("g",), "Who it is", "The group of its case; makes a case", "group"),
    Action("undo", ("u", "ctrl+z"), "Who it is", "Take the last choice back"),
    Action("together", ("f",), "View", "All files together, or file by file"),
    Action("take", ("ctrl+s",), "Import", "Import the files so", "take"),
    *_MOVE,
    *_VIEW,
)

SPEAKERS_ACTIONS: tuple[Action, ...] = (
    Action("edit", ("enter",), "Change", "Change what is at the cursor"),
    *_ROLES,
    Action("case", ("c",), "Who it is", "Its case: one that is there, or a new one", "case"),
    Action("group", ("g",), "Who it is", "The group of its case", "group"),
    Action("merge", ("m",), "Who it is", "The same person as another label of the document"),
    Action("undo", ("u", "ctrl+z"), "Change", "Undo, saying what"),
    Action("cases", ("tab", "shift+tab"), "View", "Speakers, or cases", "cases"),
    Action("column", ("a",), "Change", "Another attribute, a column of cases"),
    *_MOVE,
    *_VIEW,
)
