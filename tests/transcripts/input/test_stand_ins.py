"""Files that are only in the cloud, pointers, and halves: each is told for what it is."""

import io
from pathlib import Path

import docx
import pytest

from qualcode.errors import BadInputError, NotFoundError
from qualcode.transcripts.reader import load


def word() -> bytes:
    document = docx.Document()
    for n in range(200):
        document.add_paragraph(
            f"I: What helped? P: The lamp number {n}, which {n * 7919} people lit."
        )
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


WORD = word()
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.docx", b"\0" * 20_000, "still in the cloud, or was cut off. Make it available offline"),
        ("a.txt", b"\0" * 7, "holds 7 zero bytes and no more"),
        ("a.docx", POINTER, "is a pointer of Git LFS to the file. Fetch the file itself: git lfs"),
        ("a.txt", POINTER, "is a pointer of Git LFS"),
        ("a.pdf", b"/annex/objects/SHA256E-s9--1.pdf\n", "is a pointer of git-annex"),
        ("a.docx", WORD[: len(WORD) // 2], "is cut off: its end is missing after"),
        ("a.docx", WORD[:-400] + b"\0" * 70_000, "is cut off"),
        ("~$a.docx", b"\x05Ann  " * 20, "what a program keeps beside the document"),
        ("._a.docx", b"\x00\x05\x16\x07\x00\x02", "what a program keeps beside the document"),
        ("a.docx", b"", "is empty. Copy it again from its source; make it available offline"),
    ],
    ids=[
        "cloud",
        "cloud text",
        "lfs",
        "lfs text",
        "annex",
        "half",
        "cloud end",
        "lock",
        "dot",
        "empty",
    ],
)
def test_what_stands_for_a_file_is_told_for_what_it_is(
    tmp_path: Path, name: str, data: bytes, said: str
):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(BadInputError) as refused:
        load(path)
    assert said in str(refused.value)


def test_whole_files_are_read(tmp_path: Path):
    (tmp_path / "a.docx").write_bytes(WORD)
    assert load(tmp_path / "a.docx") == WORD
    (tmp_path / "a.txt").write_text("version https is what they said\n")
    assert load(tmp_path / "a.txt")


def test_a_link_that_leads_nowhere_is_told(tmp_path: Path):
    path = tmp_path / "a.docx"
    path.symlink_to(tmp_path / "gone.docx")
    with pytest.raises(NotFoundError, match="is a link to a file that is not here"):
        load(path)
