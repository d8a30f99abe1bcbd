"""A coder's name stays on the machine and in the account where it was said."""

from __future__ import annotations

import getpass
import json
import platform
from collections.abc import Callable
from pathlib import Path

import pytest

from qualcode.store.folder_map import SETTINGS
from qualcode.store.study import Study
from tests.conftest import Run

Elsewhere = Callable[..., None]
NOT_KNOWN = "it is not known who is coding here"
ADD = ("coding", "add", "one", "moves", "--quote", "moved again")


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Elsewhere:
    """Go on as somebody on a machine."""

    def go(user: str = "ann", machine: str = "desk") -> None:
        monkeypatch.setattr(getpass, "getuser", lambda: user)
        monkeypatch.setattr(platform, "node", lambda: machine)

    go()
    return go


@pytest.fixture
def shared_study(study_path: Path, at: Elsewhere, run: Run) -> Path:
    SETTINGS.at(study_path).unlink()
    assert run("-C", study_path, "coders", "--me", "ann").status == 0
    return study_path


def settings(root: Path) -> dict[str, str]:
    return dict(json.loads(SETTINGS.at(root).read_text()))


@pytest.mark.parametrize("other", [("ben", "desk"), ("ann", "laptop"), ("ben", "laptop")])
def test_elsewhere_nobody_codes_under_another_s_name(
    shared_study: Path, at: Elsewhere, run: Run, other: tuple[str, str]
):
    at(*other)
    refused = run("-C", shared_study, *ADD)
    assert refused.status == 1
    assert f"{NOT_KNOWN} (on another machine, or by another account, it is ann)" in refused.err
    told = run("-C", shared_study, "check").out
    assert "coded there as ann; here as nobody yet. Say who codes here" in told
    assert run("-C", shared_study, "coders", "--me", "ben").status == 0
    assert run("-C", shared_study, *ADD).status == 0
    assert "coded there as ann; here as ben. Nothing needs doing" in (
        run("-C", shared_study, "check").out
    )
    at()
    assert run("-C", shared_study, *ADD).status == 0
    assert {c.coder for c in Study.open(shared_study).codings()} == {"ann", "ben"}


def test_where_it_was_said_it_holds_in_any_network_and_says_nothing_of_the_machine(
    shared_study: Path, at: Elsewhere, run: Run
):
    at("ann", "Desk.lan.example")
    assert run("-C", shared_study, *ADD).status == 0
    assert "coder-elsewhere" not in run("-C", shared_study, "check", "--json").out
    assert "desk" not in SETTINGS.at(shared_study).read_text()


def test_what_an_earlier_version_set_is_bound_to_the_first_machine_and_told_once(
    shared_study: Path, at: Elsewhere, run: Run
):
    SETTINGS.at(shared_study).write_text('{"coder":"ann","theme":"dark","place of one":"12"}')
    assert "says that codings are ann's, and not on which" in run("-C", shared_study, "check").out
    taken = run("-C", shared_study, *ADD)
    assert taken.status == 0
    assert "On this machine codings are ann's from now on" in taken.err
    assert "from now on" not in run("-C", shared_study, "coding", "undo").err
    kept = settings(shared_study)
    assert "coder" not in kept
    assert (kept["theme"], kept["place of one"]) == ("dark", "12")
    at("ben", "laptop")
    assert NOT_KNOWN in run("-C", shared_study, *ADD).err


def test_said_with_the_command_an_earlier_setting_is_not_taken(
    shared_study: Path, at: Elsewhere, run: Run
):
    SETTINGS.at(shared_study).write_text('{"coder":"ann"}')
    at("ben", "laptop")
    assert run("-C", shared_study, "--coder", "ben", *ADD).status == 0
    assert settings(shared_study)["coder"] == "ann"
    assert run("-C", shared_study, "coders", "--me", "ben").status == 0
    assert "coder" not in settings(shared_study)
    assert Study.open(shared_study).local_coder() == "ben"


def test_an_account_without_a_name_and_damaged_settings_are_told(
    shared_study: Path, monkeypatch: pytest.MonkeyPatch, run: Run
):
    def nobody() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert run("-C", shared_study, "coders", "--me", "cai").status == 0
    assert Study.open(shared_study).local_coder() == "cai"
    SETTINGS.at(shared_study).write_text("{")
    assert ".qualcode/settings.json: not readable" in run("-C", shared_study, "check").out
