"""Ids of a folder's documents by a template."""

from pathlib import Path

import pytest

from qualcode.errors import BadInputError
from qualcode.store.study import Study
from qualcode.workbench.importing.id_template import IdTemplate
from tests.conftest import Run

TALK = "I: What helped you most?\n\nP: My mentor, number {n}. She rang every week.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for n in range(1, 6):
        (made / f"Gwen Parry {n}.txt").write_text(TALK.format(n=n))
    return made


def by_file(path: Path) -> dict[str, str]:
    """Return which number stands in the text of each document."""
    study = Study.open(path)
    texts = {name: study.text(study.document(name)) for name in study.document_ids()}
    return {name: text.split("number ")[1][0] for name, text in texts.items()}


def test_numbers_follow_the_files_and_go_on_when_more_come(
    empty_study: Path, folder: Path, run: Run
):
    later = folder / "Gwen Parry 0.txt"
    got = run("-C", empty_study, "import", folder, "--ids", "yp-{n:03}")
    assert got.status == 0, got.err
    assert "name somebody" not in got.err
    first = {f"yp-00{n}": str(n) for n in range(1, 6)}
    assert by_file(empty_study) == first
    assert "5 unchanged" in run("-C", empty_study, "import", folder, "--ids", "yp-{n:03}").out
    later.write_text(TALK.format(n=0))
    (folder / "Gwen Parry 6.txt").write_text(TALK.format(n=6))
    got = run("-C", empty_study, "import", folder, "--ids", "yp-{n:03}")
    assert got.status == 0, got.err
    assert {k: v for k, v in by_file(empty_study).items() if k in first} == first
    assert sorted(by_file(empty_study).values()) == [*"0123456"]


def test_a_copy_and_a_changed_file_keep_their_document(empty_study: Path, folder: Path, run: Run):
    (folder / "copy.txt").write_text(TALK.format(n=1))
    got = run("-C", empty_study, "import", folder, "--ids", "yp-{n}")
    assert "copy.txt is the same file" in got.out or "is the same file, byte for byte" in got.out
    assert len(by_file(empty_study)) == 5
    (folder / "Gwen Parry 3.txt").write_text(TALK.format(n=3) + "\nI: Thank you.\n")
    got = run("-C", empty_study, "import", folder, "--ids", "yp-{n}", "--replace")
    assert got.status == 0, got.err
    assert "imported anew" in got.out
    assert len(by_file(empty_study)) == 5


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("d-{x}", "there is no field {x}. Use {n}, the number"),
        ("d-{}", "there is no field {}"),
        ("d-{n.__class__}", "there is no field {n.__class__}"),
        ("d-{n", "a bracket is not closed"),
        ("d-n}", "a bracket is not closed, or not opened"),
        ("d-{n!r}", "'!r' cannot stand after n"),
        ("d-{n:999}", "':999' cannot stand after n"),
        ("d-{n:x}", "':x' cannot stand after n"),
        ("d-{name:03}", "':03' cannot stand after name"),
        ("d-{n:{n}}", "cannot stand after n"),
        ("Doc {n}", "'Doc 1' cannot be the name of a document. Try 'doc-1'"),
        ("../{n}", "cannot be the name of a document"),
        ("talk", "several files would be the document 'talk'. Put {n} or {name} into it"),
        ("{folder}", "several files would be the document 'in'"),
    ],
)
def test_a_wrong_template_is_one_clear_line(
    empty_study: Path, folder: Path, run: Run, template: str, said: str
):
    got = run("-C", empty_study, "import", folder, "--ids", template)
    assert got.status == 1
    assert said in got.err
    assert got.err.count("\n") == 1
    assert not Study.open(empty_study).document_ids()


def test_it_does_something_or_is_refused(empty_study: Path, folder: Path, run: Run):
    run("-C", empty_study, "import", folder)
    got = run("-C", empty_study, "import", folder, "--ids", "yp-{n}")
    assert got.status == 1
    assert "5 files are documents already" in got.err
    assert "qualcode revise gwen-parry-1 --as NEW" in got.err
    for more in (["--as", "x"], ["--survey", "question"]):
        refused = run("-C", empty_study, "import", folder, "--ids", "yp-{n}", *more)
        assert refused.status == 2
        assert "--ids does not go with" in refused.err
    table = folder.parent / "who.csv"
    rows = [f"Gwen Parry {n}.txt,P,d{n}" for n in range(1, 6)]
    table.write_text("file,label,document\n" + "\n".join(rows) + "\n")
    got = run("-C", empty_study, "import", folder, "--ids", "yp-{n}", "--speakers", table)
    assert "the table of speakers gives every file its id" in got.err


def test_a_template_knows_its_numbers():
    assert IdTemplate("d-{n:03}").number_of("d-017") == 17
    assert IdTemplate("d-{n:03}").number_of("e-017") is None
    assert IdTemplate("{name}").number_of("17") is None
    with pytest.raises(BadInputError):
        IdTemplate("")
