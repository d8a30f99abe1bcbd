"""Files from outside that mean harm, or are not what they say: one line each, and quickly."""

import contextlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import BadInputError
from qualcode.transcripts.captions import read_vtt
from qualcode.transcripts.reading import LARGEST, read_transcript
from qualcode.transcripts.text import read_text_transcript
from qualcode.transcripts.word import read_docx

SPACES = " " * 100_000


def docx(*paragraphs: str) -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def rezip(data: bytes, **changes: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, changes.pop(name, old.read(name)))
        for name, content in changes.items():
            new.writestr(name, content)
    return out.getvalue()


def refused(tmp_path: Path, name: str, data: bytes) -> str:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(BadInputError) as error:
        read_transcript(path)
    line = str(error.value)
    assert "\n" not in line
    assert error.value.where.startswith(name)
    assert error.value.mend
    return line


def read_or_refuse(read: Callable[[], object]) -> None:
    """Call a reader: whatever it does, it does not end in any other error."""
    with contextlib.suppress(BadInputError):
        read()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "protected with a password"),
        ("a.docx", OLE, "old Office file (.doc)"),
        ("a.txt", OLE, "old Office file (.doc)"),
        ("a.txt", b"\n<!DOCTYPE html><html>", "a web page"),
        ("a.txt", b"\0\0\0\x20ftypmp42", "a sound or video file"),
        ("a.txt", b"I: a\r\nP: b\x00", "a.txt:2: holds NUL"),
        ("a.txt", b"Si\xc3\xa2n \xc5\xb5\n\x81", "a.txt:2: is not text in any encoding"),
        ("a.vtt", b"PK\x03\x04", "a zip archive or an Office file"),
        ("a.docx", b"", "is empty"),
        ("a.txt", "\u200e\ufeff\n".encode(), "holds no words"),
    ],
    ids=range(10),
)
def test_what_a_file_really_is(tmp_path: Path, name: str, data: bytes, says: str):
    assert says in refused(tmp_path, name, data)


@pytest.mark.parametrize(
    ("part", "content", "says"),
    [
        ("word/document.xml", b"<!--%s--><!DOCTYPE a><a/>" % (b"x" * 9000), "document type"),
        ("word/document.xml", "<!DOCTYPE a><a/>".encode("utf-16"), "document type"),
        ("word/x.unknown", b"<!DOCTYPE a><a/>", "document type"),
        ("word/media/a.png", b"\0" * 40_000_000, "unpacks to far more"),
        ("word/document.xml", b"<w:a>" * 5000, "damaged Word file"),
        ("_rels/.rels", b"<Relationships/>", "damaged Word file"),
        ("[Content_Types].xml", b"<x>macroEnabled.main+xml</x>", "macros"),
        ("_rels/.rels", b"http://purl.oclc.org/ooxml/officeDocument/x", "Strict Open XML"),
    ],
    ids=range(8),
)
def test_word_files_made_to_do_harm(tmp_path: Path, part: str, content: bytes, says: str):
    assert says in refused(tmp_path, "a.docx", rezip(docx("I: a"), **{part: content}))


def test_word_pictures_may_hold_what_xml_may_not(tmp_path: Path):
    svg = {"word/media/image1.svg": b"<!DOCTYPE svg><svg/>"}
    turns = read_docx(rezip(docx("I: a", "P: b"), **svg), "a.docx").turns
    assert [t.speaker for t in turns] == ["I", "P"]


def test_files_above_the_limit_are_not_read(tmp_path: Path):
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(BadInputError, match="too large for a transcript"):
        read_transcript(path)


def test_a_folder_is_no_transcript(tmp_path: Path):
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(BadInputError, match="is not a file"):
        read_transcript(tmp_path / "a.txt")


@pytest.mark.parametrize(
    "text",
    [
        f"P 1:02{SPACES}x",
        f"a{SPACES}b\n" * 3,
        f"**P{SPACES}",
        "I: " + "word " * 200_000,
        "\x1b[" * 100_000 + "1" * 100_000,
        "\x1b]" * 100_000,
        "00:01\n" * 30_000,
        "".join(f"Ann Lee{n}: x\nB{n} Cc: y\n" for n in range(20_000)),
        "é" * 60_000 + "\udce9\n" * 40_000,
    ],
    ids=range(9),
)
def test_long_lines_and_long_runs_are_read(text: str):
    read_text_transcript(text.encode("utf-8", "surrogateescape"), "a.txt")


@pytest.mark.parametrize(
    "cue",
    ["<v " * 100_000, "<i " * 100_000, "&amp" * 100_000, f"A{SPACES}<v{SPACES}", "<br" + SPACES],
    ids=range(5),
)
def test_long_cues_are_read(cue: str):
    text = f"WEBVTT\n\nNOTE {'language:a:' * 20_000} b\n\n00:01.000 --> 00:02.000\n{cue}\n"
    read_vtt(text.encode(), "a.vtt")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes):
    for read in (read_text_transcript, read_vtt, read_docx):
        for content in (data, b"WEBVTT\n\n" + data):
            read_or_refuse(lambda read=read, content=content: read(content, "x"))


WHOLE = docx("I: How was it?", "P: Well, fine.")


@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=8))
def test_damaged_word_files_are_read_or_refused(changes: list[tuple[int, int]]):
    data = bytearray(WHOLE)
    for at, value in changes:
        data[at] = value
    read_or_refuse(lambda: read_docx(bytes(data), "x.docx"))


@given(st.sampled_from(["<w:p>", "<w:r>", "<w:t>x</w:t>", "<w:tbl>", "<w:tr>", "<w:tc>", "</w:p>",
                        "</w:r>", "<w:sdt>", "<w:tab/>", "<w:ins>", "<w:b/>", "<!-- c -->"])
       .flatmap(lambda first: st.lists(st.sampled_from([first, "<w:p>", "<w:r>", "<w:t>y</w:t>"]))))  # fmt: skip
def test_odd_nesting_in_a_word_file_is_read_or_refused(tags: list[str]):
    from lxml import etree

    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    parser = etree.XMLParser(recover=True)
    xml = f'<w:document xmlns:w="{name}"><w:body>{"".join(tags)}</w:body></w:document>'
    tree = etree.fromstring(xml.encode(), parser)
    data = rezip(WHOLE, **{"word/document.xml": etree.tostring(tree)})
    read_or_refuse(lambda: read_docx(data, "x.docx"))


def test_a_picture_that_cannot_be_unpacked_is_damage(tmp_path: Path):
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        member = archive.getinfo("docProps/thumbnail.jpeg")
    data = bytearray(WHOLE)
    for at in range(member.header_offset + 80, member.header_offset + 100):
        data[at] ^= 0xFF
    assert "damaged Word file" in refused(tmp_path, "a.docx", bytes(data))
