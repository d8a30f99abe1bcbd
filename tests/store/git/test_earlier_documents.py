"""What git's history has of documents under ids from before."""

from __future__ import annotations

import subprocess
from pathlib import Path

from qualcode.store.git.earlier_documents import documents_under, documents_with_cases
from qualcode.store.study import Study
from tests.conftest import Run


def _commit(root: Path) -> None:
    for args in (("add", "--all"), ("commit", "--quiet", "--no-verify", "--message", "so far")):
        subprocess.run(["git", "-C", str(root), *args], check=True, capture_output=True)


def test_an_id_from_before_is_told_by_the_texts_that_it_had(study: Study, run: Run):
    root = study.root
    about = study.document("one")
    _commit(root)
    assert run("-C", root, "revise", "one", "--as", "two").status == 0
    assert run("-C", root, "cases", "rename", "YP1", "C7").status == 0
    _commit(root)
    [found] = documents_under(root, ["one", "never"])
    assert (found.id, found.sha256) == ("one", about.sha256)
    assert {one.id for one in documents_with_cases(root, ["YP1"])} == {"one"}
    assert documents_with_cases(root, ["YP.", "nobody"]) == []


def test_where_git_knows_nothing_nothing_is_found(tmp_path: Path):
    assert documents_under(tmp_path, ["one"]) == []
    assert documents_under(tmp_path, []) == []
