"""The windows that both screens ask in: which role, which case, which group."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual.screen import Screen

from qualcode.errors import QualcodeError
from qualcode.model.case import Case
from qualcode.store.study import Study
from qualcode.tui.documents.windows import Choose
from qualcode.tui.widgets.editors import LineEditor

ROLE_WORDS = {
    "interviewer": "An interviewer: asks, and is not studied",
    "participant": "A participant: is studied",
    "other": "Somebody else: an interpreter, a parent who sits in",
    "nobody": "No speaker: the label and its words are just text",
}
#: How a role is shown in a cell.
SHORT = {"nobody": "–"}
#: More cases than this are not listed to choose from, but written.
_LISTED = 40


def ask_role(screen: Screen[None], label: str, present: str, then: Callable[[str], None]) -> None:
    """Ask what a label is."""
    choices = [*ROLE_WORDS.items()]
    window = Choose(f"Who is {label}?", choices, present)
    screen.app.push_screen(window, lambda role: then(role) if role else None)


def ask_case(screen: Screen[None], label: str, present: str, save: Callable[[str], str]) -> None:
    """Ask for a case, written as a line; ``save`` keeps it, or raises why it cannot be so."""
    screen.app.push_screen(
        LineEditor(
            f"Case of {label}", present, "An id from cases.csv, or a new one; empty: none", save
        )
    )


def ask_group(
    screen: Screen[None],
    study: Study,
    label: str,
    present: str,
    then: Callable[[str], None],
) -> None:
    """Ask for a group: one of the study's, or one that is written where the study names none."""
    try:
        groups = study.config.groups
    except QualcodeError:
        groups = {}
    if groups:
        choices = [
            *((name, f"{title} ({name})") for name, title in groups.items()),
            ("", "None"),
        ]
        window = Choose(f"Group of {label}", choices, present)
        screen.app.push_screen(window, lambda group: None if group is None else then(group))
        return

    def save(line: str) -> str:
        then(line)
        return ""

    screen.app.push_screen(
        LineEditor(f"Group of {label}", present, "A kind of stakeholder, in a word", save)
    )


def group_of(cases: Mapping[str, Case], case: str) -> str:
    """Return the group of a case, empty if there is none."""
    return cases[case].group if case in cases else ""
