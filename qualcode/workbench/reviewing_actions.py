"""The keys of the screens where something is gone through one by one: decisions, codings."""

from __future__ import annotations

from qualcode.workbench.actions import Action

DECIDING_ACTIONS: tuple[Action, ...] = (
    Action("take('ours')", ("1", "left"), "Decide", "Yours stands", "yours"),
    Action("take('theirs')", ("2", "right"), "Decide", "Theirs stands", "theirs"),
    Action("write", ("e",), "Decide", "Write a third text, from both", "write"),
    Action("step(1)", ("down", "j"), "Move", "Next"),
    Action("step(-1)", ("up", "k"), "Move", "Previous"),
    Action("finish", ("enter", "ctrl+s"), "Decide", "Done: all is decided", "done"),
    Action("help", ("question_mark", "f1"), "View", "All keys", "keys"),
    Action("leave", ("escape", "q"), "View", "Leave everything as it was", "leave"),
)
