"""Records that a crash cut off are taken out; whole ones stay, and lines of other kinds."""

from __future__ import annotations

import pytest

from qualcode.store.folder_map import SET_ASIDE
from qualcode.store.study import Study
from qualcode.workbench.check.repair import repair_study
from qualcode.workbench.check.study import check_study

WHOLE = b'{"at":"1","by":"ann","coding":"a","code":"moves","was":["moves"]}\n'
FILES = ("splits/moves.jsonl", "quotations/ann.jsonl", "suggestions/ann.jsonl",
         "codings/ann/+done.jsonl")  # fmt: skip


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("cut", range(1, len(WHOLE) - 2, 7))
def test_a_record_cut_off_anywhere_goes_and_is_kept_aside(study: Study, name: str, cut: int):
    path = study.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    for before, after in (
        (WHOLE + WHOLE[:cut], WHOLE),
        (WHOLE[:cut] + b"\n" + WHOLE, WHOLE),
        (WHOLE[:cut], b""),
    ):
        path.write_bytes(before)
        [one] = repair_study(study)
        assert (one.where, path.read_bytes()) == (name, after)
        assert "1 line that a crash cut off taken out" in one.how
        assert (study.root / one.kept).read_bytes() == before
        assert repair_study(study) == []


def test_what_only_a_person_can_mend_stays(study: Study):
    path = study.root / "splits" / "moves.jsonl"
    path.parent.mkdir()
    data = b"<<<<<<< ours\n" + WHOLE + b'{"at": 1}\nnotes\n'
    path.write_bytes(data)
    assert repair_study(study) == []
    assert path.read_bytes() == data
    assert not any(SET_ASIDE.files(study.root))
    assert sum(p.code in ("bad-line", "conflict-markers") for p in check_study(study)) == 1
