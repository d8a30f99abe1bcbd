"""Names of conflict copies: each client's form is known, and no name of qualcode's own is one."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.conflict_name import GIT_PATTERNS, guesses, is_surely_copy

#: By the client: the name of a copy of "t1.json".
SURE = {
    "Syncthing": "t1.sync-conflict-20261201-101112-ABCDEFG.json",
    "Dropbox": "t1 (Ann's conflicted copy 2026-12-01).json",
    "Dropbox, again": "t1 (Ann's conflicted copy 2026-12-01 (1)).json",
    "Dropbox, case": "t1 (Case Conflict).json",
    "Dropbox, letters": "t1 (Unicode Encoding Conflict 1).json",
    "Dropbox, French": "t1 (Copie en conflit de PC-ANN 2026-12-01).json",
    "Dropbox, German": "t1 (In Konflikt stehende Kopie von Ann 2026-12-01).json",
    "Dropbox, Japanese": "t1 (PC 上の問題のあるコピー 2026-12-01).json",
    "Dropbox, Russian": "t1 (Конфликтующая копия с компьютера Ann 2026-12-01).json",
    "Dropbox, Swedish": "t1 (Anns konfliktkopia 2026-12-01).json",
    "Dropbox, Finnish": "t1 (Ristiriitainen kopio Ann 2026-12-01).json",
    "Nextcloud": "t1 (conflicted copy 2026-12-01 101112).json",
    "Nextcloud, user": "t1 (conflicted copy Ann 2026-12-01 101112).json",
    "Nextcloud, Catalan": "t1 (còpia en conflicte 2026-12-01 101112).json",
    "ownCloud": "t1_conflict-20261201-101112.json",
    "ownCloud, user": "t1_conflict-Ann-20261201-101112.json",
    "Google Drive": "t1 [Conflict].json",
    "Google Drive, again": "t1 [Conflict 2].json",
    "Seafile": "t1.json (SFConflict ann@example.org 2026-12-01-10-11-12)",
    "Seafile, before": "t1 (SFConflict ann@example.org 2026-12-01-10-11-12).json",
    "Synology Drive": "t1_Ann-PC_Dec-01-1011-2026_CaseConflict_1.json",
    "Synology Drive, plain": "t1_Ann-PC_Dec-01-1011-2026_Conflict.json",
    "Resilio Sync": "t1.Conflict.json",
    "Resilio Sync, again": "t1.json.Conflict2",
    "pCloud": "t1.json.conflicted",
    "FileCloud": "t1(Conflict_ann (Web browser)_2026-12-01-10-11-12).json",
    "Cozy Drive": "t1-conflict-2026-12-01T10_11_12.000Z.json",
    "OneDrive on Linux": "t1-ann-safeBackup-0001.json",
}
LIKELY = {
    "OneDrive": "t1-DESKTOP-AB12.json",
    "OneDrive, again": "t1-LAPTOP-2.json",
    "OneDrive, Mac": "t1-Anns-MacBook-Pro.json",
    "Google Drive": "t1 (1).json",
    "iCloud Drive": "t1 2.json",
    "by hand": "t1 - Copy.json",
    "by hand, again": "t1 copy 2.json",
    "by hand, Swedish": "t1 – kopia.json",
    "by hand, Linux": "t1 (another copy).json",
    "by hand, in front": "Copy of t1.json",
    "of a copy that is gone": "t1-LAPTOP-9FK3 (1).json",
}


@pytest.mark.parametrize("name", SURE.values(), ids=SURE)
def test_a_sure_name_says_what_it_is_a_copy_of(name: str):
    first = next(guesses(name))
    assert (first.original, first.sureness) == ("t1.json", "sure")
    assert is_surely_copy(name)


@pytest.mark.parametrize("name", LIKELY.values(), ids=LIKELY)
def test_a_likely_name_is_not_taken_for_sure(name: str):
    assert not is_surely_copy(name)
    found = [guess for guess in guesses(name) if guess.sureness == "likely"]
    assert "t1.json" in [guess.original for guess in found]


def test_a_name_that_only_speaks_of_a_conflict_is_not_taken_for_sure():
    for name in ("t1 (a family conflict).json", "t1 (conflict at home 2).json"):
        assert not is_surely_copy(name)
        assert "t1.json" in [guess.original for guess in guesses(name)]


def test_the_client_is_named_where_only_one_writes_so():
    said = {name: next(guesses(name)).client for name in (SURE | LIKELY).values()}
    assert said[SURE["Syncthing"]] == "Syncthing"
    assert said[SURE["Dropbox"]] == "Dropbox"
    assert said[SURE["Nextcloud"]] == "Nextcloud"
    assert said[SURE["Seafile"]] == "Seafile"
    assert said[LIKELY["OneDrive"]] == "OneDrive"


@given(st.from_regex(r"[a-z0-9][a-z0-9._-]{0,40}\.jsonl?", fullmatch=True))
def test_a_name_that_qualcode_makes_is_only_ever_open(name: str):
    made = [g for g in guesses(name) if g.sureness != "open"]
    assert not made or "conflict" in name


def test_names_that_people_give_in_capitals_are_no_computers():
    for name in ("codebook-OLD.yaml", "codebook-V2.yaml", "cases-BACKUP-2026.csv", "t1-FINAL.json"):
        assert {guess.sureness for guess in guesses(name)} <= {"open"}, name


def test_git_is_told_to_ignore_every_sure_name_and_no_other(tmp_path: Path):
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text("\n".join(GIT_PATTERNS) + "\n", encoding="utf-8")
    others = [*LIKELY.values(), "t1.json", "t1-2.json", "conflict.json", "t1-conflict.json",
              "works_well.md", "t1 (second talk).json", "codebook.yaml"]  # fmt: skip
    given_ = "\0".join([*SURE.values(), *others])
    told = subprocess.run(
        ["git", "-C", tmp_path, "check-ignore", "--no-index", "-z", "--stdin"],
        input=given_.encode(), capture_output=True, check=False,
    )  # fmt: skip
    assert {n for n in told.stdout.decode().split("\0") if n} == set(SURE.values())
