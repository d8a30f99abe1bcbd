"""Reading files: each once, and a text that this machine lacks is put back."""

from pathlib import Path

from qualcode.store.study import Study
from qualcode.workbench.importing.importer import Importer
from qualcode.workbench.importing.options import ImportOptions
from tests.conftest import Run
from tests.workbench.importing.talks import TALK, import_all


def test_a_file_that_goes_or_changes_is_read_once(empty_study: Path, tmp_path: Path):
    gone = tmp_path / "gone.txt"
    result = Importer(Study.open(empty_study), ImportOptions()).import_files([gone])
    assert "there is no file" in result.reports[0].error
    here = tmp_path / "a.txt"
    here.write_text(TALK.format(n=1))
    import_all(empty_study, here)
    study = Study.open(empty_study)
    import hashlib

    original = (empty_study / "originals" / "a.txt").read_bytes()
    assert hashlib.sha256(original).hexdigest() == study.document("a").source_sha256


def test_importing_its_file_puts_a_missing_text_back(empty_study: Path, tmp_path: Path, run: Run):
    file = tmp_path / "a.txt"
    file.write_text(TALK.format(n=1))
    import_all(empty_study, file)
    study = Study.open(empty_study)
    path = study.text_path("a")
    words = path.read_text()
    path.unlink()
    dry = run("-C", empty_study, "import", file, "--as", "a", "--dry-run")
    assert "would be put back" in dry.out
    assert not path.exists()
    got = run("-C", empty_study, "import", file, "--as", "a")
    assert (got.status, path.read_text()) == (0, words)
    assert "was put back" in got.out
    # A text that was revised since is another: what the file gives would not be it.
    (tmp_path / "new.txt").write_text(words.replace("rang", "wrote"))
    assert run("-C", empty_study, "revise", "a", tmp_path / "new.txt").status == 0
    path.unlink()
    got = run("-C", empty_study, "import", file)
    assert got.status == 1
    assert "does not give it" in got.err
    assert not path.exists()


def test_a_clone_gets_text_original_and_labels_back_from_the_file_under_any_name(
    empty_study: Path, tmp_path: Path, run: Run
):
    file = tmp_path / "a.txt"
    file.write_text("I: Who rang?\n\nTsvora Hrelk: My mentor did.\n\n" * 3)
    import_all(empty_study, file)
    study = Study.open(empty_study)
    labels = (empty_study / "private" / "speakers.csv").read_text()
    assert "Tsvora Hrelk" in labels
    for path in (study.text_path("a"), empty_study / "private" / "speakers.csv"):
        path.unlink()
    (empty_study / "originals" / "a.txt").unlink()
    file.rename(tmp_path / "Another name.txt")
    [report] = import_all(empty_study, tmp_path / "Another name.txt").reports
    assert (report.status, report.document) == ("put back", "a")
    assert "Tsvora" in study.text_path("a").read_text()
    assert (empty_study / "originals" / "a.txt").read_text().startswith("I: Who rang?")
    assert (empty_study / "private" / "speakers.csv").read_text() == labels
    assert study.document_ids() == ["a"]
