"""Which actions change the study at once, and the rule that keeps their keys from others.

A key that changes something on one screen never only moves, opens or shows on another: who mistakes
the screen then loses nothing. Enter and Space are left out, since they do what is usual at the
cursor, and Ctrl+S, which keeps what was written or chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qualcode.workbench.keys.coding import Action, shown_key

_Tables = Mapping[str, tuple[Action, ...]]

#: Actions that change, remove or decide something at once. What opens a window that is left with
#: Escape, or asks first, is not among them. "(…)" stands for what follows an action's name.
CHANGING = frozenset({
    # codings
    "again", "recent(…)", "valence(…)", "judge(…)", "resize", "lengthen(…)", "split", "confirm",
    "remove", "give",
    # the codebook
    "wanted('up')", "wanted('down')", "wanted('in')", "wanted('out')", "wanted('retire')",
    # who speaks, imports, names
    "role(…)", "take", "as_code", "skip", "fill_next", "fill(…)", "replace", "keep", "reopen",
    "forget",
    # summaries and quotations
    "link", "quote", "sign", "move(…)", "mark",
    # queues
    "keep_all", "part(…)", "take_judged", "reject(…)", "take(…)", "finish",
    # everywhere
    "done", "save", "retry", "undo", "redo", "wanted('undo')", "wanted('redo')",
})  # fmt: skip

#: Actions that move, open, show or ask.
LOOKING = frozenset({
    # moving and selecting
    "sentence(…)", "word(…)", "turn(…)", "page(…)", "edge(…)", "coding(…)", "uncoded(…)", "flagged",
    "elsewhere", "grow", "shrink", "extend(…)", "next_overlap", "step(…)", "across(…)", "work(…)",
    "other", "to(…)", "next_cell(…)", "overlap", "tick", "tick_all", "scroll(…)", "later",
    "place(…)", "next_ticked(…)", "detail",
    # windows, and what is written there
    "code", "note", "recode", "orphans", "in_vivo", "new_code", "edit_code", "edit_text", "memo(…)",
    "wanted('edit')", "wanted('rename')", "wanted('new')", "wanted('memo')", "wanted('find')",
    "wanted('merge')", "wanted('split')", "wanted('add')", "wanted('help')", "edit", "case",
    "group", "merge", "column", "make", "trim", "draft", "write", "pseudonym", "apart", "summary",
    "title", "join", "copy", "export", "add_codes", "new", "demo", "folder",
    # other screens
    "search", "find", "suggest", "codebook", "palette", "help", "back", "leave", "open", "speakers",
    "import", "names", "themes", "matrix", "re_read", "assign", "decide", "judge", "quit",
    # what is shown
    "hide_interviewer", "only_uncoded", "width(…)", "panes", "theme", "fold(…)", "fold", "fold_all",
    "filter", "all", "every", "sort", "reverse", "together", "cases", "words", "switch(…)",
    "next_group", "choose_code", "next_valence", "next_coder", "this_document", "unit", "compare",
    "gaps", "order", "what", "next_matrix", "reread", "everything", "ends", "view(…)",
})  # fmt: skip

#: Keys that do what is usual at the cursor, whatever that is, or keep what was written or chosen.
USUAL = frozenset({"enter", "space", "ctrl+s"})


def weight_name(action: Action) -> str:
    """Return the name by which an action is among ``CHANGING`` or ``LOOKING``."""
    name, more, _ = action.id.partition("(")
    return f"{name}(…)" if more and name != "wanted" else action.id


def changes_at_once(action: Action) -> bool:
    """Return whether an action changes something without asking."""
    return weight_name(action) in CHANGING


def uses(keys: _Tables) -> dict[str, list[tuple[str, Action]]]:
    """Return what each key does, with the screen's name, in the order of the screens."""
    found: dict[str, list[tuple[str, Action]]] = {}
    for screen, actions in keys.items():
        for action in actions:
            for key in action.keys:
                found.setdefault(key, []).append((screen, action))
    return found


def clashes(keys: _Tables) -> list[str]:
    """Return which keys change something on one screen and only look on another, a line each."""
    found = []
    for key, used in uses(keys).items():
        if key in USUAL:
            continue
        changing = [(screen, action) for screen, action in used if changes_at_once(action)]
        if changing and len(changing) < len(used):
            looking = [(screen, action) for screen, action in used if not changes_at_once(action)]
            changed, looked = (
                ", ".join(f"{screen}: {action.id}" for screen, action in some)
                for some in (changing, looking)
            )
            found.append(f"{shown_key(key)} changes ({changed}) and looks ({looked})")
    return found


def keys_of_all_screens(keys: _Tables, titles: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of a table in Markdown: every key, and what it does on every screen."""
    yield "| key | what it does |"
    yield "|---|---|"
    every = uses(keys)
    for key in sorted(every, key=_place):
        meanings: dict[str, list[str]] = {}
        for screen, action in every[key]:
            meanings.setdefault(action.text, []).append(titles[screen])
        said = "; ".join(f"{text} ({', '.join(where)})" for text, where in meanings.items())
        changing = key not in USUAL and any(changes_at_once(action) for _, action in every[key])
        yield f"| `{shown_key(key)}` | {'**changes** · ' if changing else ''}{said} |"


def _place(key: str) -> tuple[int, str, bool]:
    """Return where a key stands: letters first, "d" before "D", then signs, then named keys."""
    shown = shown_key(key)
    if len(shown) == 1:
        return (
            0 if shown.isalpha() else 1 if shown.isdigit() else 2,
            shown.lower(),
            shown.isupper(),
        )
    return (3, shown, False)
