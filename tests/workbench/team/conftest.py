"""Two colleagues on two machines, with one team's copy between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import CODEBOOK, Run


@pytest.fixture
def two_machines(
    empty_study: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> tuple[Path, Path]:
    """Return the studies of Ann and Ben, which have nothing yet but a codebook."""
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "Ann")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "ann@example.org")
    copy, other = tmp_path / "team.git", tmp_path / "ben"
    (empty_study / "codebook.yaml").write_text(CODEBOOK)
    assert run("-C", empty_study, "coders", "--me", "ann").status == 0
    assert run("-C", empty_study, "sync", "--with", copy).status == 0
    assert run("new", other, "--from", copy).status == 0
    assert run("-C", other, "coders", "--me", "ben").status == 0
    return empty_study, other
