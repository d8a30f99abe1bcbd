"""Making documents of what was read: language and roles."""

from pathlib import Path

import docx

from qualcode.store.study import Study
from qualcode.workbench.importing.report import ImportResult
from tests.conftest import Run
from tests.workbench.importing.talks import import_all


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


def roles(path: Path, document: str, result: ImportResult) -> dict[str, tuple[str, str]]:
    [report] = [one for one in result.reports if one.document == document]
    return {one.label: (one.speaker.role, one.why) for one in report.speakers}


def test_who_has_no_label_is_not_taken_for_the_interviewer_by_a_label(
    tmp_path: Path, empty_study: Path
):
    """The reader itself calls them Interviewer or Participant: that is a guess, and said so."""
    (tmp_path / "a.txt").write_text("Where did you live then?\n\nGwen: In Bala.\n\n" * 4)
    (tmp_path / "b.txt").write_text("I: Where did you live then?\n\nIn Bala, mostly.\n\n" * 4)
    (tmp_path / "c.txt").write_text("I: Where did you live then?\n\nP: In Bala.\n\n" * 4)
    made = docx.Document()
    for n in range(4):
        made.add_paragraph().add_run(f"Where did you live in year {n}?").bold = True
        made.add_paragraph("In Bala, with my aunt.")
    made.save(str(tmp_path / "d.docx"))
    result = import_all(empty_study, tmp_path)
    found = {name: roles(empty_study, name, result) for name in "abcd"}
    assert found == {
        "a": {
            "Interviewer": ("interviewer", "the questions without a label, a guess"),
            "Gwen": ("participant", ""),
        },
        "b": {
            "I": ("interviewer", "by the label"),
            "Participant": ("participant", "what has no label, a guess"),
        },
        "c": {"I": ("interviewer", "by the label"), "P": ("participant", "")},
        "d": {
            "Interviewer": ("interviewer", "what is in bold, a guess"),
            "Participant": ("participant", "what is not in bold, a guess"),
        },
    }
