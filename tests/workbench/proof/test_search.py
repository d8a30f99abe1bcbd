"""A canary is found in whatever it is packed in; what cannot be looked into is named."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.workbench.proof.canaries import Canary
from qualcode.workbench.proof.search import RUN, Search, runs_of

WORD = Canary("zephyrquill", "words")
TEXT = "The Zephyrquill room"


def zipped(data: bytes, name: str = "inner.txt") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, data)
    return file.getvalue()


def tarred(data: bytes) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as made:
        one = tarfile.TarInfo("inner.txt")
        one.size = len(data)
        made.addfile(one, io.BytesIO(data))
    return file.getvalue()


def picture(kind: bytes, held: bytes) -> bytes:
    checked = struct.pack(">I", zlib.crc32(kind + held))
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(held)) + kind + held + checked


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda data: data,
    "UTF-16": lambda data: data.decode().encode("utf-16"),
    "UTF-16 the other way": lambda data: data.decode().encode("utf-16-be"),
    "zip": zipped,
    "a zip in a zip": lambda data: zipped(zipped(data)),
    "the name of a zip's member": lambda data: zipped(b"", data.decode()),
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "tar": tarred,
    "tar, gzip": lambda data: gzip.compress(tarred(data)),
    "tags within a word": lambda data: b"<p>" + data.replace(b"quill", b"<b>quill</b>") + b"</p>",
    "entities": lambda data: b"<p>" + data.replace(b"q", b"&#113;") + b"</p>",
    "JSON's escapes": lambda data: data.replace(b"q", b"\\u0071"),
    "a picture's text": lambda data: picture(b"tEXt", b"Comment\0" + data),
    "a picture's packed text": lambda data: picture(b"zTXt", b"C\0\0" + zlib.compress(data)),
    "a picture's other packed text": lambda data: picture(
        b"iTXt", b"C\0\1\0\0\0" + zlib.compress(data)
    ),
}


@pytest.mark.parametrize("how", PACKED)
def test_a_word_is_found_however_it_is_packed(how: str):
    assert Search([WORD]).data(PACKED[how](TEXT.encode()), "file")
    assert not Search([WORD]).data(PACKED[how](b"The zephyrquiet room"), "file")


def test_the_part_it_is_in_and_what_was_looked_through_are_told(tmp_path: Path):
    search = Search([WORD])
    (tmp_path / "a.docx").write_bytes(zipped(TEXT.encode(), "word/document.xml"))
    [hit] = search.file(tmp_path / "a.docx", "a.docx")
    assert (hit.path, hit.part) == ("a.docx", "word/document.xml")
    assert (search.looked.files, search.looked.parts) == (1, 3)


def test_a_name_of_a_file_is_looked_at(tmp_path: Path):
    (tmp_path / "Zephyrquill.txt").write_text("")
    [hit] = Search([WORD]).file(tmp_path / "Zephyrquill.txt", "Zephyrquill.txt")
    assert hit.part == "its name"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7 ...", "file (PDF)"),
        (b"7z\xbc\xaf'\x1c", "file (7z)"),
        (zipped(TEXT.encode())[:-30], "file (damaged or locked)"),
        (gzip.compress(TEXT.encode())[:-12], "file (damaged or locked)"),
    ],
    ids=["PDF", "7z", "zip", "gzip"],
)
def test_what_cannot_be_looked_into_is_named(data: bytes, said: str):
    search = Search([WORD])
    search.data(data, "file")
    assert search.looked.closed == [said]


@given(st.binary(max_size=300), st.sampled_from(sorted(PACKED)), st.integers(0, 400))
def test_damage_stops_nothing(noise: bytes, how: str, at: int):
    packed = PACKED[how](TEXT.encode())
    Search([WORD]).data(packed[:at] + noise + packed[at:], "file")


@given(st.lists(st.sampled_from("an ox sat by my old tree".split()), min_size=RUN, max_size=30),
       st.data())  # fmt: skip
def test_any_eight_words_in_a_row_are_found_in_other_words(words: list[str], data: st.DataObject):
    at = data.draw(st.integers(0, len(words) - RUN))
    said = frozenset(runs_of(" ".join(words)))
    quoted = "They say: “" + ",\n".join(words[at : at + RUN]).upper() + "” and so on"
    assert Search([], said).data(quoted.encode(), "file")
    assert Search([], said).data(json.dumps({"text": quoted}).encode(), "file")
    assert not Search([], said).data(" ".join(words[at : at + RUN - 1]).encode(), "file")
