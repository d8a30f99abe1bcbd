"""What the line of keys names of each screen."""

from __future__ import annotations

from qualcode.workbench.keys import footer
from qualcode.workbench.keys.coding import ACTIONS, shown_key
from qualcode.workbench.keys.keymap import SCREENS


def test_every_name_is_of_an_action_that_is_there():
    for screen, names in footer._NAMES.items():
        assert set(names) <= {action.id for action in SCREENS[screen][1]}, screen


def test_no_two_actions_of_a_screen_have_one_name():
    for screen, (_, actions) in SCREENS.items():
        names = [one.footer for one in footer.by_importance(screen, actions) if one.footer]
        assert len(names) == len(set(names)), screen


def test_what_is_needed_most_comes_first_and_all_keys_last_and_none_is_lost():
    made = footer.by_importance("coding", ACTIONS)
    assert [one.id for one in made[:2]] == ["code", "sentence(1)"]
    assert made[-1].id == "help"
    assert sorted(one.id for one in made) == sorted(one.id for one in ACTIONS)


def test_keys_are_written_as_on_a_keyboard_and_as_the_docs_write_them():
    shown = [shown_key(key) for key in ("ctrl+s", "alt+x", "f1", "s", "S", "ctrl+down", "+")]
    assert shown == ["Ctrl+S", "Alt+X", "F1", "s", "S", "Ctrl+↓", "+"]
