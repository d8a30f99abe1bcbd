"""``check --repair`` mends what needs no person, loses nothing, and then has nothing to do."""

from __future__ import annotations

import os
import stat
from codecs import BOM_UTF8

import pytest

from qualcode.store.folder_map import SET_ASIDE
from qualcode.store.study import Study
from qualcode.workbench.check.repair import repair_study
from tests.conftest import Run


@pytest.fixture
def coded(study: Study, run: Run) -> Study:
    name = study.document_ids()[0]
    for turn in ("2", "4"):
        added = run("-C", study.root, "--coder", "ann", "coding", "add", name, "moves",
                    "--turn", turn)  # fmt: skip
        assert added.status == 0, added.err
    return study


def test_a_log_with_a_mark_and_a_torn_line_keeps_every_event_and_is_whole_again(
    coded: Study, run: Run
):
    log = coded.log_path("ann", coded.document_ids()[0])
    before = log.read_bytes()
    log.write_bytes(BOM_UTF8 + before + b'{"id":"torn')
    ids = [coding.id for coding in Study.open(coded.root).codings()]
    assert len(ids) == 2
    done = run("-C", coded.root, "check", "--repair")
    assert "Repaired: codings/ann/" in done.err
    assert log.read_bytes() == before
    assert [coding.id for coding in Study.open(coded.root).codings()] == ids
    [kept] = SET_ASIDE.files(coded.root)
    assert kept.read_bytes() == BOM_UTF8 + before + b'{"id":"torn'
    assert "nothing to repair" in run("-C", coded.root, "check", "--repair").err


def test_leftovers_are_put_away_and_never_lost(coded: Study):
    left = {"private/.names.csv.x1.part": "half a table", ".merge_file_a1B2c3": "half a merge"}
    for name, text in left.items():
        (coded.root / name).parent.mkdir(exist_ok=True)
        (coded.root / name).write_text(text)
    done = repair_study(coded)
    assert {one.where for one in done if one.kept} == set(left)
    assert not any((coded.root / name).exists() for name in left)
    kept = {path.read_text() for path in SET_ASIDE.files(coded.root)}
    assert kept == set(left.values())
    assert repair_study(coded) == []


@pytest.mark.parametrize(
    "name", ["codings/ann/+done.jsonl", "quotations/ann.jsonl", "suggestions/ann.jsonl",
             "splits/moves.jsonl"]
)  # fmt: skip
def test_other_records_end_with_a_whole_line_and_lose_none(name: str, coded: Study, run: Run):
    path = coded.root / name
    path.parent.mkdir(exist_ok=True)
    line = (
        b'{"document":"one","done":true,"at":"1","coding":"a","op":"sign","code":"b","by":"ann",'
        b'"start":1,"end":2,"sha256":"x","strength":1,"did":"rejected"}\n'
    )
    before = BOM_UTF8 + line + line[:-1].replace(b'"1"', b'"2"')
    path.write_bytes(before)
    [done] = repair_study(coded)
    assert done.where == name
    assert path.read_bytes() == before.removeprefix(BOM_UTF8) + b"\n"
    torn = path.read_bytes() + b'{"document":"on'
    path.write_bytes(torn)
    assert f"{name}:3" in run("-C", coded.root, "check").out
    [done] = repair_study(coded)
    assert (coded.root / done.kept).read_bytes() == torn
    assert path.read_bytes() == before.removeprefix(BOM_UTF8) + b"\n"
    assert repair_study(coded) == []
    assert f"{name}:3" not in run("-C", coded.root, "check").out


@pytest.mark.skipif(os.name == "nt", reason="Windows goes by other rules")
def test_folders_of_words_are_shut_unless_a_group_was_let_in(coded: Study, run: Run):
    words, theirs = coded.root / "transcripts", coded.root / "themes"
    theirs.mkdir()
    words.chmod(0o755)
    theirs.chmod(0o770)
    next(words.iterdir()).chmod(0o644)
    told = run("-C", coded.root, "check").out
    assert "transcripts: other accounts of this machine can read" in told
    repair_study(coded)
    assert stat.S_IMODE(words.stat().st_mode) == 0o700
    assert stat.S_IMODE(next(words.iterdir()).stat().st_mode) == 0o600
    assert stat.S_IMODE(theirs.stat().st_mode) == 0o770


def test_repair_does_not_go_with_staged(coded: Study, run: Run):
    assert run("-C", coded.root, "check", "--repair", "--staged").status == 2
