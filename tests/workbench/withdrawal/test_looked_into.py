"""A withdrawal looks into cases.csv, and names what it cannot look into."""

from __future__ import annotations

import zipfile

from qualcode.store.study import Study
from qualcode.workbench.privacy.own_words import readable
from tests.conftest import Run

SAID = "my taxi came an hour late every single Monday"


def test_words_in_anothers_row_go_and_archives_are_named(study: Study, run: Run, tmp_path):
    file = tmp_path / "gone.txt"
    file.write_text(f"I: And?\n\nP: Well, {SAID}, all that winter long.\n")
    assert run("-C", study.root, "import", file, "--as", "gone", "--case", "GO1").status == 0
    other = tmp_path / "stays.txt"
    other.write_text("I: And?\n\nP: Nothing of that kind ever happened to me at all.\n")
    assert run("-C", study.root, "import", other, "--as", "stays", "--case", "ST1").status == 0
    told = run("-C", study.root, "cases", "set", "ST1", "--attribute", f"about=a friend: {SAID}")
    assert told.status == 0, told.err
    with zipfile.ZipFile(study.root / "packed.zip", "w") as archive:
        archive.writestr("gone.txt", SAID)
    done = run("-C", study.root, "withdraw", "GO1", "--yes")
    assert done.status == 0, done.err
    assert "packed.zip" in done.err
    table = (study.root / "cases.csv").read_text()
    assert "Monday" not in table
    assert "[withdrawn]" in table
    assert readable(study.root / "packed.zip") is None
