"""A dry run says what a sync would ask to be decided, and nothing that it would not ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run
from tests.workbench.team.talks import TALKS, sync, take

pytestmark = pytest.mark.slow


def to_decide(said: str) -> list[str]:
    return [line for line in said.splitlines() if line.startswith("To be decided")]


def test_what_both_changed_is_told_before_it_is_committed(
    two_machines: tuple[Path, Path], run: Run
):
    one, other = two_machines
    take(run, one, TALKS["ann"], "talk-1", "--case", "P01")
    sync(run, one)
    sync(run, other)
    for path, word in ((one, "school"), (other, "home")):
        given = ("codebook", "edit", "moves", "--definition", f"Changing {word}.")
        assert run("-C", path, *given).status == 0
        role = f"role={word}"
        assert run("-C", path, "cases", "set", "P01", "--attribute", role).status == 0
    sync(run, one)
    dry = to_decide(sync(run, other, "--dry-run").out)
    assert dry == [
        "To be decided: case P01: role: 'home' here, 'school' on the other side",
        "To be decided: Moves: definition: 'Changing home.' here, 'Changing school.' on the other "
        "side",
    ]
    stopped = run("-C", other, "sync")
    assert all(line.removeprefix("To be decided: ") in stopped.err for line in dry)
    sync(run, other, "--take", "ours")
    assert not to_decide(sync(run, other, "--dry-run").out)


def test_of_what_gets_another_id_nothing_is_to_be_decided(
    two_machines: tuple[Path, Path], run: Run
):
    one, other = two_machines
    take(run, one, TALKS["ann"], "talk-1", "--case", "P01")
    assert run("-C", one, "cases", "set", "P01", "--attribute", "role=pupil").status == 0
    sync(run, one)
    take(run, other, TALKS["ben"], "talk-1", "--case", "P01")
    assert run("-C", other, "cases", "set", "P01", "--attribute", "role=carer").status == 0
    assert not to_decide(sync(run, other, "--dry-run").out)
    ids = ("--rename", "talk-1=talk-2")
    renamed = sync(run, other, *ids, "--rename-case", "P01=P02", "--dry-run")
    assert not to_decide(renamed.out)
    one_person = sync(run, other, *ids, "--same-person", "P01", "--dry-run")
    assert to_decide(one_person.out) == [
        "To be decided: case P01: role: 'carer' here, 'pupil' on the other side"
    ]
