"""The commands of a proof are those of a study's whole life, and each is one there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.cli.main import COMMANDS
from qualcode.workbench.proof.canaries import ACCOUNT, HOME
from qualcode.workbench.proof.scenario import Places, steps, withdrawal


@pytest.mark.parametrize("quick", [False, True])
def test_every_command_is_there_and_what_must_be_refused_is_expected_so(
    tmp_path: Path, quick: bool
):
    at = Places(tmp_path)
    found = [*steps(at, quick=quick), *withdrawal(at)]
    assert len({one.said for one in found}) == len(found)
    ours = [one.command[4:] for one in found if "qualcode" in one.command]
    names = {(rest[2] if rest[0] == "-C" else rest[0]) for rest in ours}
    assert names <= set(COMMANDS)
    assert names >= {"import", "pseudonymise", "edit", "matrix", "sync", "withdraw", "picture"}
    commits = [one for one in found if "commit" in one.command]
    assert len(commits) == 5
    assert all(0 not in one.expected for one in commits)


def test_nothing_of_the_users_own_is_used(tmp_path: Path):
    made = Places(tmp_path).environment()
    assert made["USER"] == ACCOUNT
    assert Path(made["HOME"]).name == HOME
    for name in ("HOME", "TMPDIR"):
        assert Path(made[name]).is_relative_to(tmp_path)
    assert made["EDITOR"].count(str(tmp_path)) == 1
