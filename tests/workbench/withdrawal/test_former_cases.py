"""What is kept by an id that a case had before goes with the case."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.workbench.withdrawal.former_cases import former_ids, stray_cases
from tests.workbench.withdrawal.histories import withdraw
from tests.workbench.withdrawal.test_histories import arrive, begun_in


def test_without_git_an_id_of_nobody_is_nobodys(study: Study):
    arrive(study.root, {"memos/ben/cases/YP77.md": b"Was brief.\n"})
    assert stray_cases(study) == {"YP77"}
    assert former_ids(study, "YP1", None) == frozenset()


@pytest.mark.slow
def test_a_memo_under_a_cases_earlier_id_goes_too(tmp_path: Path):
    world = begun_in(tmp_path, git=True)
    ann = world.ann
    assert ann.do("cases", "rename", "YP9", "C77").status == 0
    assert ann.do("sync").status == 0
    for _ in range(2):
        arrive(ann.root, {"memos/ben/cases/YP9.md": b"Was brief.\n"})
        said = withdraw(world, ann, "C77")
        assert said.status == 0, said.err
        assert "memos/ben/cases/YP9.md: removed" in said.out
        assert not (ann.root / "memos/ben/cases/YP9.md").exists()
