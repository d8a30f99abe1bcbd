"""The report of a large import: what needs a look first, a line a kind, in the singular and plural."""

import re
from pathlib import Path

import pytest

from qualcode.workbench.importing.failures import failure_lines
from qualcode.workbench.importing.report import ImportReport
from qualcode.workbench.importing.summary import note_lines, some_names
from tests.conftest import Run

TALK = (
    "I: What helped you most, would you say?\n\nP: My mentor, number {n}. She rang every week.\n\n"
)


def test_what_went_wrong_with_whose_words_comes_before_pages_and_pictures():
    pages = "page headers and footers were left out: “Talk”"
    notes = [(f"t{n}", [pages]) for n in range(60)]
    notes += [("t7", ["no speaker labels were found, so each paragraph is a turn of nobody's"])]
    notes += [(f"t{n}", [f"{n} comments (9 words) were not imported"]) for n in (2, 3)]
    assert note_lines(notes) == [
        "t7: no speaker labels were found, so each paragraph is a turn of nobody's",
        "2 files (t2, t3): t2: 2 comments (9 words) were not imported",
        f"60 files (t0, t1, t2, t3, t4, t5 and 54 more): {pages}",
    ]


def test_one_file_and_many_notes_of_a_kind():
    assert note_lines(
        [("a", ["2 pictures were not imported", "3 pictures were not imported"])]
    ) == ["a: 2 pictures were not imported (and 1 more such note)"]
    assert note_lines([]) == []
    assert some_names([*"abcdefg"]) == "a, b, c, d, e, f and 1 more"


def test_failures_are_told_by_kind_with_their_files():
    reports = [
        ImportReport(f"/in/{n}.docx", "failed", error=f"{n}.docx: is empty. Copy it")
        for n in range(9)
    ]
    reports += [
        ImportReport(f"/in/x{n}.txt", "changed",
                     error=f"x{n}.txt: differs from document 'x{n}': --as x{n}-2")
        for n in range(2)
    ]  # fmt: skip
    reports += [ImportReport("/in/b.pdf", "failed", error="b.pdf: made its reader crash")]
    assert failure_lines(reports) == [
        "not imported, 9 files (0.docx, 1.docx, 2.docx, 3.docx, 4.docx, 5.docx and 3 more): "
        "is empty. Copy it",
        "not imported, 2 files (x0.txt, x1.txt): x0.txt: differs from document 'x0': --as x0-2",
        "not imported: b.pdf: made its reader crash",
    ]


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(30):
        (folder / f"talk {n:02}.txt").write_text(TALK.format(n=n) * 9)
    for n in range(3):
        (folder / f"old {n}.doc").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(900))
    (folder / "talk 01.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    (folder / "cloud.docx").write_bytes(bytes(900))
    (folder / ".far.docx.icloud").write_bytes(b"bplist00")
    (folder / "sound.mp3").write_bytes(b"ID3")
    return folder


@pytest.mark.slow
def test_a_large_folder_says_first_what_is_missing_and_what_to_do(
    empty_study: Path, mixed: Path, run: Run
):
    got = run("-C", empty_study, "import", mixed)
    assert got.status == 1
    assert [line for line in got.err.splitlines() if "not imported" in line] == [
        "qualcode: not imported, 3 files (old 0.doc, old 1.doc, old 2.doc): cannot import .doc "
        "files. Save as .docx in Word or LibreOffice",
        "qualcode: not imported: .far.docx.icloud: cannot import .icloud files. Open in Finder: it "
        "is only in iCloud yet",
        "qualcode: not imported: cloud.docx: holds 900 zero bytes and no more: it is still in the "
        "cloud, or was cut off. Make it available offline (“Always keep on this device”), or copy "
        "it again",
    ]
    assert got.out.startswith("35 files: 30 imported, 5 failed\n")
    assert "talk 01.doc (beside a copy that can be read)" in got.out
    assert "sound.mp3" in got.out
    [kept] = (empty_study / "private" / "imports").iterdir()
    assert "from talk 00.txt" not in "\n".join(kept.read_text().splitlines()[:5])
    assert "old 0.doc: cannot import .doc files" in kept.read_text()
    assert not re.search(r"\b1 (?:files|turns|more files)\b", got.out + got.err)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["a.doc", "b.DOC", "c.htm"], "2 files (a.doc, b.DOC): cannot import .doc files. Save as"),
        (["a.png", "b.png", "c.mp3"], "holds no transcripts. It holds 2 .png, 1 .mp3. Looked for"),
        ([], "holds no transcripts. It is empty. Looked for"),
    ],
)
def test_a_folder_without_transcripts_says_what_is_there(
    empty_study: Path, tmp_path: Path, run: Run, names: list[str], said: str
):
    folder = tmp_path / "in"
    folder.mkdir()
    for name in names:
        (folder / name).write_bytes(b"x")
    got = run("-C", empty_study, "import", folder)
    assert got.status == 1
    assert said in got.err
