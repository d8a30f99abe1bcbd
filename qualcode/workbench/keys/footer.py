"""What the line of keys names of each screen, and in which order: what one needs most comes first.

The line shows as many as it has room for; what shows all keys stands last. Screens that are not
here have the names and the order of their table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from qualcode.workbench.keys.coding import Action

#: The ids of actions and their short names.
_NAMES: dict[str, dict[str, str]] = {
    "coding": {
        "code": "code", "sentence(1)": "sentence", "grow": "grow", "again": "again",
        "valence('works_well')": "well", "valence('works_less_well')": "less", "undo": "undo",
        "remove": "remove", "uncoded(1)": "uncoded", "codebook": "codebook",
        "memo('documents')": "memo", "search": "search", "find": "codings", "back": "back",
        "valence('mixed')": "mixed", "recent(1)": "recent", "note": "note", "recode": "recode",
        "done": "done", "in_vivo": "in vivo", "suggest": "suggested", "edit_code": "edit code",
        "turn(1)": "turn", "coding(1)": "coding", "palette": "by name",
    },
    "codebook": {
        "give": "give", "leave": "text", "wanted('edit')": "edit", "wanted('rename')": "rename",
        "wanted('new')": "new", "wanted('merge')": "merge", "wanted('split')": "split",
        "wanted('retire')": "retire", "wanted('up')": "move", "wanted('memo')": "memo",
        "wanted('find')": "codings", "wanted('undo')": "undo",
    },
    "overview": {
        "open": "open", "search": "search", "matrix": "matrix", "find": "codings", "done": "done",
        "panes": "panes", "quit": "quit", "memo('documents')": "memo", "themes": "themes",
        "filter": "filter", "speakers": "who", "undo": "undo", "suggest": "suggested",
        "import": "import", "re_read": "read again", "sort": "sort", "assign": "assign",
        "decide": "undecided", "palette": "by name",
    },
    "matrix": {
        "open": "open", "work(1)": "to do", "leave": "back", "what": "shows",
        "next_matrix": "matrix", "sort": "sort", "palette": "by name",
    },
    "cell": {
        "other": "summary", "link": "link", "quote": "quote", "sign": "clear", "save": "save",
        "mark": "up to date", "leave": "back", "undo": "undo", "trim": "trim", "draft": "draft",
        "next_cell(1)": "next cell", "order": "order", "move(1)": "later",
    },
    "suggesting": {
        "take": "take", "reject('n')": "not this", "reject('p')": "passing",
        "reject('o')": "otherwise", "recode": "other code", "ends": "ends", "undo": "undo",
        "leave": "back", "take_judged": "judged so",
    },
    "re_reading": {
        "keep": "keep", "recode": "change", "remove": "remove", "keep_all": "keep all",
        "undo": "undo", "leave": "back",
    },
}  # fmt: skip


def by_importance(screen: str, actions: Iterable[Action]) -> list[Action]:
    """Return a screen's actions in the order of the line of keys, with their names there."""
    names = _NAMES.get(screen, {})
    order = {action: place for place, action in enumerate(names)}
    named = [replace(one, footer=names.get(one.id, one.footer)) for one in actions]
    last = ("help", "wanted('help')")
    return sorted(named, key=lambda one: (one.id in last, order.get(one.id, len(order))))
