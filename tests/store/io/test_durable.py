import os
from pathlib import Path

import pytest

from qualcode.errors import BadInputError, StudyError
from qualcode.model.case import Case
from qualcode.model.personal_names import KnownName
from qualcode.store.acts.half_written import half_written
from qualcode.store.codebook.reader import load_codebook, read_codebook
from qualcode.store.config import config_text, read_config
from qualcode.store.io import durable as files
from qualcode.store.io.durable import write_together
from qualcode.store.records.cases import cases_text, read_cases
from qualcode.store.records.real_names import read_names, write_names
from qualcode.store.records.summaries import parse_summary


def put(tmp_path: Path, name: str, text: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize("text", ["two\rlines", "\r=1", "a\r", "\rb", 'say "so"\r;\t,'])
def test_a_cell_that_holds_a_carriage_return_leaves_its_table_readable(tmp_path: Path, text: str):
    path = tmp_path / "cases.csv"
    files.write_atomic(path, cases_text([Case("YP1", {"group": "g", "note": text, text: "x"})]))
    (read,) = read_cases(path).values()
    assert read.attributes["note"].rstrip() == text.rstrip()
    name = KnownName(text, "person", "[person 1]", (text,))
    write_names(tmp_path, [name])
    (known,) = read_names(tmp_path)
    assert known.name.split() == text.split()


@pytest.mark.parametrize("name", ["con", "nul.txt", "a/b", "A b", "", "x" * 90, "é", "a."])
def test_names_that_some_system_refuses_are_refused(name: str):
    with pytest.raises(BadInputError):
        files.check_file_name(name, "document")


@pytest.mark.parametrize("name", ["Interview 4 (final).docx", "con", "Siân’s talk", "  --  x"])
def test_a_slug_is_a_name_every_system_allows(name: str):
    assert files.check_file_name(files.slug(name), "document")


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = put(tmp_path, "a.txt", "old")

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "replace", full)
    with pytest.raises(StudyError, match="No space left"):
        files.write_atomic(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_still_being_written_is_not_swept_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / ".left.txt.x1y2.part").write_text("a half")
    seen: list[list[str]] = []
    flush = os.fsync

    def look(handle: int) -> None:
        seen.append([path.name for path in half_written(tmp_path, tmp_path)])
        flush(handle)

    monkeypatch.setattr(files.os, "fsync", look)
    files.write_atomic(tmp_path / "whole.txt", "whole")
    assert seen[0] == [".left.txt.x1y2.part"]


def test_a_file_swept_away_by_another_program_is_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    swept: list[str] = []
    replace = os.replace

    def away(before: str, after: Path) -> None:
        if len(swept) < 2:
            swept.append(before)
            Path(before).unlink()
        replace(before, after)

    monkeypatch.setattr(files.os, "replace", away)
    files.write_atomic(tmp_path / "whole.txt", "whole")
    assert (tmp_path / "whole.txt").read_text() == "whole"
    assert len(swept) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["whole.txt"]


@pytest.mark.slow
def test_a_second_program_is_told_that_the_file_is_being_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from filelock import FileLock

    monkeypatch.setattr(files, "LOCK_SECONDS", 0.05)
    with (
        FileLock(tmp_path / "x.lock"),
        pytest.raises(StudyError, match="another program is writing the log"),
        files.locked(tmp_path / "x.lock", "the log"),
    ):
        pass


def test_cases_are_read_as_excel_writes_them(tmp_path: Path):
    path = put(tmp_path, "cases.csv", '\ufeffcase;group;role\r\nYP1;yp;"pupil; 15"\r\n\r\n')
    cases = read_cases(path)
    assert cases["YP1"].attributes == {"group": "yp", "role": "pupil; 15"}
    assert read_cases(put(tmp_path, "b.csv", cases_text(cases.values()))) == cases


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("name,group\nx,y\n", "cases.csv:1"),
        ("case,group\nA,x\nA,y\n", "cases.csv:3"),
        ("case,group\n,x\n", "cases.csv:2"),
        ("case,group\nA,x,y\n", "cases.csv:2"),
    ],
)
def test_wrong_cases_are_located(tmp_path: Path, text: str, where: str):
    with pytest.raises(BadInputError) as error:
        read_cases(put(tmp_path, "cases.csv", text))
    assert error.value.where == where


def test_a_new_study_toml_reads_back(tmp_path: Path):
    text = config_text(
        'A "study" \\ é', groups={"yp": "Young people", "odd id": "X"}, invented=True
    )
    config = read_config(put(tmp_path, "study.toml", text))
    assert config.name == 'A "study" \\ é'
    assert config.groups == {"yp": "Young people", "odd id": "X"}
    assert config.invented is True


@pytest.mark.parametrize(
    "text",
    ["name = ", "name = 3", '[print]\nminimum_people = "two"', "[print]\nminimum_people = 0",
     '[print]\nattribution = "{role"', "groups = 4", 'invented = "x"'],
)  # fmt: skip
def test_wrong_settings_say_so_in_one_line(tmp_path: Path, text: str):
    with pytest.raises(BadInputError) as error:
        read_config(put(tmp_path, "study.toml", text))
    assert "study.toml" in str(error.value)
    assert "\n" not in str(error.value)


def test_every_scalar_of_a_codebook_stays_text(tmp_path: Path):
    book = load_codebook(
        put(tmp_path, "c.yaml", "codes:\n  - id: no\n    name: 1.0\n    definition: yes\n")
    )
    assert [(c.id, c.name, c.definition, c.line) for c in book] == [("no", "1.0", "yes", 2)]


def test_two_equal_ids_name_file_and_line(tmp_path: Path):
    path = put(tmp_path, "c.yaml", "codes:\n  - id: a\n    name: A\n  - id: a\n    name: B\n")
    with pytest.raises(BadInputError) as error:
        load_codebook(path)
    assert error.value.where == "c.yaml:4"
    assert "line 2" in error.value.message


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("codes:\n  - id: a\n   name: x\n", "c.yaml:3"),
        ("codes: yes\n", "c.yaml:1"),
        ("codes:\n  - name: a\n", "c.yaml:2"),
        ("codes:\n  - id: a\n    id: b\n", "c.yaml:3"),
        ("codes:\n  - id: a\n    definition: [x]\n", "c.yaml:3"),
        ("- - - a\n", "c.yaml:1"),
        ("codes: &a\n  - id: x\n    children: *a\n", "c.yaml"),
    ],
)
def test_a_broken_codebook_is_located(tmp_path: Path, text: str, where: str):
    with pytest.raises(BadInputError) as error:
        read_codebook(put(tmp_path, "c.yaml", text))
    assert error.value.where.startswith(where)


def test_an_unknown_key_is_a_warning_with_the_nearest(tmp_path: Path):
    _, found = read_codebook(
        put(tmp_path, "c.yaml", "codes:\n  - id: a\n    name: A\n    defintion: x\n")
    )
    assert any(p.code == "unknown-key" and "definition" in p.mend for p in found)


def test_a_summary_without_front_matter_is_refused():
    with pytest.raises(BadInputError, match="no front matter"):
        parse_summary("Just words.", "synthesis/main/x.md")
    with pytest.raises(BadInputError, match="no group"):
        parse_summary("---\nrow: a\ncolumn: b\n---\nText", "x.md")


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_files_written_together_get_the_modes_of_files_written_alone(tmp_path: Path):
    before = os.umask(0o027)
    try:
        (tmp_path / "study.toml").touch()
        write_together(
            {tmp_path / top / f"{n}.{ending}": "{}" for n in range(100)
             for top, ending in (("documents", "json"), ("transcripts", "txt"))}
        )  # fmt: skip
        for top, mode in (("documents", 0o640), ("transcripts", 0o600)):
            modes = {path.stat().st_mode & 0o777 for path in (tmp_path / top).iterdir()}
            assert modes == {mode}
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)
    assert (tmp_path / "documents" / "7.json").read_text() == "{}"
