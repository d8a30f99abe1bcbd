"""The format of a study: an older one is brought up, a newer one is refused and left alone."""

import multiprocessing
import re
import shutil
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.cli.main import cli
from qualcode.errors import StudyError
from qualcode.store import migrations
from qualcode.store.acts import act as acts
from qualcode.store.config import read_config
from qualcode.store.io import durable as files
from qualcode.store.migrations import PRESENT, format_in, with_format
from qualcode.store.study import Study
from qualcode.workbench.check.study import check_study
from qualcode.workbench.documents.text_edit import begin_edit
from qualcode.workbench.team.merge import merge_texts
from tests.conftest import Run
from tests.cut_off import each_cut, needs_fork

UNNUMBERED = Path(__file__).parent / "unnumbered_study.txt"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A study of the time before formats had numbers; everything in it is invented."""
    path = tmp_path / "old"
    parts = re.split(r"^===== (.+) =====\n", UNNUMBERED.read_text("utf-8"), flags=re.M)
    for name, text in zip(parts[1::2], parts[2::2], strict=True):
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(text.encode())
    return path


def contents(root: Path) -> dict[str, bytes | None]:
    """Return every file and folder under a folder, with what is in it."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(root.rglob("*"))
    }


def set_format(root: Path, number: int) -> None:
    path = root / "study.toml"
    path.write_bytes(with_format(path.read_bytes(), number))


# ---- older ----------------------------------------------------------------------------------


def test_an_older_study_is_brought_up_and_told_in_one_line(old: Path, run: Run):
    before = contents(old)
    listed = run("-C", old, "documents")
    assert listed.status == 0
    assert listed.err.count("\n") == 1
    assert f"brought up to format {PRESENT}" in listed.err
    assert ".qualcode/before-format-1" in listed.err
    after = contents(old)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"study.toml"}
    assert after[".qualcode/before-format-1/study.toml"] == before["study.toml"]
    kept = [name for name in after if name.startswith(".qualcode/before") and after[name]]
    assert kept == [".qualcode/before-format-1/study.toml"]
    assert not any(name.startswith("private/unfinished") for name in after)
    assert read_config(old / "study.toml").name == "An invented study"
    assert format_in(after["study.toml"] or b"") == PRESENT
    again = run("-C", old, "documents")
    assert (again.out, again.err) == (listed.out, "")
    assert [p for p in check_study(Study.open(old)) if p.level == "error"] == []
    assert [c.event.code for c in Study.open(old).codings()] == ["welcome", "forms"]


def test_a_new_study_is_of_the_present_format(empty_study: Path):
    assert format_in((empty_study / "study.toml").read_bytes()) == PRESENT
    assert Study.open(empty_study).cut_off == []
    assert not (empty_study / ".qualcode" / "before-format-1").exists()


def test_all_but_the_number_stays_to_the_byte(old: Path):
    path = old / "study.toml"
    windows = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(windows)
    Study.open(old)
    lines = path.read_bytes().split(b"\r\n")
    [number] = [line for line in lines if line.lstrip(b"\xef\xbb\xbf").startswith(b"format")]
    assert b"\r\n".join(line for line in lines if line != number) == windows


@given(
    st.lists(
        st.sampled_from(["# a comment", "", "language = 'cy'", "invented = true"]), unique=True
    ),
    st.booleans(),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\ufeff"]),
    st.integers(1, 9),
)
def test_the_number_is_written_into_any_settings(
    lines: list[str], last: bool, end: str, mark: str, number: int
):
    name = "name = 'A'"
    lines = [*lines, name] if last else [name, *lines]
    text = mark + end.join([*lines, "[groups]", "yp = 'format = 3'", ""])
    made = with_format(text.encode(), number)
    assert format_in(made) == number
    assert format_in(with_format(made, number + 1)) == number + 1
    assert len(made.decode().splitlines()) == len(text.splitlines()) + 1
    assert made.decode().startswith(mark)


@pytest.mark.parametrize(
    "text", ["", "# cut off", "[groups]\nyp = 'A'\n", "name = \n", "format = 'x'\nname = 'A'\n"]
)
def test_settings_that_are_cut_off_or_wrong_are_not_written_to(old: Path, run: Run, text: str):
    (old / "study.toml").write_text(text)
    assert run("-C", old, "check").status == 3
    assert run("-C", old, "documents").status == 1
    assert (old / "study.toml").read_text() == text


def test_settings_saved_in_another_encoding_are_told_and_not_written_to(old: Path, run: Run):
    windows = "# Ein hastudiaeth ni: y caffi, Pwllheli, café\nname = 'A'\n".encode("cp1252")
    (old / "study.toml").write_bytes(windows)
    assert run("-C", old, "documents").status == 0
    checked = run("-C", old, "check")
    assert "study.toml: was saved by another program, and is read all the same" in checked.out
    assert "read as Windows-1252" in checked.out
    assert (old / "study.toml").read_bytes() == windows


def test_a_newer_format_is_seen_in_any_encoding():
    text = f"name = 'Tô'\nformat = {PRESENT + 1}\n"
    for encoding in ("utf-8", "utf-16", "utf-16-le", "cp1252"):
        assert format_in(text.encode(encoding)) == PRESENT + 1


@pytest.mark.parametrize("line", ["# one\u2028two", "# one\x85two", "name_cy = 'un\u2029dau'"])
def test_only_a_line_feed_ends_a_line_of_the_settings(line: str):
    text = f"{line}\nname = 'A'\n"
    made = with_format(text.encode(), 1).decode()
    assert format_in(made.encode()) == 1
    assert [one for one in made.split("\n") if not one.startswith("format")] == text.split("\n")


def test_a_number_written_so_that_it_cannot_be_replaced_is_left_and_told(old: Path, run: Run):
    said = b"'format' = 0\nname = 'A'\n"
    (old / "study.toml").write_bytes(said)
    assert "format is 0" in run("-C", old, "documents").err
    assert (old / "study.toml").read_bytes() == said


def test_a_study_that_cannot_be_written_to_is_read_as_it_is(
    old: Path, run: Run, monkeypatch: pytest.MonkeyPatch
):
    before = contents(old)

    def no_disk(*args: object, **options: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(files.Path, "mkdir", no_disk)
    monkeypatch.setattr(files, "FileLock", no_disk)
    listed = run("-C", old, "documents")
    assert listed.status == 0
    assert "talk" in listed.out
    assert listed.err.count("\n") == 1
    assert "is read as it is" in listed.err
    assert "Read-only file system" in listed.err
    assert contents(old) == before


def test_a_step_that_reading_needs_is_an_error_where_it_cannot_be_taken(
    old: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(*args: object) -> None:
        raise StudyError("cannot write here")

    monkeypatch.setattr(migrations, "STEPS", (migrations.Step(1, full, needed=True),))
    with pytest.raises(StudyError, match="cannot write here"):
        Study.open(old)


def test_while_another_program_is_busy_the_study_is_read_as_it_is(old: Path, run: Run):
    study = Study(old)
    with study.lock("documents"):
        listed = run("-C", old, "documents")
        assert (listed.status, listed.err) == (0, "")
    assert format_in((old / "study.toml").read_bytes()) == 0
    assert "brought up to format" in run("-C", old, "documents").err


def test_a_step_that_another_program_took_meanwhile_is_not_taken_again(
    old: Path, monkeypatch: pytest.MonkeyPatch
):
    Study.open(old)
    before = contents(old)
    monkeypatch.setattr(migrations, "pending", lambda root: migrations.STEPS)
    assert Study.open(old).cut_off == []
    assert contents(old) == before


def test_of_settings_that_are_cut_off_the_format_cannot_be_told():
    assert format_in(b"") is None
    assert format_in(b"[groups]\nyp = 'A'\n") is None
    assert format_in(b"name = 'A'\n") == 0
    assert format_in(b"format = 12\n") == 12
    assert format_in(b"format = true\nname = 'A'\n") is None


def _open(root: str) -> int:
    return len(Study.open(Path(root)).cut_off)


@needs_fork
def test_programs_that_open_it_together_take_the_step_once(old: Path):
    with multiprocessing.get_context("fork").Pool(4) as pool:
        told = pool.map(_open, [str(old)] * 8)
    assert sum(told) == 1
    assert (old / "study.toml").read_text("utf-8").count("\nformat = ") == 1
    assert not (old / "private" / "unfinished").exists()


@pytest.mark.slow
@needs_fork
def test_a_step_that_is_killed_anywhere_is_not_begun_or_is_finished(old: Path, tmp_path: Path):
    good = tmp_path / "good"
    shutil.copytree(old, good)
    Study.open(good)
    settings = (good / "study.toml").read_bytes()
    for number, place in each_cut(Study.open, old, tmp_path / "cuts"):
        study = Study.open(place)
        assert (place / "study.toml").read_bytes() == settings, number
        assert [p for p in check_study(study) if p.level != "note"] == []
        assert [*(place / "private" / "unfinished").glob("*")] == []


def test_two_clones_that_were_brought_up_merge(old: Path):
    before = (old / "study.toml").read_text("utf-8")
    Study.open(old)
    after = (old / "study.toml").read_text("utf-8")
    assert merge_texts("study.toml", before, after, after, {}) == (after, [])


# ---- newer ----------------------------------------------------------------------------------

#: Each command with arguments by which it does something in a study that it can open.
COMMANDS = {
    "open": "", "import": "{talk}", "revise": "talk {talk}", "edit": "talk", "names": "",
    "names accept": "{sheet}", "names add": "Mair", "names keep": "Estyn", "names review": "",
    "names sheet": "{out}.csv", "names table": "", "pseudonymise": "", "documents": "",
    "cases list": "", "cases set": "YP1 --attribute role=x", "cases import": "{sheet}",
    "cases rename": "YP1 YP9",
    "speakers list": "", "speakers set": "talk Mair --role participant",
    "speakers merge": "talk Mair Interviewer",
    "coders": "--me bob", "codebook add": "food --name Food", "codebook assign": "forms",
    "codebook check": "", "codebook diff": "", "codebook drift": "",
    "codebook edit": "forms --definition New", "codebook export": "{out}.csv",
    "codebook history": "forms", "codebook import": "{sheet}", "codebook merge": "forms welcome",
    "codebook move": "forms --below welcome", "codebook rename": "forms Papers",
    "codebook resolve": "", "codebook restore": "forms", "codebook retire": "forms",
    "codebook show": "", "codebook split": "forms --into a --into b", "coding add": "talk forms --turn 2",
    "coding change": "c1 --valence +", "coding confirm": "c1", "coding list": "--out {out}.csv",
    "coding remove": "c1", "coding undo": "", "search": "breakfast", "table": "codes", "suggest": "",
    "themes": "", "matrix": "--out {out}.md", "matrix list": "", "matrix new": "chart",
    "matrix status": "", "matrix cell": "welcome works_well", "matrix quotations": "",
    "matrix trim": "c1 --sign-as {{role}}", "matrix clear": "c1", "matrix balance": "",
    "matrix numbers": "", "matrix key": "", "matrix import": "{word}",
    "picture": "bars --out {out}.svg", "exports": "", "sync": "",
    "withdraw": "YP1 --yes", "git-setup": "", "check": "",
}  # fmt: skip
#: These open no study: they make one elsewhere.
MAKING = {"new", "demo", "prove"}


def leaves(group: click.Group, above: str = "") -> list[str]:
    """Return every command there is, by its words."""
    context = click.Context(group)
    found = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        here = f"{above} {name}".strip()
        if isinstance(command, click.Group):
            if command.invoke_without_command:
                found.append(here)
            found += leaves(command, here)
        else:
            found.append(here)
    return found


def test_every_command_is_in_the_table():
    assert set(leaves(cli)) == {*COMMANDS, *MAKING}


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_writes_to_a_study_of_a_newer_format(
    old: Path, tmp_path: Path, run: Run, command: str
):
    set_format(old, 99)
    # An act that a newer program was cut off in is that program's to finish.
    begun = old / "private" / "unfinished" / "2026-01-01T000000.000000Z-1"
    begun.mkdir(parents=True)
    (begun / "act.json").write_text("{}")
    (tmp_path / "talk.txt").write_text("Mair: A word.\n\nInterviewer: Another.\n\nMair: Yes.\n")
    (tmp_path / "sheet.csv").write_text("accept,text\nyes,Mair\n")
    (tmp_path / "report.docx").write_bytes(b"PK\x03\x04")
    before = contents(tmp_path)
    filled_in = COMMANDS[command].format(
        talk=tmp_path / "talk.txt", sheet=tmp_path / "sheet.csv", out=tmp_path / "out",
        word=tmp_path / "report.docx",
    )  # fmt: skip
    got = run("-C", old, "--coder", "ann", *command.split(), *filled_in.split())
    assert contents(tmp_path) == before
    assert got.status == 1, got.err
    said = got.err
    assert "the study is of format 99" in said
    assert f"knows formats up to {PRESENT}" in said
    assert "Update qualcode" in said
    assert got.err.count("\n") == 1
    assert got.out == ""


def test_python_is_refused_as_well_and_so_are_settings_read_later(old: Path):
    import qualcode

    study = Study.open(old)
    set_format(old, 2 + PRESENT)
    before = contents(old)
    with pytest.raises(StudyError, match=f"of format {2 + PRESENT}"):
        qualcode.open_study(old)
    with pytest.raises(StudyError, match="Update qualcode"):
        _ = Study(old).config
    with pytest.raises(StudyError, match="Update qualcode"), study.act("import"):
        pass
    assert contents(old) == before


def test_a_newer_format_is_seen_in_settings_that_a_merge_left_torn(old: Path):
    path = old / "study.toml"
    set_format(old, 7)
    path.write_text("<<<<<<< ours\n" + path.read_text("utf-8"), "utf-8")
    before = contents(old)
    with pytest.raises(StudyError, match="of format 7"):
        Study.open(old)
    assert contents(old) == before


def test_what_a_newer_program_was_cut_off_in_is_refused_once_it_is_finished(
    old: Path, monkeypatch: pytest.MonkeyPatch
):
    """A study that is newer as soon as an act is finished is not opened by an older program."""
    study = Study.open(old)
    # Killed when its steps were written down, and before the first of them.
    monkeypatch.setattr(acts, "_do", lambda *args, **options: [])
    with study.act("the step to another format", "format 8") as act:
        act.write({old / "study.toml": with_format((old / "study.toml").read_bytes(), 8)})
    monkeypatch.undo()
    assert format_in((old / "study.toml").read_bytes()) == PRESENT
    with pytest.raises(StudyError, match="of format 8"):
        Study.open(old)


def test_the_merge_driver_leaves_a_newer_study_to_git(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    from qualcode.cli.merging import main

    set_format(old, 99)
    monkeypatch.chdir(old)
    for name, row in (("base", ""), ("ours", "YP2,yp\n"), ("theirs", "YP3,yp\n")):
        (tmp_path / name).write_text("case,group\nYP1,yp\n" + row)
    sides = [str(tmp_path / name) for name in ("base", "ours", "theirs")]
    assert main(["cases", *sides, "cases.csv"]) == 1
    assert "of format 99" in capsys.readouterr().err
    assert "<<<<<<<" in (tmp_path / "ours").read_text()


def test_an_edit_is_not_begun_in_a_study_that_became_newer(old: Path):
    study = Study.open(old)
    set_format(old, PRESENT + 1)
    before = contents(old)
    with pytest.raises(StudyError, match="Update qualcode"):
        begin_edit(study, study.document_ids()[0])
    assert contents(old) == before
