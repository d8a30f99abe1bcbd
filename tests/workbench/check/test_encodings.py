"""What another program saved in another encoding is UTF-8 again, and kept as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.store.folder_map import SET_ASIDE
from qualcode.store.study import Study
from qualcode.workbench.check.aside import Aside
from qualcode.workbench.check.encodings import save_as_utf8
from qualcode.workbench.check.repair import repair_study
from tests.conftest import Run
from tests.examples import examples
from tests.workbench.team.test_sync import git, team  # noqa: F401 - a fixture

MEMO = "memos/ann/documents/one.md"
WELSH = "Siân dywedodd hyn: tŷ mawr, a café.\n"
FORMS = ("utf-16", "utf-16-le", "utf-32")


def written(root: Path, name: str, data: bytes) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", [*FORMS, "cp1252", "mac_roman"])
def test_texts_and_tables_are_utf_8_again_and_as_they_were_beside(study: Study, encoding: str):
    root = study.root
    words = WELSH.replace("tŷ", "ty") * 4
    before = {
        name: written(root, name, text.encode(encoding)).read_bytes()
        for name, text in (
            (MEMO, words),
            ("codebook.yaml", study.codebook_path.read_text() + "# Pensée: café, naïve, Siân.\n"),
            ("cases.csv", "case,group,role\r\nYP1,yp,élève de café\r\n"),
        )
    }
    told = {p.where for p in _saved_otherwise(root)}
    assert told == set(before)
    done = repair_study(Study.open(root))
    assert {one.where for one in done} == set(before)
    assert all("is UTF-8 now; another program saved it" in one.line() for one in done)
    for one in done:
        assert (root / one.kept).read_bytes() == before[one.where]
    assert (root / MEMO).read_bytes() == words.encode()
    assert (root / "cases.csv").read_bytes().startswith(b"\xef\xbb\xbfcase,group")
    assert Study.open(root).cases["YP1"].attributes["role"] == "élève de café"
    assert _saved_otherwise(root) == []
    assert repair_study(Study.open(root)) == []


def _saved_otherwise(root: Path) -> list:  # type: ignore[type-arg]
    from qualcode.workbench.check.study import check_study

    return [p for p in check_study(Study.open(root)) if p.code == "saved-otherwise"]


def test_utf_8_in_any_form_and_files_of_nobody_stay_to_the_byte(study: Study):
    root = study.root
    there = {
        MEMO: WELSH.encode("utf-8-sig"),
        "memos/ann/codes/moves.md": WELSH.replace("\n", "\r\n").encode(),
        "notes.txt": WELSH.encode("utf-16"),
    }
    for name, data in there.items():
        written(root, name, data)
    assert repair_study(study) == []
    assert {name: (root / name).read_bytes() for name in there} == there


def test_a_private_table_is_saved_anew_by_the_repair_alone(study: Study):
    path = written(study.root, "private/names.csv", "name,kind,replacement\r\nSiân,person,[a]\r\n"
                   .encode("cp1252"))  # fmt: skip
    assert list(save_as_utf8(study, Aside(study), private=False)) == []
    [one] = save_as_utf8(study, Aside(study))
    assert one.where == "private/names.csv"
    assert path.read_text("utf-8-sig").splitlines()[1] == "Siân,person,[a]"


@settings(max_examples=examples(40), deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=2, max_size=40))
def test_no_character_is_changed(tmp_path_factory: pytest.TempPathFactory, text: str):
    root = tmp_path_factory.mktemp("any")
    (root / "study.toml").write_text('format = 1\nname = "Any"\n')
    path = written(root, MEMO, text.encode("utf-16"))
    [one] = save_as_utf8(Study.open(root), Aside(Study.open(root)))
    assert path.read_bytes() == text.encode()
    assert (root / one.kept).read_bytes() == text.encode("utf-16")


@pytest.mark.slow
def test_sync_saves_as_utf_8_what_it_sends_and_says_so(team, run: Run):  # noqa: F811
    one, other = team
    memo = written(one, MEMO, WELSH.encode("utf-16"))
    tried = run("-C", one, "sync", "--dry-run")
    assert f"Would be saved as UTF-8: {MEMO}: another program" in tried.out
    assert memo.read_bytes() == WELSH.encode("utf-16")
    done = run("-C", one, "sync")
    assert done.status == 0, done.err
    assert f"Saved as UTF-8: {MEMO}: another program saved it in another encoding" in done.out
    assert f"as it was: {SET_ASIDE.folder}/" in done.out
    assert run("-C", other, "sync").status == 0
    assert (other / MEMO).read_text("utf-8") == WELSH
    # What was committed by hand is mended by the next sync, and sent.
    written(other, MEMO, WELSH.upper().encode("utf-16"))
    git(other, "commit", "-qam", "By hand", "--no-verify")
    assert run("-C", other, "sync").status == 0
    assert run("-C", one, "sync").status == 0
    assert memo.read_text("utf-8") == WELSH.upper()
