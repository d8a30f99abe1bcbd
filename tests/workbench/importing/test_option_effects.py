"""Options over a folder: each holds where its label stands, the rest is told, and idle ones fail."""

from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.workbench.importing.layout import Hints
from tests.conftest import Run
from tests.workbench.importing.talks import import_all

NEL = "Nel: What helped you most?\n\nGwen: My mentor, number {n}.\n\n" * 3
TOM = "Tom: What helped you most?\n\nGwen: My teacher, number {n}.\n\n" * 3


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two talks that Nel leads, and one that Tom leads."""
    made = tmp_path / "in"
    made.mkdir()
    (made / "a.txt").write_text(NEL.format(n=1))
    (made / "b.txt").write_text(NEL.format(n=2))
    (made / "c.txt").write_text(TOM.format(n=3))
    return made


def roles(path: Path, role: str) -> dict[str, int]:
    """Return how many speakers of a role each document has."""
    return {
        document.id: sum(speaker.role == role for speaker in document.speakers)
        for document in Study.open(path).documents()
    }


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"interviewers": ("Nel",)}, "--interviewer 'Nel' holds in 2 of 3 files: no speaker of"),
        ({"participants": ("Nel",)}, "--participant 'Nel' holds in 2 of 3 files: no speaker of"),
        ({"speakers": {"Nel": "N1"}}, "--speaker 'Nel' holds in 2 of 3 files: no speaker of"),
        ({"hints": Hints(no_labels=("Nel",))}, "--no-label 'Nel' holds in 2 of 3 files: no speak"),
        ({"hints": Hints(labels=("Nel",))}, "--label 'Nel' holds in 2 of 3 files: no line of the"),
    ],
)
def test_an_option_holds_where_its_label_stands_and_the_others_are_told(
    empty_study: Path, folder: Path, given: dict[str, object], said: str
):
    result = import_all(empty_study, folder, **given)
    assert [one.status for one in result.reports] == ["imported"] * 3
    [line] = result.told
    assert line.startswith(said)
    assert line.endswith("(c.txt)")
    if "interviewers" in given:
        assert roles(empty_study, "interviewer")["a"] == 1


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--interviewer", "Nell", "--interviewer 'Nell' has no effect: no speaker of the 3 files"),
        ("--participant", "Mair", "--participant 'Mair' has no effect: no speaker of the 3 files"),
        ("--speaker", "Mair=M1", "--speaker 'Mair' has no effect: no speaker of the 3 files"),
        ("--label", "Mair", "--label 'Mair' has no effect: no line of the 3 files begins with it"),
        ("--no-label", "Mair", "--no-label 'Mair' has no effect: no speaker of the 3 files"),
    ],
)
def test_an_option_that_holds_in_no_file_is_refused_before_anything_is_stored(
    empty_study: Path, folder: Path, run: Run, option: str, value: str, said: str
):
    got = run("-C", empty_study, "import", folder, option, value)
    assert got.status == 1
    assert said in got.err
    assert "'Gwen'" in got.err
    assert ("'Nel' comes nearest" in got.err) == (value == "Nell")
    assert got.err.count("\n") == 1
    assert not Study.open(empty_study).document_ids()


def test_one_file_that_lacks_the_label_fails_by_itself(empty_study: Path, folder: Path, run: Run):
    got = run("-C", empty_study, "import", folder / "c.txt", "--interviewer", "Nel")
    assert got.status == 1
    assert "no speaker 'Nel'. The file has 'Tom', 'Gwen'" in got.err


def test_what_holds_in_some_files_only_is_told_with_json_and_quiet_too(
    empty_study: Path, folder: Path, run: Run
):
    for way in ("--json", "--quiet", "--dry-run"):
        got = run("-C", empty_study, "import", folder, "--dry-run", "--interviewer", "Nel", way)
        assert got.status == 0
        assert "holds in 2 of 3 files" in (got.out if way == "--dry-run" else got.err)


def test_an_encoding_is_for_files_that_do_not_say_theirs(
    empty_study: Path, folder: Path, run: Run, tmp_path: Path
):
    import docx

    word = docx.Document()
    for line in TOM.format(n=4).split("\n\n"):
        word.add_paragraph(line)
    word.save(str(folder / "d.docx"))
    (folder / "c.txt").write_bytes("Tom: Ble?\n\nGwen: Yn y tŷ.\n\n".encode("iso8859-14") * 3)
    result = import_all(empty_study, folder, hints=Hints(encoding="iso8859-14"))
    assert [one.status for one in result.reports] == ["imported"] * 4
    assert "--encoding 'iso8859-14' holds in 3 of 4 files" in result.told[0]
    study = Study.open(empty_study)
    assert "Yn y tŷ." in study.text(study.document("c"))
    (tmp_path / "e.docx").write_bytes((folder / "d.docx").read_bytes())
    got = run("-C", empty_study, "import", tmp_path / "e.docx", "--encoding", "cp1252", "--as", "e")
    assert "--encoding" in got.err or "same file" in got.out


# ---- the table of speakers ------------------------------------------------------------------


def table(path: Path, *rows: str) -> Path:
    path.write_text("file,label,document,case,role\n" + "".join(f"{row}\n" for row in rows))
    return path


def test_a_table_of_other_files_is_refused(
    empty_study: Path, folder: Path, run: Run, tmp_path: Path
):
    who = table(tmp_path / "who.csv", "x.docx,Nel,,,interviewer", "y.docx,Gwen,,G1,")
    got = run("-C", empty_study, "import", folder, "--speakers", who)
    assert got.status == 1
    assert "who.csv: --speakers has no effect: none of its 2 rows names a file of this" in got.err
    assert "It has x.docx, y.docx; the import has a.txt, b.txt, c.txt" in got.err
    assert not Study.open(empty_study).document_ids()


def test_a_table_without_rows_is_refused(empty_study: Path, folder: Path, run: Run, tmp_path: Path):
    got = run("-C", empty_study, "import", folder, "--speakers", table(tmp_path / "who.csv"))
    assert (got.status, "who.csv: --speakers has no effect" in got.err) == (1, True)


def test_a_table_whose_labels_stand_nowhere_is_refused(
    empty_study: Path, folder: Path, run: Run, tmp_path: Path
):
    who = table(tmp_path / "who.csv", "a.txt,Nell,,,interviewer", "b.txt,Gwenn,,G1,")
    for files in (folder, folder / "a.txt"):
        got = run("-C", empty_study, "import", files, "--speakers", who)
        assert got.status == 1
        assert "--speakers has no effect: " in got.err
        assert "“Nell” in a.txt" in got.err
        assert not Study.open(empty_study).document_ids()


def test_rows_without_effect_are_told_with_their_count(
    empty_study: Path, folder: Path, run: Run, tmp_path: Path
):
    who = table(
        tmp_path / "who.csv",
        "a.txt,Nel,,,interviewer", "a.txt,Gwen,,G1,", "b.txt,Nell,,,interviewer",
        "x.docx,Nel,,,interviewer", "y.docx,Nel,,,interviewer",
    )  # fmt: skip
    got = run("-C", empty_study, "import", folder, "--speakers", who)
    assert got.status == 0, got.err
    assert (
        "--speakers who.csv: 2 rows name files that are not here (x.docx, y.docx); "
        "1 row names a label that its file has not (“Nell” in b.txt)"
    ) in got.out
    assert Study.open(empty_study).document("a").cases == ("G1",)
    report = next((empty_study / "private" / "imports").iterdir()).read_text()
    assert "2 rows name files that are not here" in report


def test_a_table_that_gives_only_ids_has_an_effect(
    empty_study: Path, folder: Path, run: Run, tmp_path: Path
):
    who = table(tmp_path / "who.csv", "a.txt,,talk-1,,", "b.txt,Nell,talk-2,,interviewer")
    got = run("-C", empty_study, "import", folder, "--speakers", who)
    assert got.status == 0, got.err
    assert {"talk-1", "talk-2"} < {*Study.open(empty_study).document_ids()}


def test_of_a_survey_a_row_or_label_holds_in_any_of_its_documents(
    empty_study: Path, run: Run, tmp_path: Path
):
    answers = tmp_path / "answers.csv"
    answers.write_text(
        "Response ID,What helped you at school?\n"
        + "".join(f"r{n},My teacher number {n} helped me with my reading\n" for n in range(4))
    )
    given = ["--survey", "respondent", "--id-column", "Response ID"]
    who = table(tmp_path / "who.csv", "answers.csv,r1,,,other", "answers.csv,nobody,,,other")
    got = run("-C", empty_study, "import", answers, *given, "--speakers", who)
    assert got.status == 0, got.err
    assert "--speakers who.csv: 1 row names a label that its file has not (“nobody” in" in got.out
    assert roles(empty_study, "other") == {f"answers-r{n}": int(n == 1) for n in range(4)}
