"""The actions of the coding screen: a table of keys, names and explanations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """An action: its id, its keys (plain and vim), where it is shown and what it does.

    ``footer`` is its short name there, empty for the many that do not fit.
    """

    id: str
    keys: tuple[str, ...]
    section: str
    text: str
    footer: str = ""


#: Keys are as Textual names them. Plain keys first, vim keys after.
ACTIONS: tuple[Action, ...] = (
    Action("sentence(1)", ("down", "j"), "Move", "Next sentence", "sentence"),
    Action("sentence(-1)", ("up", "k"), "Move", "Previous sentence"),
    Action("word(1)", ("right", "l", "w"), "Move", "Next word"),
    Action("word(-1)", ("left", "h", "b"), "Move", "Previous word"),
    Action("turn(1)", ("ctrl+down", "right_curly_bracket", "J"), "Move", "Next turn", "turn"),
    Action("turn(-1)", ("ctrl+up", "left_curly_bracket", "K"), "Move", "Previous turn"),
    Action("page(1)", ("pagedown", "ctrl+f"), "Move", "A page down"),
    Action("page(-1)", ("pageup", "ctrl+b"), "Move", "A page up"),
    Action("edge(-1)", ("home", "ctrl+home", "g"), "Move", "Beginning of the transcript"),
    Action("edge(1)", ("end", "ctrl+end", "G"), "Move", "End of the transcript"),
    Action("coding(1)", ("right_square_bracket",), "Move", "Next coding"),
    Action("coding(-1)", ("left_square_bracket",), "Move", "Previous coding"),
    Action("uncoded(1)", ("n",), "Move", "Next participant's turn without a coding", "uncoded"),
    Action("uncoded(-1)", ("N",), "Move", "Previous participant's turn without a coding"),
    Action("flagged", ("Z",), "Move", "Next coding to read again: its words or its code changed"),
    Action("elsewhere", ("asterisk",), "Move", "Next coding of this code in another document"),
    Action("grow", ("space", "v"), "Select", "Grow: word, sentence, turn, turns", "grow"),
    Action("shrink", ("backspace",), "Select", "Shrink the selection"),
    Action("extend('sentence',1)", ("shift+down",), "Select", "Extend by a sentence"),
    Action("extend('sentence',-1)", ("shift+up",), "Select", "Extend back by a sentence"),
    Action("extend('word',1)", ("shift+right", "L"), "Select", "Extend by a word"),
    Action("extend('word',-1)", ("shift+left", "H"), "Select", "Extend back by a word"),
    Action("code", ("enter", "c"), "Code", "Give a code: type some letters, Enter", "code"),
    Action("again", ("full_stop",), "Code", "Give the last code again", "again"),
    *(
        Action(f"recent({n})", (str(n),), "Code", f"Give recent code {n}, as listed at the left")
        for n in range(1, 10)
    ),
    Action("valence('works_well')", ("plus", "equals_sign"), "Code", "Works well", "well"),
    Action("valence('works_less_well')", ("minus",), "Code", "Works less well", "less"),
    Action("valence('mixed')", ("tilde", "underscore"), "Code", "Mixed"),
    Action("valence('neutral')", ("0",), "Code", "Neutral"),
    Action("note", ("i",), "Code", "Write a note on the coding"),
    Action("resize", ("z",), "Code", "Make the coding as long as the selection"),
    Action("lengthen('sentence',1)", ("right_parenthesis",), "Code", "Coding a sentence longer"),
    Action("lengthen('sentence',-1)", ("left_parenthesis",), "Code", "Coding a sentence shorter"),
    Action("lengthen('word',1)", ("ctrl+right",), "Code", "Coding a word longer"),
    Action("lengthen('word',-1)", ("ctrl+left",), "Code", "Coding a word shorter"),
    Action("split", ("percent_sign",), "Code", "Split the coding at the cursor"),
    Action("recode", ("r",), "Code", "Give the coding another code"),
    Action(
        "confirm", ("Y",), "Code", "The coding still holds, though its words or its code changed"
    ),
    Action("orphans", ("O",), "Code", "Orphaned codings: give them a place here, or remove them"),
    Action("remove", ("x", "delete"), "Code", "Remove the coding"),
    Action("in_vivo", ("V",), "Code", "In-vivo code: the selected words become a draft code"),
    Action("add_codes", ("ctrl+k",), "Code", "Add codes, of a codebook or a report"),
    Action("new_code", ("C",), "Code", "New draft code, given to the selection"),
    Action("edit_code", ("E",), "Code", "Edit the code: name, definition, rules"),
    Action("done", ("D",), "Code", "Mark the document done, or not done", "done"),
    Action("undo", ("u", "ctrl+z"), "Code", "Undo, saying what", "undo"),
    Action("redo", ("ctrl+r", "ctrl+y"), "Code", "Redo"),
    Action("next_overlap", ("tab",), "Code", "Choose among codings that overlap here"),
    Action("edit_text", ("ctrl+e",), "Write", "Edit the transcript in your editor; codings follow"),
    Action("memo('documents')", ("m",), "Write", "Memo on this document"),
    Action("memo('codes')", ("ctrl+t",), "Write", "Memo on the code of the coding"),
    Action("memo('cases')", ("W",), "Write", "Memo on the case of who speaks"),
    Action("search", ("slash",), "Find", "Search the study's transcripts", "search"),
    Action("find", ("f",), "Find", "Codings in the study, by code, group, valence, coder"),
    Action("suggest", ("P",), "Find", "Codes suggested for this document, once it is done"),
    Action("codebook", ("B", "f6"), "Find", "To the codebook: filter, give, edit, move codes"),
    Action("detail", ("at", "f7"), "Find", "To what is at the cursor: read on in it, or back"),
    Action("palette", ("ctrl+p", "colon"), "Find", "Find an action by its name"),
    Action("hide_interviewer", ("a",), "View", "Hide or show who asks"),
    Action("only_uncoded", ("o",), "View", "Only participants' turns without a coding, or all"),
    Action("width(8)", ("greater_than_sign",), "View", "Wider text"),
    Action("width(-8)", ("less_than_sign",), "View", "Narrower text"),
    Action("panes", ("p",), "View", "Show or hide the panes at the sides"),
    Action("theme", ("T",), "View", "Dark, light or high contrast"),
    Action("retry", ("ctrl+s",), "View", "Try again to save what could not be saved"),
    Action("help", ("question_mark", "f1"), "View", "All keys", "keys"),
    Action("back", ("escape", "q"), "View", "Back to where you came from", "back"),
)

#: Keys while the codebook on the left has the focus; letters typed there filter it.
CODEBOOK_ACTIONS: tuple[Action, ...] = (
    Action("step(1)", ("down",), "Codebook", "Next code"),
    Action("step(-1)", ("up",), "Codebook", "Previous code"),
    Action("step(10)", ("pagedown",), "Codebook", "Ten codes on"),
    Action("step(-10)", ("pageup",), "Codebook", "Ten codes back"),
    Action("fold(False)", ("right",), "Codebook", "Unfold"),
    Action("fold(True)", ("left",), "Codebook", "Fold, or go to the code above"),
    Action("give", ("enter",), "Codebook", "Give the code to the selection", "give"),
    Action("wanted('edit')", ("ctrl+e",), "Codebook", "Edit the code in a form", "edit"),
    Action("wanted('rename')", ("f2",), "Codebook", "Rename the code", "rename"),
    Action("wanted('new')", ("ctrl+n",), "Codebook", "New draft code below it", "new"),
    Action("wanted('memo')", ("ctrl+t",), "Codebook", "Memo on the code", "memo"),
    Action("wanted('find')", ("ctrl+f",), "Codebook", "Its codings in the study", "codings"),
    Action("wanted('up')", ("alt+up",), "Codebook", "Move the code up", "move"),
    Action("wanted('down')", ("alt+down",), "Codebook", "Move the code down"),
    Action("wanted('in')", ("alt+right",), "Codebook", "Move it below the code above it"),
    Action("wanted('out')", ("alt+left",), "Codebook", "Move it out, beside its parent"),
    Action("wanted('add')", ("ctrl+k",), "Codebook", "Add codes, of a codebook or a report"),
    Action("wanted('merge')", ("f3",), "Codebook", "Merge the code into another"),
    Action("wanted('split')", ("f4",), "Codebook", "Split the code, and assign its codings"),
    Action("wanted('retire')", ("f8",), "Codebook", "Retire the code, or restore it"),
    Action("wanted('undo')", ("ctrl+z",), "Codebook", "Undo"),
    Action("wanted('redo')", ("ctrl+y",), "Codebook", "Redo"),
    Action("wanted('help')", ("f1",), "Codebook", "All keys", "keys"),
    Action("leave", ("escape", "tab"), "Codebook", "Back to the text", "text"),
)

#: Keys while the pane on what is at the cursor has the focus; the others act as in the text.
DETAIL_ACTIONS: tuple[Action, ...] = (
    Action("scroll(1)", ("down", "j"), "At the cursor", "A line down", "scroll"),
    Action("scroll(-1)", ("up", "k"), "At the cursor", "A line up"),
    Action("page(1)", ("pagedown", "ctrl+f"), "At the cursor", "A page down", "page"),
    Action("page(-1)", ("pageup", "ctrl+b"), "At the cursor", "A page up"),
    Action("edge(-1)", ("home", "g"), "At the cursor", "To its beginning"),
    Action("edge(1)", ("end", "G"), "At the cursor", "To its end"),
    Action("leave", ("escape", "tab", "q"), "At the cursor", "Back to the text", "text"),
)


_SHOWN = {
    "right_curly_bracket": "}", "left_curly_bracket": "{", "right_square_bracket": "]",
    "left_square_bracket": "[", "asterisk": "*", "full_stop": ".", "plus": "+", "equals_sign": "=",
    "minus": "-", "tilde": "~", "greater_than_sign": ">", "less_than_sign": "<",
    "question_mark": "?", "right_parenthesis": ")", "left_parenthesis": "(", "slash": "/",
    "quotation_mark": '"', "underscore": "_", "percent_sign": "%", "ampersand": "&",
    "at": "@", "exclamation_mark": "!", "colon": ":", "dollar_sign": "$", "vertical_line": "|",
    "down": "↓", "up": "↑", "right": "→", "left": "←", "pagedown": "PgDn",
    "pageup": "PgUp", "escape": "Esc", "delete": "Del", "backspace": "⌫", "space": "Space",
    "enter": "Enter", "home": "Home", "end": "End", "tab": "Tab",
}  # fmt: skip


#: Words that people of other programs look for, and what stands for them in an action's text.
_ALSO = {
    "quit": ("back to", "leave"), "exit": ("back to", "leave"), "close": ("back to", "leave"),
    "delete": ("remove",), "uncode": ("remove",), "highlight": ("give a code",), "tag": ("code",),
    "annotate": ("note", "memo"), "comment": ("note", "memo"), "query": ("codings in", "search"),
    "retrieve": ("codings in",), "rate": ("works",), "rename": ("name",),
    "zoom": ("wider", "narrower"), "colour": ("dark",), "color": ("dark",),
    "compare": ("codings in",), "merge": ("codebook",),
}  # fmt: skip


def find_actions(actions: Sequence[Action], typed: str) -> list[Action]:
    """Return the actions whose text has every word typed, or whose key it is; in their order.

    Words of other programs find what they stand for here. Those whose text begins with what was
    typed come first, those that only such a word finds come last.
    """
    wanted = typed.casefold().split()

    def rank(action: Action) -> int | None:
        text = action.text.casefold()
        if text.startswith(typed.casefold().strip()):
            return 0
        if all(word in text for word in wanted):
            return 1
        shown = [shown_key(key) for key in action.keys]
        if typed.strip() in (*shown, *(key.casefold() for key in shown if "+" in key)):
            return 1
        meant = [(word, *_ALSO.get(word, ())) for word in wanted]
        found = all(any(one in text for one in words) for words in meant)
        return 2 if found else None

    ranked = [(place, action) for action in actions if (place := rank(action)) is not None]
    return [action for _, action in sorted(ranked, key=lambda one: one[0])]


#: What the menu at the pointer offers for a passage, in this order.
_ON_A_PASSAGE = (
    "code", "again", "in_vivo", "new_code", "valence('works_well')", "valence('works_less_well')",
    "valence('mixed')", "valence('neutral')", "note", "recode", "resize", "split", "remove",
    "find", "memo('codes')", "edit_code", "undo",
)  # fmt: skip


def passage_actions(actions: Sequence[Action]) -> list[Action]:
    """Return those of a screen's actions that are about the passage at the pointer."""
    by_id = {action.id: action for action in actions}
    return [by_id[one] for one in _ON_A_PASSAGE if one in by_id]


def shown_key(key: str) -> str:
    """Return a key as written on a keyboard: "Ctrl+↓", "Ctrl+S", "]"."""
    *held, last = key.split("+") if key != "+" else ["+"]
    is_capital = (last[0] == "f" and last[1:].isdigit()) or (held and len(last) == 1)
    name = last.upper() if is_capital else _SHOWN.get(last, last)
    return "+".join([*(h.capitalize() for h in held), name])


def first_keys(actions: Iterable[Action]) -> dict[str, str]:
    """Return the first key of each action as written on a keyboard; "–" for one without a key."""
    return {one.id: shown_key(one.keys[0]) if one.keys else "–" for one in actions}
