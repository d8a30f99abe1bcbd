"""The keys of the start screen, which belong to no study, and so cannot be changed in one."""

from __future__ import annotations

from qualcode.workbench.keys.coding import Action

START_ACTIONS: tuple[Action, ...] = (
    Action("open", ("enter",), "Studies", "Open the study at the cursor, or do what its line says",
           "open"),
    Action("new", ("n",), "Studies", "New study: name, groups, codebook, who you are", "new"),
    Action("folder", ("o",), "Studies", "Open the folder of a study", "folder"),
    Action("demo", ("t",), "Studies", "Try qualcode on twelve invented interviews", "try"),
    Action("forget", ("x", "delete"), "Studies", "Take a study off the list; its folder stays",
           "off the list"),
    Action("undo", ("u", "ctrl+z"), "Studies", "Put it back on the list"),
    Action("step(1)", ("down", "j"), "Move", "Next line"),
    Action("step(-1)", ("up", "k"), "Move", "Previous line"),
    Action("edge(-1)", ("home", "g"), "Move", "First line"),
    Action("edge(1)", ("end", "G"), "Move", "Last line"),
    Action("theme", ("T",), "View", "Dark, light or high contrast"),
    Action("help", ("question_mark", "f1"), "View", "All keys", "keys"),
    Action("quit", ("q", "escape"), "View", "Leave qualcode", "quit"),
)  # fmt: skip
