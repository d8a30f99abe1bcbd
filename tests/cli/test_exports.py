"""``qualcode exports``, and the record that reports, numbers and pictures leave behind."""

from __future__ import annotations

import json
from pathlib import Path

from qualcode.store.study import Study
from tests.conftest import Run
from tests.workbench.charted import set_print


def left(run: Run, study: Study) -> list[dict]:
    done = run("-C", study.root, "exports", "--json")
    assert done.status == 0
    return json.loads(done.out)


def test_what_leaves_is_listed(charted: Study, run: Run, tmp_path: Path):
    empty = run("-C", charted.root, "exports")
    assert "No figures left yet" in empty.out
    for command in (
        ("matrix", "--out", tmp_path / "m.md", "--out", tmp_path / "m.json", "--to", "the board"),
        ("matrix", "numbers", "--out", tmp_path / "n.csv", "--to", "the board"),
        ("picture", "heat", "--out", tmp_path / "h.csv"),
        ("picture", "documents", "--out", tmp_path / "d.csv"),
    ):
        done = run("-C", charted.root, *command)
        assert done.status == 0, done
        assert "Recorded in exports.jsonl" in done.err
    rows = left(run, charted)
    assert [(r["what"], r["form"], r["to"]) for r in rows] == [
        ("matrix", "md", "the board"), ("matrix", "json", "the board"),
        ("numbers", "csv", "the board"), ("picture", "csv", ""), ("picture", "csv", ""),
    ]  # fmt: skip
    assert rows[0]["by_attribute"] == "group"
    assert (tmp_path / "n.csv").read_text(encoding="utf-8-sig").startswith("id,theme,")
    # What is only looked at is no export, and the same again for the same people none either.
    run("-C", charted.root, "matrix", "numbers")
    run("-C", charted.root, "picture", "heat")
    run("-C", charted.root, "matrix", "--out", tmp_path / "m.md", "--to", "the board")
    assert left(run, charted) == rows


def test_a_withdrawal_names_the_exports_that_counted_the_person(
    charted: Study, run: Run, tmp_path: Path
):
    run("-C", charted.root, "matrix", "--out", tmp_path / "m.md", "--to", "the board")
    case = sorted(charted.cases)[0]
    done = run("-C", charted.root, "withdraw", case, "--yes")
    assert "numbers that count them: " in done.out
    assert "the board" in done.out.split("numbers that count them: ")[1]


def test_a_report_of_one_authority_is_stopped_and_may_be_let_out(
    charted: Study, run: Run, tmp_path: Path
):
    (charted.root / "synthesis" / "two").mkdir(parents=True)
    (charted.root / "synthesis" / "two" / "matrix.toml").write_text(
        '[where]\nlocal_authority = ["local authority 2"]\n'
    )
    call = ("-C", charted.root, "matrix", "--name", "two", "--out", tmp_path / "two.md")
    stopped = run(*call)
    assert stopped.status == 1
    assert stopped.err.count("\n") == 1
    assert "only people of local_authority local authority 2 are counted" in stopped.err
    assert not (tmp_path / "two.md").exists()
    assert not (charted.root / "exports.jsonl").exists()
    done = run(*call, "--give-away")
    assert done.status == 0
    assert "written all the same, and recorded" in done.err
    assert left(run, charted)[0]["given_away"] > 0


def test_options_without_effect_are_refused(charted: Study, run: Run, tmp_path: Path):
    for args, says in (
        (("matrix", "--to", "x"), "--to has no effect without --out"),
        (("matrix", "--give-away"), "--give-away has no effect without --out"),
        (("picture", "bars", "--to", "x"), "--to has no effect without --out"),
        (("matrix", "--out", tmp_path / "m.csv", "--give-away"), "give nothing away"),
        (("matrix", "numbers", "--to", "x"), "--to has no effect without --out"),
        (("matrix", "numbers", "--out", tmp_path / "n.csv", "--csv"), "the file's ending says"),
        (("matrix", "numbers", "--out", tmp_path / "n.docx"), "Use .csv, .json"),
        (("matrix", "numbers", "--round", "2"), "would show which are below 3"),
        (("matrix", "--out", tmp_path / "m.md", "--to", "Mike Prosser"), "real name"),
    ):
        done = run("-C", charted.root, *args)
        assert done.status != 0, args
        assert says in done.err, args
    assert not list(tmp_path.glob("*.csv"))


def test_zeros_are_a_setting(charted: Study, run: Run):
    before = json.loads(run("-C", charted.root, "matrix", "numbers", "--by", "role", "--json").out)
    set_print(charted, zeros_disclosive=True)
    after = json.loads(run("-C", charted.root, "matrix", "numbers", "--by", "role", "--json").out)
    assert len(before) == len(after)
    assert not any(value == 0 for row in after[1:] for value in row.values())


def test_a_record_that_cannot_be_read_is_told_by_check_and_stops_exports(
    charted: Study, run: Run, tmp_path: Path
):
    path = charted.root / "exports.jsonl"
    run("-C", charted.root, "matrix", "--out", tmp_path / "m.json")
    path.write_text(path.read_text() + '{"at":"2026"}\n')
    assert "exports.jsonl:2: not a record of an export" in run("-C", charted.root, "check").out
    stopped = run("-C", charted.root, "matrix", "--out", tmp_path / "again.json")
    assert stopped.status == 1
    assert not (tmp_path / "again.json").exists()
