"""People's names in file names are told when the ids of documents would have them."""

from pathlib import Path

from qualcode.store.study import Study
from qualcode.workbench.check.study import check_study
from tests.conftest import Run

TALK = "I: What helped you most?\n\nP: My mentor. She rang every week.\n"


def named(path: Path) -> list[str]:
    return [p.message for p in check_study(Study.open(path)) if p.code == "named-document"]


def test_a_name_in_a_file_name_is_told_with_what_to_do(empty_study: Path, tmp_path: Path, run: Run):
    file = tmp_path / "Interview with Gwen Parry age 12.txt"
    file.write_text(TALK)
    dry = run("-C", empty_study, "import", file, "--dry-run")
    assert '--ids "doc-{n:03}"' in dry.err
    for quiet in ([], ["--quiet"]):
        got = run("-C", empty_study, "import", file, "--as", "interview-with-gwen-parry", *quiet)
        assert got.status == 0
        if not quiet:
            assert "“Gwen Parry”" in got.err
            assert "qualcode revise interview-with-gwen-parry --as doc-001" in got.err
    assert named(empty_study) == ["its id may name somebody: 'Gwen Parry'"]
    assert run("-C", empty_study, "revise", "interview-with-gwen-parry", "--as", "d1").status == 0
    assert named(empty_study) == []


def test_an_id_without_the_name_is_in_order(empty_study: Path, tmp_path: Path, run: Run):
    file = tmp_path / "Interview with Gwen Parry age 12.txt"
    file.write_text(TALK)
    got = run("-C", empty_study, "import", file, "--as", "yp-12")
    assert "name somebody" not in got.err + got.out
    assert named(empty_study) == []


def test_names_that_the_study_knows_and_speakers_are_found(
    empty_study: Path, tmp_path: Path, run: Run
):
    run("-C", empty_study, "names", "add", "Tsvora Hrelk", "--as", "[A]")
    for name, words in (
        ("talk with hrelk", TALK),
        ("Drommel 2", TALK.replace("P:", "Drommel:")),
        ("team manager", TALK.replace("P:", "Team manager:")),
    ):
        (tmp_path / f"{name}.txt").write_text((words + "\n") * 3 + name)
    got = run("-C", empty_study, "import", *sorted(tmp_path.glob("*.txt")))
    assert got.status == 0, got.err
    assert "2 documents' ids or titles may name somebody" in got.err
    assert "team-manager (" not in got.err


def test_what_was_said_to_be_no_name_is_left_alone(empty_study: Path, tmp_path: Path, run: Run):
    file = tmp_path / "Victoria Park School.txt"
    file.write_text(TALK)
    assert "Victoria Park" in run("-C", empty_study, "import", file).err
    assert len(named(empty_study)) == 1
    run("-C", empty_study, "names", "keep", "Victoria Park")
    assert named(empty_study) == []


def test_each_document_is_offered_a_free_id_of_its_own(empty_study: Path, tmp_path: Path, run: Run):
    names = ["Gwen Parry", "Tomos Pugh", "Megan Rees", "doc-002"]
    for n, name in enumerate(names):
        (tmp_path / f"{name}.txt").write_text(TALK + f"\nI: And then, {n}?\n")
    got = run("-C", empty_study, "import", *sorted(tmp_path.glob("*.txt")))
    assert "qualcode revise gwen-parry --as doc-001" in got.err
    run("-C", empty_study, "names", "add", "Megan Rees", "--as", "[A]")
    problems = check_study(Study.open(empty_study))
    told = [p.mend.partition("qualcode revise ")[2].partition(".")[0] for p in problems]
    offered = dict(one.split(" --as ") for one in told if one)
    assert offered == {"gwen-parry": "doc-001", "megan-rees": "doc-003", "tomos-pugh": "doc-004"}
    for document, other in offered.items():
        assert run("-C", empty_study, "revise", document, "--as", other).status == 0
    assert named(empty_study) == []
