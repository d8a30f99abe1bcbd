"""One rule for keys over all screens: what changes something never shares its key with a look."""

from __future__ import annotations

import pytest

from qualcode.workbench.keys.coding import Action
from qualcode.workbench.keys.keymap import SCREENS
from qualcode.workbench.keys.weights import (
    CHANGING,
    LOOKING,
    clashes,
    keys_of_all_screens,
    uses,
    weight_name,
)

TABLES = {screen: actions for screen, (_, actions) in SCREENS.items()}


def test_no_key_changes_something_on_one_screen_and_only_looks_on_another():
    assert clashes(TABLES) == []


def test_of_every_action_it_is_said_whether_it_changes_something_at_once():
    names = {weight_name(action) for actions in TABLES.values() for action in actions}
    assert not names - CHANGING - LOOKING, "say it in workbench/keys/weights.py"
    assert not CHANGING & LOOKING


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("d", {"this_document", "draft"}),
        ("D", {"done"}),
        # Something to write in, or to look at in another form: nothing changes yet.
        ("e", {"trim", "ends", "write", "edit", "pseudonym"}),
        ("M", {"matrix"}),
        # Only some of it, or all.
        ("o", {"only_uncoded", "next_coder", "every"}),
        ("s", {"sort", "order"}),
        ("S", {"reverse"}),
        ("slash", {"search", "words"}),
        ("u", {"undo"}),
        # Away with it.
        ("x", {"remove", "role(…)", "reject(…)", "skip", "reopen"}),
        # Yes.
        ("y", {"keep", "mark", "take", "replace", "as_code"}),
        ("Y", {"keep", "mark", "take_judged", "confirm"}),
    ],
)
def test_the_keys_that_were_mistaken_have_one_meaning(key: str, names: set[str]):
    assert {weight_name(action) for _, action in uses(TABLES)[key]} <= names


def test_a_clash_names_the_key_and_both_screens():
    tables = {
        "one": (Action("remove", ("d", "enter"), "Code", "Remove it"),),
        "two": (Action("this_document", ("d", "enter"), "Find", "Only this document"),),
    }
    assert clashes(tables) == ["d changes (one: remove) and looks (two: this_document)"]


def test_the_table_of_all_keys_has_each_key_once_with_all_that_it_does():
    titles = {screen: screen for screen in TABLES}
    lines = list(keys_of_all_screens(TABLES, titles))
    assert len(lines) - 2 == len(uses(TABLES))
    [undo] = [line for line in lines if line.startswith("| `u` |")]
    assert "**changes**" in undo
    assert "coding" in undo
    [sort] = [line for line in lines if line.startswith("| `s` |")]
    assert "**changes**" not in sort
