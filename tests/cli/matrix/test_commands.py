"""``qualcode matrix`` as it is typed and scripted: every option, and what bad input gets."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
from pathlib import Path

import pytest

from qualcode.cli.reference import every_command
from qualcode.store.records.quotation_log import read_quotations
from qualcode.store.study import Study
from qualcode.workbench.matrix.cell_editor import CellEditor
from qualcode.workbench.privacy.commit_check import guard
from tests.conftest import Result, Run
from tests.workbench.charted import CODINGS, cell_of, clear, desk_of, opened, set_print

pytestmark = pytest.mark.slow

CELL = ("cell", "support", "works_well", "yp")


@pytest.fixture
def matrix(charted: Study, run: Run):
    """Call ``qualcode matrix`` on the charted study; good input is exit status 0."""

    def call(*args: object, status: int = 0, coder: str = "") -> Result:
        before = ("--coder", coder) if coder else ()
        done = run("-C", charted.root, *before, "matrix", *args)
        assert done.status == status, (args, done)
        if status:
            assert done.err.count("\n") == 1, done.err
        return done

    return call


def rows(done: Result) -> list[dict]:
    found = json.loads(done.out)
    assert isinstance(found, list)
    return found


def whole(root: Path) -> dict[str, bytes]:
    """Return every file that git would take, or that a draft could be in."""
    folders = ("synthesis", "quotations", "codings", "private")
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for folder in folders
        for path in (root / folder).rglob("*")
        if path.is_file()
    }


# ---- matrices -------------------------------------------------------------------------------


def test_the_bare_command_counts_people_on_the_screen(charted: Study, matrix):
    shown = matrix()
    assert "Support" in shown.out
    assert "Young people" in shown.out
    assert not (charted.root / "reports").exists()
    across = matrix("--across").out
    assert "Everyone" in across
    assert "Young people" not in across
    assert "Mentor" in matrix("--sub-codes").out
    assert "Mentor" not in shown.out
    chart = matrix("--layout", "cases").out
    assert [line.split()[0] for line in chart.splitlines()[2:]] == [
        "HD1", "HD2", "SC1", "SC2", "SC3", "YP1", "YP2", "YP3"]  # fmt: skip


def test_options_change_the_matrix_for_this_once(charted: Study, matrix, tmp_path: Path):
    cell_of(charted, "support", "works_well", "yp").save("Three spoke of a place to go to.")
    out = tmp_path / "m.json"
    done = matrix(
        "--out", out, "--title", "For the board", "--across", "--sub-codes", "--coder", "ann"
    )
    made = json.loads(out.read_text())
    assert made["title"] == "For the board"
    assert [g["id"] for g in made["groups"]] == ["*"]
    assert [r["id"] for r in made["rows"]] == ["support", "mentor", "moves"]
    assert (made["coders"], made["codings"]) == ([], len(CODINGS))
    # The summary of a cell that is not in this one is not astray, and not to be deleted.
    assert "delete the file" not in done.err
    assert not (charted.root / "synthesis" / "main" / "matrix.toml").exists()
    assert json.loads(matrix("status", "--kind", "stray", "--json").out) == []


def test_assisted_codings_may_be_left_out(charted: Study, run: Run, matrix, tmp_path: Path):
    log = charted.root / "codings" / "ann" / "yp-02.jsonl"
    log.write_text(log.read_text().replace('"id":"sofa",', '"id":"sofa","assisted":true,'))
    out = tmp_path / "m.json"
    matrix("--out", out, "--no-assisted", "--with", "ids")
    ids = {i for cell in json.loads(out.read_text())["cells"] for i in cell["codings"]}
    assert "sofa" not in ids
    assert "room" in ids


@pytest.mark.slow
def test_several_files_at_once_and_a_watermark_that_is_told(charted: Study, matrix, tmp_path: Path):
    outs = [tmp_path / f"m{form}" for form in (".docx", ".md", ".csv", ".json")]
    args = [arg for out in outs for arg in ("--out", out)]
    plain = matrix(*args)
    assert plain.out.count("2 themes × 3 groups") == 4
    assert plain.out.count("For a client: ") == 1
    marked = matrix(*args, "--uncleared")
    assert marked.out.count("Not for circulation") == 1
    chart = matrix("--layout", "cases", "--out", outs[1])
    assert "8 participants × 2 themes" in chart.out
    assert "For the team only" in chart.out


def test_what_was_left_out_is_told(charted: Study, matrix, tmp_path: Path):
    desk_of(charted, "sofa").quote("sofa")
    done = matrix("--out", tmp_path / "m.md")
    assert "1 quotation is left out: not cleared for print" in done.err
    assert "not cleared" not in matrix().err


@pytest.mark.parametrize(("args", "says"), [
    (["--name", "mian"], "no matrix 'mian'. There is main"),
    (["--coder", "zed"], "no codings by 'zed'. There are codings by ann"),
    (["--out", "r.pdf"], "Use .docx, .xlsx, .html, .md, .csv, .json"),
    (["new", "../up"], "cannot be the name of a matrix"),
    (["new", "x", "--code", "suport"], "no code 'suport'. There is support"),
    (["new", "x", "--group", "yq"], "no group 'yq'"),
    (["new", "x", "--order", "local-authority"], "There is local_authority"),
    (["new", "x", "--where", "role"], "Write ATTRIBUTE=VALUE"),
    (["new", "x", "--where", "role=social wroker"], "There is social worker"),
    (["new", "x", "--coder", "an"], "no codings by 'an'. There are codings by ann"),
    (["status", "--kind", "stael"], "no kind 'stael'"),
    (["status", "mian"], "no matrix 'mian'"),
    (["cell", "suport", "works_well", "yp"], "Did you mean support"),
    (["cell", "support", "works_wel", "yp"], "Did you mean works_well"),
    (["cell", "support", "works_well", "Young poeple"], "Did you mean Young people"),
    (["cell", "support", "works_well"], "no group is named. Name one of yp, sc, hd"),
    ([*CELL, "--link", "soffa"], "no coding 'soffa' in this cell. There is sofa"),
    ([*CELL, "--quote", "taxi"], "no coding 'taxi' in this cell. There is both"),
    ([*CELL, "--up-to-date"], "no summary is written in this cell yet"),
    (["cell", "moves", "works_well", "hd", "--draft"], "no linked passage"),
    (["quotations", "mian"], "no matrix 'mian'"),
    (["trim", "sofa"], "Give --to TEXT or --sign-as TEMPLATE"),
    (["trim", "soffa", "--to", "x"], "has the coding 'soffa'"),
    (["trim", "sofa", "--to", "The lovely sofa"], "“lovely” is not what was said here"),
    (["trim", "sofa", "--to", "[…]"], "nothing of what was said is left"),
    (["trim", "sofa", "--sign-as", "{0}"], "is not a template"),
    (["trim", "sofa", "--sign-as", "{rôle"], "is not a template"),
    (["trim", "sofa", "--sign-as", "{rle}"], "no attribute 'rle'. There is group"),
    (["clear", "sofa"], "choose it as a quotation first"),
    (["clear", "soffa"], "has the coding 'soffa'"),
    (["clear", "sofa", "--take-back"], "ann has not signed it off"),
    (["balance", "--name", "mian"], "no matrix 'mian'"),
    (["numbers", "--by", "locale"], "cases.csv has group, local_authority, role"),
])  # fmt: skip
def test_bad_input_is_told_in_a_line_and_nothing_is_written(
    charted: Study, matrix, args: list[str], says: str
):
    before = whole(charted.root)
    assert says in matrix(*args, status=1).err
    assert whole(charted.root) == before
    assert not list(charted.root.glob("r.*"))


@pytest.mark.parametrize("args", [
    ["statis"], ["--layout", "chart"], ["numbers", "--round", "1"], ["numbers", "--column", "best"],
    ["new"], ["cell", "support"], ["new", "x", "--language", "fr"],
])  # fmt: skip
def test_what_is_no_command_is_a_usage_error(matrix, args: list[str]):
    assert "--help" in matrix(*args, status=2).err


def test_a_cells_orders_are_followed_wholly_or_not_at_all(charted: Study, matrix):
    before = whole(charted.root)
    matrix(*CELL, "--write", "Three spoke of it.", "--quote", "sofa", "--link", "nope", status=1)
    assert whole(charted.root) == before


# ---- new, list --------------------------------------------------------------------------------


def test_a_new_matrix_is_a_file_to_be_edited(charted: Study, matrix, tmp_path: Path):
    made = matrix("new", "cymru", "--layout", "cases", "--title", "Chart", "--title-cy", "Siart",
                  "--language", "cy", "--code", "moves", "--code", "support", "--group", "yp",
                  "--coder", "ann", "--order", "-local_authority",
                  "--where", "role=young person")  # fmt: skip
    assert made.out == "Made synthesis/cymru/matrix.toml\n"
    out = tmp_path / "m.json"
    matrix("--name", "cymru", "--out", out)
    chart = json.loads(out.read_text())
    assert chart["title"] == "Siart"
    assert [r["id"] for r in chart["rows"]] == ["YP3", "YP1", "YP2"]
    assert [c["id"] for c in chart["columns"]] == ["moves", "support"]
    again = matrix("new", "cymru", status=1)
    assert "there is a matrix 'cymru' already" in again.err


def test_the_list_says_how_far_each_is(charted: Study, matrix):
    matrix("new", "chart", "--layout", "cases")
    cell_of(charted, "support", "works_well", "yp").save("Three spoke of a place to go to.")
    listed = {row["name"]: row for row in rows(matrix("list", "--json"))}
    assert listed["main"] == {"name": "main", "layout": "synthesis", "title": "Synthesis matrix",
                              "cells": 12, "with_evidence": 9, "written": 1, "stale": 0}  # fmt: skip
    assert listed["chart"]["layout"] == "cases"
    assert "main" in matrix("list").out
    assert matrix("list", "--csv").out.startswith("name,layout,title,cells")


@pytest.mark.parametrize(("text", "says"), [
    ('layout = "chart"', "layout is 'chart'"),
    ('layuot = "cases"', "unknown key 'layuot'. Did you mean layout?"),
    ('layout = "cases', "not readable as TOML"),
    ('codes = ["suport"]', "no code 'suport'. There is support"),
    ('coders = ["zed"]', "no codings by 'zed'"),
])  # fmt: skip
def test_a_bad_definition_is_named_and_leaves_the_other_matrices(
    charted: Study, matrix, text: str, says: str
):
    path = charted.root / "synthesis" / "second" / "matrix.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text + "\n")
    assert says in matrix("--name", "second", status=1).err
    for args in (["list", "--json"], ["status", "--json"]):
        done = matrix(*args)
        assert "main" in done.out
        assert "synthesis/second/matrix.toml" in done.err
        assert says in done.err
    assert "synthesis/second/matrix.toml" in matrix("quotations").err


# ---- status -----------------------------------------------------------------------------------


def test_status_lists_the_work_left(charted: Study, matrix):
    desk_of(charted, "sofa").quote("sofa")
    screen = matrix("status")
    assert screen.out.startswith("Work left: 1 quotations not cleared, 9 with evidence")
    assert "are not listed here: --all, or --kind KIND" in screen.out
    assert "nobody has signed it off" in screen.out
    everything = matrix("status", "--all").out
    assert "are not listed" not in everything
    assert "nothing coded" in everything
    work = rows(matrix("status", "main", "--json"))
    kinds = [row["kind"] for row in work]
    assert kinds == sorted(
        kinds, key=["quotation", "unwritten", "thin", "empty", "small-count"].index
    )
    [quotation] = rows(matrix("status", "--kind", "quotation", "--json"))
    assert (quotation["coding"], quotation["finding"]) == ("sofa", "not-cleared")
    assert quotation["mend"] == "qualcode matrix clear sofa, once it may be printed"
    thin = rows(matrix("status", "--kind", "thin", "--kind", "empty", "--json"))
    assert {row["kind"] for row in thin} == {"thin", "empty"}
    table = list(csv.DictReader(io.StringIO(matrix("status", "--csv").out)))
    assert len(table) == len(work)


def test_a_stale_cell_says_what_changed(charted: Study, run: Run, matrix):
    matrix(*CELL, "--write", "Three spoke of a place to go to.")
    assert rows(matrix("status", "--kind", "stale", "--json")) == []
    added = run("-C", charted.root, "coding", "add", "yp-02", "support", "--quote", "kept the same",
                "--valence", "+")  # fmt: skip
    assert added.status == 0, added.err
    [work] = rows(matrix("status", "--kind", "stale", "--json"))
    assert "yp-02 turn 2: coded since" in work["what"]
    assert "Stale: yp-02 turn 2: coded since" in matrix(*CELL).out
    assert matrix(*CELL, "--up-to-date").err.startswith("Up to date with 7 linked passages")
    assert rows(matrix("status", "--kind", "stale", "--json")) == []


# ---- cells ------------------------------------------------------------------------------------


def test_a_cell_is_shown_written_linked_quoted_and_marked(
    charted: Study, matrix, monkeypatch: pytest.MonkeyPatch
):
    shown = matrix("cell", "Support", "Works well", "Young people")
    assert shown.out.startswith("Support · Works well · Young people")
    table = rows(matrix(*CELL, "--json"))
    assert {row["coding"]: row["person"] for row in table}["sofa"] == "YP2"
    assert matrix(*CELL, "--csv").out.startswith("person,document,turn")
    draft = matrix(*CELL, "--draft").out
    assert "- “The office had a terrible sofa and you could just go.” (young person," in draft
    assert not list((charted.root / "synthesis").rglob("*.md"))
    monkeypatch.setattr("sys.stdin", io.StringIO("Each of the three\nspoke of one adult.\n"))
    assert matrix(*CELL, "--write", "-").err == "Saved\n"
    assert matrix(*CELL, "--link", "room", "--link", "monday").err.count("Unlinked a passage") == 2
    assert "Chose a quotation: nobody has signed it off" in matrix(*CELL, "--quote", "sofa").err
    now = {row["coding"]: row for row in rows(matrix(*CELL, "--json"))}
    assert (now["room"]["linked"], now["sofa"]["linked"], now["sofa"]["quoted"]) == (
        False,
        True,
        True,
    )
    assert matrix(*CELL, "--quote", "sofa").err.startswith("Took off a quotation")
    assert matrix(*CELL, "--up-to-date").err.startswith("Up to date with 4 linked")
    assert "Each of the three spoke of one adult." in matrix(*CELL).out
    assert "ann" in matrix(*CELL).out


def test_an_empty_cell_says_why(matrix):
    assert "nothing coded here; 1 person speaks of it otherwise" in matrix(
        "cell", "moves", "works_well", "hd").out.lower()  # fmt: skip


def test_a_summary_that_may_not_be_kept_is_a_draft_and_a_failure(charted: Study, matrix):
    matrix(*CELL, "--write", "Three spoke of a place to go to.")
    before = {k: v for k, v in whole(charted.root).items() if k.startswith("synthesis")}
    # An older summary is not called up to date in its place.
    done = matrix(*CELL, "--write", "Angharad spoke of it.", "--quote", "sofa", "--up-to-date",
                  status=1)  # fmt: skip
    assert "Kept as a draft on this machine, not in git yet: “Angharad” is a real name" in done.err
    after = {k: v for k, v in whole(charted.root).items() if k.startswith("synthesis")}
    assert after == before
    assert list((charted.root / "private" / "drafts" / "main").glob("*.md"))


def test_a_framework_charts_cell_is_a_participant_and_a_code(charted: Study, matrix):
    matrix("new", "chart", "--layout", "cases")
    assert (
        matrix("cell", "YP2", "support", "--name", "chart", "--write", "A place to go.").err
        == "Saved\n"
    )
    assert (charted.root / "synthesis" / "chart" / "YP2--support.md").exists()
    assert matrix("cell", "YP2", "Moves", "--name", "chart").out.startswith("YP2")


def test_without_a_coder_nothing_is_done(charted: Study, run: Run):
    for path in (charted.root / ".qualcode").glob("*.json"):
        path.unlink()
    study = Study.open(charted.root)
    assert study.local_coder() is None
    for args in ([*CELL], ["trim", "sofa", "--to", "x"], ["clear", "sofa"]):
        done = run("-C", charted.root, "matrix", *args)
        assert (done.status, done.err.count("\n")) == (1, 1)
        assert "qualcode coders --me NAME" in done.err
    assert run("-C", charted.root, "matrix", "status").status == 0


# ---- quotations ---------------------------------------------------------------------------------


def test_a_quotation_from_choice_to_print(charted: Study, matrix, tmp_path: Path):
    assert matrix("quotations").out == "No quotation is chosen yet.\n"
    matrix(*CELL, "--quote", "sofa")
    trimmed = matrix("trim", "sofa", "--to", "The office had a […] sofa and [they] could just go.")
    assert trimmed.out == "“The office had a […] sofa and [they] could just go.”\n"
    log = (charted.root / "quotations" / "ann.jsonl").read_text()
    assert "sofa and" not in log
    assert "terrible" not in log
    assert "Young people: a second person must sign it off" in matrix("clear", "sofa").out
    [row] = rows(matrix("quotations", "--uncleared", "--json"))
    assert (row["signed_by"], row["findings"], row["trimmed"]) == (
        ["ann"],
        ["second-sign-off"],
        True,
    )
    assert matrix("clear", "sofa", coder="ben").out == "Cleared for print by ann, ben\n"
    assert rows(matrix("quotations", "--uncleared", "--json")) == []
    [row] = rows(matrix("quotations", "main", "--json"))
    assert (row["cleared"], row["text"]) == (
        True,
        "The office had a […] sofa and [they] could just go.",
    )
    assert row["attribution"] == "young person, local authority 1"
    assert "text" in matrix("quotations", "--csv").out.splitlines()[0]
    matrix("--out", tmp_path / "m.md")
    assert "sofa and \\[they\\] could just go" in (tmp_path / "m.md").read_text()
    matrix("trim", "sofa", "--sign-as", "{group_name}")
    [row] = rows(matrix("quotations", "--json"))
    assert (row["cleared"], row["attribution"]) == (False, "Young people")
    matrix("trim", "sofa", "--sign-as", "")
    assert rows(matrix("quotations", "--json"))[0]["cleared"]
    assert matrix("clear", "sofa", "--take-back").out == "The sign-off is taken back\n"
    assert not rows(matrix("quotations", "--json"))[0]["cleared"]


def test_the_balance_of_voices(charted: Study, matrix):
    set_print(charted, quoted_most=1)
    clear(Study.open(charted.root), "monday")
    desk_of(charted, "garden").quote("garden")
    first, *others = rows(matrix("balance", "--json"))
    assert (first["person"], first["quoted"], first["cleared"], first["share"]) == (
        "YP1",
        2,
        1,
        100,
    )
    assert first["too_often"]
    assert len(others) == 7
    assert not any(row["quoted"] for row in others)
    assert matrix("balance").out.splitlines()[2].startswith("YP1")
    assert matrix("balance", "--csv").out.startswith("person,group,quoted")


def test_numbers_fit_for_print(matrix):
    table = rows(matrix("numbers", "--json"))
    assert [row["theme"] for row in table] == ["People interviewed", "Support", "Moves"]
    # Two people of local authority 2: suppressed, and what the total would tell as well.
    assert (table[0]["local authority 1"], table[0]["local authority 2"]) == (None, None)
    assert table[0]["total"] == 8
    screen = matrix("numbers", "--by", "role")
    assert "fewer than 3 people, or what would tell such a cell" in screen.err
    rounded = rows(matrix("numbers", "--by", "local_authority", "--round", "5", "--json"))
    assert {v for row in rounded for k, v in row.items() if k not in ("id", "theme")} <= {0, 5, 10}
    narrow = rows(matrix("numbers", "--column", "works_less_well", "--round", "2", "--json"))
    assert narrow[2]["total"] == 2
    assert matrix("numbers", "--csv").out.startswith("id,theme,local authority 1")


# ---- studies that are not whole --------------------------------------------------------------


def test_an_empty_study_has_an_empty_matrix(empty_study: Path, run: Run, tmp_path: Path):
    said = {(): "No codings yet, so no matrix", ("status",): "No codings yet, so nothing to do.",
            ("quotations",): "No quotation is chosen yet.",
            ("balance",): "Nobody speaks in this study yet.", ("list",): "main"}  # fmt: skip
    for args, words in said.items():
        done = run("-C", empty_study, "matrix", *args)
        assert (done.status, words in done.out) == (0, True), done
    for form in (".docx", ".md", ".csv", ".json"):
        assert run("-C", empty_study, "matrix", "--out", tmp_path / f"m{form}").status == 0
    assert "nothing to show" in (tmp_path / "m.md").read_text()
    run("-C", empty_study, "coders", "--me", "ann")
    for args in (["numbers"], [*CELL], ["trim", "a", "--to", "b"], ["clear", "a"]):
        done = run("-C", empty_study, "matrix", *args)
        assert (done.status, done.err.count("\n")) == (1, 1)


def test_texts_that_are_not_here_are_told_once_and_quotations_wait(
    charted: Study, run: Run, matrix, tmp_path: Path
):
    clear(charted, "sofa")
    (charted.root / "transcripts" / "yp-02.txt").unlink()
    done = matrix("--out", tmp_path / "m.md")
    assert done.err.count("yp-02") == 1
    assert "terrible sofa" not in (tmp_path / "m.md").read_text()
    refused = run("-C", charted.root, "matrix", "trim", "sofa", "--to", "The office")
    assert refused.status == 1
    assert "its words are not on this machine" in refused.err
    shown = {row["coding"]: row["text"] for row in rows(matrix(*CELL, "--json"))}
    assert shown["sofa"] is None
    assert shown["monday"]


def test_a_damaged_line_of_the_log_is_named_and_the_rest_stands(charted: Study, run: Run, matrix):
    clear(charted, "sofa")
    log = charted.root / "quotations" / "ben.jsonl"
    log.write_text(log.read_text() + '{"coding":"sofa","op":"uns\n')
    done = matrix("quotations")
    assert "quotations/ben.jsonl:2: not what was done with a quotation" in done.err
    checked = run("-C", charted.root, "check", "--json")
    assert [p["where"] for p in json.loads(checked.out) if p["code"] == "bad-line"] == [
        "quotations/ben.jsonl:2"]  # fmt: skip


def test_a_table_of_names_that_cannot_be_read_stops_everything_that_needs_it(
    charted: Study, matrix, tmp_path: Path
):
    names = charted.root / "private" / "names.csv"
    names.write_text(names.read_text() + "Angharad Evans,person,[another],,\n")
    for args in (["--out", tmp_path / "m.md"], ["status"], ["quotations"], [*CELL], ["balance"],
                 ["numbers"], ["list"]):  # fmt: skip
        done = matrix(*args, status=1)
        assert "private/names.csv:7" in done.err
        assert done.out == ""
    assert not (tmp_path / "m.md").exists()


# ---- git, and those who withdraw ---------------------------------------------------------------


def git(root: Path, *args: str) -> subprocess.CompletedProcess[str]:
    identity = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")
    return subprocess.run(["git", "-C", str(root), *identity, *args], capture_output=True,
                          text=True, check=False)  # fmt: skip


def test_two_clones_that_sign_the_same_quotation_merge_by_themselves(charted: Study):
    attributes = (charted.root / ".gitattributes").read_text()
    assert "quotations/*.jsonl text eol=lf merge=union" in attributes
    desk_of(charted, "sofa").quote("sofa")
    desk_of(charted, "sofa").sign("sofa")
    git(charted.root, "add", "-A")
    assert git(charted.root, "commit", "--no-verify", "-qm", "one").returncode == 0
    here = git(charted.root, "branch", "--show-current").stdout.strip()
    git(charted.root, "branch", "other")
    desk_of(charted, "sofa").sign("sofa", why="read again")
    git(charted.root, "commit", "--no-verify", "-qam", "here")
    git(charted.root, "checkout", "-q", "other")
    desk_of(charted, "sofa").unsign("sofa")
    git(charted.root, "commit", "--no-verify", "-qam", "there")
    merged = git(charted.root, "merge", "-q", "--no-edit", here)
    assert merged.returncode == 0, merged.stderr
    states, problems = read_quotations(charted.root)
    assert problems == []
    # The last word counts: it was taken back.
    assert states["sofa"].signs == ()
    assert (charted.root / "quotations" / "ann.jsonl").read_text().count('"sign"') == 2


@pytest.mark.parametrize("line", [
    '{"coding":"sofa","op":"trim","at":"2026","cuts":[[1,2,"Angharad",false]]}',
    '{"coding":"sofa","op":"sign","at":"2026","why":"Mike Prosser agrees"}',
    '{"coding":"sofa","op":"trim","at":"2026","signed_as":"{role}, Cardiff"}',
    '{"coding":"sofa","op":"trim","at":"2026","cuts":[[1,2,"Angh',
    '{"coding":"sofa","op":"remark","at":"2026","words":"so said Angharad"}',
])  # fmt: skip
def test_the_check_before_a_commit_names_a_name_in_the_log_of_quotations(charted: Study, line: str):
    log = charted.root / "quotations" / "ann.jsonl"
    log.parent.mkdir()
    log.write_text('{"coding":"sofa","op":"sign","at":"2026","form":"00"}\n' + line + "\n")
    git(charted.root, "add", "-A")
    found = [p for p in guard(charted.root) if p.where.startswith("quotations/")]
    if line.endswith('"Angh'):
        # Half a name is nobody's.
        assert found == []
        return
    assert [(p.code, p.where) for p in found] == [("name-disclosed", "quotations/ann.jsonl:2")]
    refused = git(charted.root, "commit", "-qm", "work")
    assert refused.returncode
    assert "quotations/ann.jsonl:2" in refused.stderr + refused.stdout


def test_who_withdraws_leaves_no_quotation_draft_or_chart_behind(charted: Study, run: Run):
    run("-C", charted.root, "matrix", "new", "chart", "--layout", "cases")
    clear(charted, "sofa")
    clear(charted, "monday")
    for person in ("YP1", "YP2"):
        cell_of(charted, person, "support", "", name="chart").save(f"What {person} needs is time.")
        cell_of(charted, person, "moves", "", name="chart").keep_draft("In the analyst's words.")
    desk = cell_of(charted, "support", "works_well", "yp")
    desk.keep_draft(desk.first_draft())
    done = run("-C", charted.root, "withdraw", "YP2", "--json")
    assert done.status == 0, done.err
    states, problems = read_quotations(charted.root)
    assert (sorted(states), problems) == (["monday"], [])
    assert [s.by for s in states["monday"].signs] == ["ann", "ben"]
    left = {path.relative_to(charted.root).as_posix() for path in charted.root.rglob("*.md")}
    assert {p for p in left if "chart/" in p} == {
        "synthesis/chart/YP1--support.md", "private/drafts/chart/YP1--moves.md"}  # fmt: skip
    for folder, _, names in os.walk(charted.root):
        for name in names:
            if ".git" not in Path(folder).parts and not name.endswith(".lock"):
                assert b"terrible sofa" not in (Path(folder) / name).read_bytes(), name
    assert run("-C", charted.root, "check", "--json").status == 0
    assert opened(charted).matrix.cell("support", "works_well", "yp").people == 2


def test_pseudonymise_leaves_no_name_in_summaries_or_drafts(charted: Study, run: Run):
    """A name that was accepted after a summary and a draft were written with it."""
    desk = cell_of(charted, "support", "works_well", "yp")
    assert desk.save("Each of them spoke of Delyth at the desk.") == "Saved"
    other = cell_of(charted, "support", "works_less_well", "yp")
    other.keep_draft("- “I rang Delyth and nobody picked it up.”")
    added = run("-C", charted.root, "names", "add", "Delyth", "--as", "[office manager]")
    assert added.status == 0, added.err
    done = run("-C", charted.root, "pseudonymise")
    assert done.status == 0, done.err
    assert cell_of(charted, "support", "works_well", "yp").summary.text == (
        "Each of them spoke of [office manager] at the desk.")  # fmt: skip
    draft = cell_of(charted, "support", "works_less_well", "yp").draft
    assert draft == "- “I rang [office manager] and nobody picked it up.”"


def test_a_draft_with_a_name_is_not_saved(charted: Study, run: Run):
    desk = cell_of(charted, "support", "works_less_well", "yp")
    desk.keep_draft("Delyth was rung in vain.")
    names = charted.root / "private" / "names.csv"
    names.write_text(names.read_text() + "Delyth,person,[office manager],,\n")
    desk: CellEditor = cell_of(charted, "support", "works_less_well", "yp")
    assert "“Delyth” is a real name" in desk.save(desk.draft)
    assert not list((charted.root / "synthesis").rglob("*.md"))
    assert desk.draft == "Delyth was rung in vain."


# ---- help --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [n for n, _ in every_command() if n.startswith("matrix")])
def test_every_help_has_an_example(run: Run, name: str):
    done = run(*name.split(), "--help")
    assert done.status == 0
    assert f"qualcode {name}" in done.out.split("Options:")[0].split("Example")[1]


def test_another_layout_for_once_has_a_title_of_its_own(charted: Study, matrix, tmp_path: Path):
    toml = charted.root / "synthesis" / "main" / "matrix.toml"
    toml.parent.mkdir(parents=True, exist_ok=True)
    toml.write_text('title = "What works"\nsummary = "Two of three."\n', encoding="utf-8")
    for layout, shown in (("synthesis", "What works"), ("cases", "Framework chart")):
        out = tmp_path / f"{layout}.json"
        matrix("--layout", layout, "--out", out)
        made = json.loads(out.read_text(encoding="utf-8"))
        assert made["title"] == shown
        assert ("summary" in made) == (layout == "synthesis")
