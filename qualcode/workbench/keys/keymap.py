"""The tables of actions of every screen, with the key changes of this machine's settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from qualcode.errors import BadInputError
from qualcode.store.io.durable import read_text
from qualcode.store.settings import parse_toml
from qualcode.workbench.keys.cell import CELL_ACTIONS
from qualcode.workbench.keys.coding import (
    ACTIONS,
    CODEBOOK_ACTIONS,
    DETAIL_ACTIONS,
    Action,
    shown_key,
)
from qualcode.workbench.keys.documents import LOOK_ACTIONS, SPEAKERS_ACTIONS
from qualcode.workbench.keys.find import (
    LIST_ACTIONS,
    RETRIEVAL_ACTIONS,
    SEARCH_ACTIONS,
    THEMES_ACTIONS,
)
from qualcode.workbench.keys.matrix import MATRIX_ACTIONS
from qualcode.workbench.keys.names import NAMES_ACTIONS
from qualcode.workbench.keys.overview import OVERVIEW_ACTIONS
from qualcode.workbench.keys.report import REPORT_ACTIONS
from qualcode.workbench.keys.review import (
    ASSIGNING_ACTIONS,
    DECIDING_ACTIONS,
    RE_READING_ACTIONS,
    SUGGESTING_ACTIONS,
)
from qualcode.workbench.keys.start import START_ACTIONS
from qualcode.workbench.keys.weights import keys_of_all_screens

#: Each screen's name in the settings, its title and its table.
SCREENS: dict[str, tuple[str, tuple[Action, ...]]] = {
    "coding": ("The coding screen", ACTIONS),
    "codebook": ("The codebook at the left", CODEBOOK_ACTIONS),
    "detail": ("The pane at the cursor", DETAIL_ACTIONS),
    "overview": ("The overview", OVERVIEW_ACTIONS),
    "report": ("Codes from a report", REPORT_ACTIONS),
    "look": ("Labels before an import", LOOK_ACTIONS),
    "speakers": ("Who speaks", SPEAKERS_ACTIONS),
    "names": ("Names to decide", NAMES_ACTIONS),
    "search": ("The search", SEARCH_ACTIONS),
    "retrieval": ("Codings by code", RETRIEVAL_ACTIONS),
    "themes": ("Themes suggested", THEMES_ACTIONS),
    "cell": ("A cell of a matrix", CELL_ACTIONS),
    "matrix": ("The matrix", MATRIX_ACTIONS),
    "passages": ("A list of passages", LIST_ACTIONS),
    "re_reading": ("Codings to read again", RE_READING_ACTIONS),
    "assigning": ("Codings of a split code", ASSIGNING_ACTIONS),
    "suggesting": ("Codes suggested", SUGGESTING_ACTIONS),
    "deciding": ("What a merge could not decide", DECIDING_ACTIONS),
}
# Tables whose keys are active at the same time.
_TOGETHER = (
    ("search", "passages"),
    ("retrieval", "passages"),
    ("themes", "passages"),
    ("cell", "passages"),
    ("re_reading", "passages"),
    ("assigning", "passages"),
    ("suggesting", "passages"),
)

#: Actions of a shared table that a screen does not have.
_NOT_THERE = {("cell", "passages", "tick"), ("retrieval", "passages", "tick")}

Keys = Mapping[str, tuple[Action, ...]]

#: The rule that all tables keep, as the docs say it.
_RULE = (
    "One rule holds on every screen: a key that changes something at once (gives, judges, removes,",
    "decides, marks, undoes) does so wherever it does anything, and never only moves, opens or",
    "shows. What removes is `x` or `Del`, what says yes is `y` or `Y`, what marks a document done",
    "is `D`, a digit chooses what is numbered, `e` opens something to write in, `s` sorts, `/`",
    "searches, and `n` goes to the next. `Enter` and `Space` do what is usual at the cursor, and",
    "`Ctrl+S` keeps what was written or chosen.",
)
_EVERY_KEY = "**changes**: it changes something at once; all others move, open, show or ask first."


def binding_id(screen: str, action: str) -> str:
    """Return the name by which a screen's key can be changed while the app runs."""
    return f"{screen}.{action}"


def with_keys(changed: Mapping[str, Mapping[str, Sequence[str]]]) -> Keys:
    """Return each screen's table, with keys changed by screen and action.

    Raises:
        BadInputError: a screen or action does not exist, or a key would do two things.
    """
    for screen in changed:
        if screen not in SCREENS:
            raise BadInputError(f"no screen {screen!r}", mend=f"There are {', '.join(SCREENS)}")
    made = {
        screen: _table(screen, actions, changed.get(screen, {}))
        for screen, (_, actions) in SCREENS.items()
    }
    for names in (*((name,) for name in SCREENS), *_TOGETHER):
        if any(changed.get(name) for name in names):
            _refuse_collisions([
                action
                for name in names
                for action in made[name]
                if (names[0], name, action.id) not in _NOT_THERE
            ])  # fmt: skip
    return made


def _table(
    screen: str, actions: tuple[Action, ...], changed: Mapping[str, Sequence[str]]
) -> tuple[Action, ...]:
    ids = {action.id for action in actions}
    for wanted in changed:
        if wanted not in ids:
            raise BadInputError(
                f"no action {wanted!r} of {screen}", mend=f"There are {', '.join(sorted(ids))}"
            )
    return tuple(replace(a, keys=tuple(changed.get(a.id, a.keys))) for a in actions)


def _refuse_collisions(actions: Sequence[Action]) -> None:
    held: dict[str, Action] = {}
    for action in actions:
        for key in action.keys:
            other = held.setdefault(key, action)
            if other is not action:
                raise BadInputError(
                    f"the key {key!r} would do two things: {other.id} and {action.id}",
                    mend="Give one of them another key",
                )


def read_keys(path: Path) -> Keys:
    """Return the tables with the key changes of a file of ``action = ["key", …]`` lines.

    Lines before the first ``[screen]`` apply to the coding screen. A missing file changes nothing.

    Raises:
        BadInputError: it is not such a file, or see ``with_keys``; names the file.
    """
    if not path.exists():
        return with_keys({})
    found = parse_toml(read_text(path), path.name)
    tables = {name: value for name, value in found.items() if isinstance(value, dict)}
    coding = {name: value for name, value in found.items() if not isinstance(value, dict)}
    tables["coding"] = {**tables.get("coding", {}), **coding}
    for table in tables.values():
        for name, keys in table.items():
            if not isinstance(keys, list) or not all(isinstance(k, str) and k for k in keys):
                raise BadInputError(
                    f"{name} is {keys!r}", where=path.name, mend='Write a list, as in undo = ["f9"]'
                )
    try:
        return with_keys(tables)
    except BadInputError as error:
        raise BadInputError(error.message, where=path.name, mend=error.mend) from None


def first_key(actions: Sequence[Action], action: str) -> str:
    """Return the first key of an action as it is shown; the action's name if it has none."""
    keys = [one.keys for one in actions if one.id == action]
    return shown_key(keys[0][0]) if keys and keys[0] else action


def changed_keys(keys: Keys) -> dict[str, str]:
    """Return the keys that differ from the tables, by ``binding_id``, separated by commas."""
    return {
        binding_id(screen, action.id): ",".join(action.keys)
        for screen, actions in keys.items()
        for action in actions
        if action not in SCREENS[screen][1]
    }


def keys_page() -> str:
    """Return all keys as a page of Markdown, for the docs."""
    lines = ["# Keys", "", "Made from the tables of actions by `tools/make_docs`.", "", *_RULE]
    for screen, (title, actions) in SCREENS.items():
        lines += ["", f"## {title}", "", f"In `keys.toml`: `[{screen}]`"]
        section = ""
        for action in actions:
            if action.section != section:
                section = action.section
                lines += ["", f"### {section}", "", "| keys | what | action |", "|---|---|---|"]
            keys = " · ".join(f"`{shown_key(key)}`" for key in action.keys)
            lines.append(f"| {keys} | {action.text} | `{action.id}` |")
    lines += ["", "## The start screen", ""]
    lines += ["Where no study is open, so its keys cannot be changed.", ""]
    lines += ["| keys | what |", "|---|---|"]
    for action in START_ACTIONS:
        keys = " · ".join(f"`{shown_key(key)}`" for key in action.keys)
        lines.append(f"| {keys} | {action.text} |")
    lines += ["", "## Every key over all screens", "", _EVERY_KEY, ""]
    titles = {screen: title[0].lower() + title[1:] for screen, (title, _) in SCREENS.items()}
    lines += keys_of_all_screens({s: actions for s, (_, actions) in SCREENS.items()}, titles)
    return "\n".join(lines).replace("`|`", "`\\|`") + "\n"
