"""What sync clients' conflict copies hold is taken in: nothing is lost, nothing is there twice."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.model.coding.coding import CodingEvent
from qualcode.store.copy_list import conflict_copies
from qualcode.store.records.coding_log import append_events
from qualcode.store.study import Study
from qualcode.workbench.privacy.commit_check import guard
from qualcode.workbench.team.take_in import take_in
from tests.conftest import Run
from tests.examples import examples
from tests.model.test_conflict_name import LIKELY, SURE
from tests.workbench.team.conflicting import DESKTOP, coded, committed, left, lines, named, put

SUMMARY = """\
---
row: support
group: yp
column: works_well
author: ann
date: 2026-11-20
codings: [one@0]
---

Somebody was there.
"""


# How each client names its copies is tried in tests/model/test_conflict_name.py, quickly.
@pytest.mark.parametrize(
    "client",
    [
        pytest.param(name, marks=[] if name in ("Syncthing", "OneDrive") else [pytest.mark.slow])
        for name in SURE | LIKELY
    ],
)
def test_each_clients_copies_of_each_kind_are_taken_in(client: str, study: Study):
    root = study.root
    put(study, "codings/ann/one.jsonl", lines(coded(1, study), coded(2, study)))
    put(study, "codings/ann/+done.jsonl", '{"document":"one","done":true,"at":"1"}\n')
    put(study, "quotations/ann.jsonl", '{"coding":"a","op":"sign","at":"1"}\n')
    put(study, "suggestions/ann.jsonl", '{"at":"1"}\n')
    put(study, "splits/mentor.jsonl", '{"coding":"a","code":"b","at":"1","by":"ann"}\n')
    put(study, "memos/ann/documents/one.md", "A short talk.\n")
    put(study, "synthesis/main/support--yp--works-well.md", SUMMARY)
    put(study, "private/names.csv", "name,kind,replacement\nGwen Ash,person,[aunt]\n")
    before = {p: p.read_text(encoding="utf-8-sig") for p in root.rglob("*")
              if p.is_file() and p.suffix in (".jsonl", ".md", ".csv", ".yaml")
              and ".git" not in p.parts}  # fmt: skip
    more = {
        "codings/ann/one.jsonl": lines(coded(2, study), coded(3, study)),
        "codings/ann/+done.jsonl": '{"document":"one","done":false,"at":"2"}\n',
        "quotations/ann.jsonl": '{"coding":"b","op":"sign","at":"2"}\n',
        "suggestions/ann.jsonl": '{"at":"2"}\n',
        "splits/mentor.jsonl": '{"coding":"b","code":"b","at":"2","by":"ann"}\n',
        "memos/ann/documents/one.md": "A short talk.\nWith a long end.\n",
        "synthesis/main/support--yp--works-well.md": SUMMARY.replace("[one@0]", "[one@0, two@0]"),
        "private/names.csv": "name,kind,replacement\nGwen Ash,person,[aunt]\nBo Elm,person,[friend]\n",
        "cases.csv": before[root / "cases.csv"] + "YP2,yp\n",
        "codebook.yaml": before[root / "codebook.yaml"] + "  - id: fresh\n    name: Fresh\n",
        "documents/one.json": (root / "documents/one.json").read_text(encoding="utf-8"),
        "transcripts/one.txt": (root / "transcripts/one.txt").read_text(encoding="utf-8"),
        "study.toml": (root / "study.toml").read_text(encoding="utf-8"),
    }
    for path, text in more.items():
        put(study, named(path, client), text)
    assert {copy.of for copy in conflict_copies(study)} == set(more)
    assert Study.open(root).document_ids() == ["one"]
    assert [e.id for _, _, events in study.events() for e in events] == ["event-001", "event-002"]

    found = take_in(Study.open(root))

    assert left(found) == {}
    assert conflict_copies(study) == []
    for path, text in more.items():
        assert (root / "private/set-aside" / named(path, client)).read_text("utf-8") == text
    study = Study.open(root)
    assert [e.id for _, _, es in study.events() for e in es] == [f"event-00{n}" for n in (1, 2, 3)]
    assert not study.is_done("ann", "one")
    for path in ("quotations/ann.jsonl", "suggestions/ann.jsonl", "splits/mentor.jsonl"):
        assert len((root / path).read_text().splitlines()) == 2
    assert (root / "memos/ann/documents/one.md").read_text() == more["memos/ann/documents/one.md"]
    assert "two@0" in (root / "synthesis/main/support--yp--works-well.md").read_text()
    assert "Bo Elm" in (root / "private/names.csv").read_text(encoding="utf-8-sig")
    assert set(study.cases) == {"YP1", "YP2"}
    assert {"fresh", "support", "later"} <= {code.id for code in study.codebook}
    assert take_in(study) == []


@given(data=st.data())
@settings(max_examples=examples(60), deadline=None)
def test_a_log_split_between_original_and_copies_loses_and_doubles_no_event(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory, studies_once: Path
):
    folder = tmp_path_factory.mktemp("split") / "study"
    shutil.copytree(studies_once / "small/study", folder, ignore=shutil.ignore_patterns(".git"))
    study = Study(folder)
    ids = st.integers(0, 6)
    every = data.draw(
        st.lists(st.builds(lambda n, r: coded(n, study, rev=r), ids, st.integers(0, 3)),
                 min_size=1, max_size=12, unique_by=lambda e: (e.id, e.rev))
    )  # fmt: skip
    parts: list[list[CodingEvent]] = [[], [], []]
    for event in every:
        for at in data.draw(st.sets(st.integers(0, 2), min_size=1)):
            parts[at].append(event)
    for part in parts:
        part[:] = data.draw(st.permutations(part))
    log = study.log_path("ann", "one")
    append_events(log, parts[0], folder / ".qualcode/torn")
    for suffix, part in zip((DESKTOP, " 2"), parts[1:], strict=True):
        torn = data.draw(st.sampled_from(["", '{"id":"cut']))
        put(study, f"codings/ann/one{suffix}.jsonl", lines(*part).replace("\n", "\r\n") + torn)
    assert left(take_in(study)) == {}
    [(_, _, held)] = study.events()
    assert sorted(held, key=repr) == sorted(every, key=repr)
    assert take_in(study) == []


def test_a_dry_run_says_the_same_and_changes_nothing(study: Study):
    put(study, "codings/ann/one.jsonl", lines(coded(1, study)))
    put(study, f"codings/ann/one{DESKTOP}.jsonl", lines(coded(2, study)))
    held = {p: p.read_bytes() for p in study.root.rglob("*") if p.is_file()}
    said = take_in(study, dry_run=True)
    assert {p: p.read_bytes() for p in study.root.rglob("*") if p.is_file()} == held
    assert take_in(study) == said


def test_the_command_says_what_was_done_and_is_not_0_where_something_is_left(
    study: Study, run: Run
):
    put(study, f"codings/ann/one{DESKTOP}.jsonl", lines(coded(1, study)))
    checked = run("-C", study.root, "check")
    assert checked.status == 3
    assert (
        f"codings/ann/one{DESKTOP}.jsonl: a copy of codings/ann/one.jsonl that OneDrive"
        in checked.out
    )
    assert "check --take-in" in checked.out
    done = run("-C", study.root, "check", "--take-in")
    assert (done.status, "1 record added" in done.out) == (0, True)
    put(study, "transcripts/one 2.txt", "I: Another.\n")
    assert run("-C", study.root, "check", "--take-in").status == 1
    assert run("-C", study.root, "check", "--take", "ours").status == 2
    assert run("-C", study.root, "check", "--dry-run").status == 2


@pytest.mark.slow
def test_commands_go_on_and_sync_and_the_check_before_a_commit_leave_copies_here(
    study: Study, run: Run
):
    committed(study)
    root = study.root
    put(study, "codings/ann/one.jsonl", lines(coded(1, study)))
    for path in ("codings/ann/one.jsonl", "documents/one.json", "codebook.yaml", "cases.csv"):
        shutil.copy(root / path, root / path.replace(".", f"{DESKTOP}.", 1))
    for command in (["documents"], ["cases"], ["names", "--no-hints"], ["coding", "list"]):
        assert run("-C", root, *command).status == 0, command
    assert len(study.codings()) == 1
    sent = run("-C", root, "sync", "--with", root.parent / "team.git")
    assert sent.status == 0, sent.err
    assert "Stays here: 4 files that a sync client made" in sent.out + sent.err
    listed = subprocess.run(["git", "-C", root, "ls-files"], capture_output=True, check=True)
    assert b"DESKTOP" not in listed.stdout
    subprocess.run(["git", "-C", root, "add", "-A"], check=True)
    held = [problem.where for problem in guard(root) if problem.code == "conflict-copy-staged"]
    assert sorted(held) == [
        "cases-DESKTOP-AB12.csv", "codebook-DESKTOP-AB12.yaml",
        "codings/ann/one-DESKTOP-AB12.jsonl", "documents/one-DESKTOP-AB12.json",
    ]  # fmt: skip
