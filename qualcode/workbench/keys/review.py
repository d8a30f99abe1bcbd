"""The keys of the screens that go through decisions or codings one by one."""

from __future__ import annotations

from qualcode.workbench.keys.coding import Action

RE_READING_ACTIONS: tuple[Action, ...] = (
    Action("keep", ("y", "Y"), "Read again", "Keep: it holds by the definition of today", "keep"),
    Action("keep_all", ("ampersand",), "Read again", "Keep all that are left of this code"),
    Action("recode", ("r",), "Read again", "Change: give it another code", "change"),
    Action("remove", ("x", "delete"), "Read again", "Remove the coding", "remove"),
    Action("undo", ("u", "ctrl+z"), "Read again", "Undo, saying what", "undo"),
    Action("help", ("question_mark", "f1"), "View", "All keys", "keys"),
    Action("leave", ("escape", "q"), "View", "Back", "back"),
)

ASSIGNING_ACTIONS: tuple[Action, ...] = (
    *(
        Action(
            f"part({n})",
            (str(n),),
            "Assign",
            f"To part {n}, as numbered above",
            f"to part {n}" if n < 3 else "",
        )
        for n in range(1, 10)
    ),
    Action("everything", ("a",), "View", "Those assigned too, or only those left", "all/left"),
    Action("undo", ("u", "ctrl+z"), "Assign", "Take the last assignment back", "undo"),
    Action("help", ("question_mark", "f1"), "View", "All keys", "keys"),
    Action("leave", ("escape", "q"), "View", "Back", "back"),
)

SUGGESTING_ACTIONS: tuple[Action, ...] = (
    Action(
        "take", ("y",), "Answer", "Take it: the passage is coded so, marked as assisted", "take"
    ),
    Action("take_judged", ("Y",), "Answer", "Take it with the valence suggested", "judged so"),
    Action("ends", ("e",), "Answer", "Other ends: passage, telling sentence, turn", "ends"),
    Action("recode", ("r",), "Answer", "Take it with another code", "other code"),
    Action("reject('n')", ("1", "x", "delete"), "Answer", "Reject: not this code", "not this"),
    Action("reject('p')", ("2",), "Answer", "Reject: only in passing", "passing"),
    Action("reject('o')", ("3",), "Answer", "Reject: coded otherwise already"),
    Action("undo", ("u", "ctrl+z"), "Answer", "Take the last answer back", "undo"),
    Action("help", ("question_mark", "f1"), "View", "All keys", "keys"),
    Action("leave", ("escape", "q"), "View", "Back", "back"),
)

DECIDING_ACTIONS: tuple[Action, ...] = (
    Action("take('ours')", ("1",), "Decide", "Yours stands", "yours"),
    Action("take('theirs')", ("2",), "Decide", "Theirs stands", "theirs"),
    Action("write", ("e",), "Decide", "Write a third text, from both", "write"),
    Action("step(1)", ("down", "j"), "Move", "Next"),
    Action("step(-1)", ("up", "k"), "Move", "Previous"),
    Action("finish", ("enter", "ctrl+s"), "Decide", "Done: all is decided", "done"),
    Action("help", ("question_mark", "f1"), "View", "All keys", "keys"),
    Action("leave", ("escape", "q"), "View", "Leave everything as it was", "leave"),
)
