"""Making documents of what was read: language and roles."""

from pathlib import Path

from qualcode.store.study import Study
from tests.conftest import Run


def test_another_language_than_the_studys_is_told(tmp_path: Path, empty_study: Path, run: Run):
    file = tmp_path / "a.txt"
    file.write_text("I: Comment était l’école pour vous à ce moment-là, et avec qui parliez-vous ?\n"
                    "P: Les professeurs étaient gentils, et mes amis sont toujours là.\n")  # fmt: skip
    got = run("-C", empty_study, "import", file)
    assert "--language fr" in got.out
    assert Study.open(empty_study).document("a").language == "en"


def test_a_participant_who_asks_is_no_interviewer(tmp_path: Path, empty_study: Path, run: Run):
    file = tmp_path / "a.txt"
    file.write_text("Ann Lee: Why?\nBob Roe: So.\n" * 5)
    seen = run("-C", empty_study, "import", file, "--dry-run")
    assert "Ann Lee → Interviewer: interviewer, asks most of the questions" in seen.out
    run("-C", empty_study, "import", file, "--participant", "Ann Lee", "--interviewer", "Bob Roe")
    roles = [s.role for s in Study.open(empty_study).document("a").speakers]
    assert roles == ["participant", "interviewer"]
