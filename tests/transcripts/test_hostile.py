"""Files from outside that mean harm, or are not what they say: one line each, and quickly."""

import contextlib
import io
import itertools
import json
import re
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import BadInputError
from qualcode.transcripts.captions.reader import read_vtt
from qualcode.transcripts.reader import LARGEST
from qualcode.transcripts.typed.plain import read_text_transcript
from qualcode.transcripts.word.reader import read_docx
from tests.transcripts.fuzzing import zipped
from tests.transcripts.read import read_transcript

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


@pytest.mark.slow
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


@pytest.mark.slow
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=8))
def test_damaged_word_files_are_read_or_refused(changes: list[tuple[int, int]]):
    data = bytearray(WHOLE)
    for at, value in changes:
        data[at] = value
    read_or_refuse(lambda: read_docx(bytes(data), "x.docx"))


@pytest.mark.slow
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


BOMB = b"\0" * 40_000_000
LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
SECRET = b'<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
ODT = {"mimetype": b"application/vnd.oasis.opendocument.text"}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.odt", lambda: zipped(ODT | {"content.xml": BOMB})),
        ("a.odt", zipped(ODT | {"content.xml": LAUGHS})),
        ("a.odt", zipped(ODT | {"content.xml": SECRET})),
        ("a.odt", lambda: zipped({"inner.zip": zipped({"bomb": BOMB})})),
        ("a.odt", zipped(ODT | {"../../../content.xml": b"<x/>"})),
        ("a.xlsx", lambda: zipped({"xl/workbook.xml": BOMB})),
        ("a.xlsx", zipped({"xl/workbook.xml": LAUGHS})),
        ("a.xlsx", zipped({"xl/workbook.xml": SECRET})),
        ("a.docx", zipped({"inner.docx": docx("I: a")})),
        ("a.docx", zipped({"word/document.xml": SECRET})),
        ("a.rtf", b"{\\rtf1 " + b"{" * 10_000 + b"x" + b"}" * 10_000),
        ("a.rtf", b"{\\rtf1 " + b"{\\*\\x " * 100_000),
        ("a.json", b"[" * 100_000),
        ("a.json", b'{"segments": ' * 50_000),
        ("a.otr", b'{"text": "' + b"<p>" * 10),
        ("a.json", b'{"segments": "none"}'),
        ("a.pdf", b"%PDF-1.7\n" + b"1 0 obj\n<</Kids[1 0 R]>>\nendobj\n" * 1000),
        ("a.pdf", b"%PDF-"),
        ("a.srt", b"1\n"),
        ("a.csv", b"\0\0\0\0"),
        ("a.txt", "I: \ud800".encode("utf-16-le", "surrogatepass")),
        ("a.txt", b"\xff\xfeI"),
        ("a.json", b"{}"),
        *((f"a{suffix}", b"x") for suffix in (".docx", ".odt", ".rtf", ".pdf", ".xlsx", ".json")),
        *((f"a{suffix}", b" \n") for suffix in (".vtt", ".srt", ".csv", ".md", ".otr", ".tsv")),
    ],
    ids=itertools.count(),
)
def test_hostile_and_broken_files_are_refused_in_one_line(
    tmp_path: Path, name: str, data: bytes | Callable[[], bytes]
):
    line = refused(tmp_path, name, data if isinstance(data, bytes) else data())
    assert len(line) < 400
    assert "passwd" not in line
    assert "root:" not in line


def test_files_of_one_character(tmp_path: Path):
    for name in ("a.txt", "a.md"):
        path = tmp_path / name
        path.write_text("x")
        assert [t.text for t in read_transcript(path).turns] == ["x"]


HOSTILE_NAME = "\x1b[2JAnn\u202e \u200fLee\x07"


@pytest.mark.parametrize("kind", ["txt", "vtt", "srt", "docx", "json", "csv", "rtf"])
def test_names_and_words_cannot_move_the_cursor_or_turn_text_around(tmp_path: Path, kind: str):
    who, said = HOSTILE_NAME, "So\x1b]0;title\x07 it \u2066was\u2069 \x9b31mthen."
    rows = [(who, said), ("Interviewer", "And?"), (who, said), ("Interviewer", "So?")]
    cues = [
        f"{n + 1}\n00:00:0{n}.000 --> 00:00:0{n}.900\n{w}: {s}\n" for n, (w, s) in enumerate(rows)
    ]
    letters = "".join(f"{w}: {s}\\par " for w, s in rows)
    files = {
        "txt": "".join(f"{w}: {s}\n\n" for w, s in rows).encode(),
        "vtt": ("WEBVTT\n\n" + "\n".join(cues)).encode(),
        "srt": "\n".join(cues).replace(".", ",", 8).encode(),
        "docx": docx(*(re.sub("[\x00-\x08\x0e-\x1f]", "", f"{w}: {s}") for w, s in rows)),
        "json": json.dumps(
            {"segments": [{"start": n, "end": n + 1, "text": s, "speaker": w}
                          for n, (w, s) in enumerate(rows)]}
        ).encode(),
        "csv": ("speaker,text\n" + "".join(f'"{w}","{s}"\n' for w, s in rows)).encode(),
        "rtf": ("{\\rtf1 " + "".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in letters) + "}")
        .encode(),
    }  # fmt: skip
    path = tmp_path / f"a.{kind}"
    path.write_bytes(files[kind])
    read = read_transcript(path)
    everything = "".join(f"{t.speaker or ''}{t.text}" for t in read.turns)
    hidden = [c for c in everything if unicodedata.category(c) in ("Cc", "Cf") and c != "\n"]
    assert not hidden
    assert {t.speaker for t in read.turns if t.speaker} >= {"Interviewer"}
    assert any("Ann Lee" in (t.speaker or t.text) for t in read.turns)
    assert read.notes


@pytest.mark.slow
def test_a_hundred_thousand_captions():
    cues = (
        f"{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}.000 --> 99:00:00.000\n<v P>w{n}.\n"
        for n in range(100_000)
    )
    read = read_vtt(("WEBVTT\n\n" + "\n".join(cues)).encode(), "a.vtt")
    assert " ".join(t.text for t in read.turns).split() == [f"w{n}." for n in range(100_000)]
    assert sum(len(t.times) for t in read.turns) == 99_999


def test_captions_out_of_order_and_overlapping_keep_the_files_order_and_are_told():
    cues = [(9, 12, "One"), (3, 5, "two"), (4, 20, "three")]
    text = "WEBVTT\n\n" + "\n\n".join(
        f"00:00:{a:02}.000 --> 00:00:{b:02}.000\n<v P>{w}" for a, b, w in cues
    )
    read = read_vtt(text.encode(), "a.vtt")
    assert [t.text for t in read.turns] == ["One two three"]
    assert (read.turns[0].start_ms, *read.turns[0].times) == (9000, (4, 3000), (8, 4000))
    assert any("order" in note for note in read.notes)


def test_accents_piled_on_one_letter_are_cut_to_what_unicode_allows():
    text = "I: Zalgo" + "\u0301\u0323" * 20_000 + ", he said.\n\nP: Tŷ, dŵr, e\u0301."
    read = read_text_transcript(text.encode(), "a.txt")
    assert len(read.turns[0].text) < 60
    assert read.turns[0].text.endswith(", he said.")
    assert read.turns[1].text == "Tŷ, dŵr, é."
    assert any("accents piled" in note for note in read.notes)
