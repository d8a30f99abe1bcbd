"""Every encoding that transcripts come in, Welsh circumflexes and all, and what is told of it."""

import codecs

import pytest

from qualcode.errors import BadInputError
from qualcode.store.io.encoding import decode

WELSH = (
    "I: Sut mae'r tŷ? Mae'r dŵr yn oer, a'r gŵr o Lŷn yn y sŵn. Â chariad, Siân.\r\n\r\n"
    "P: Roedd yr ŵyn yn y cae, yr ŷd hefyd. Dyna'r môr, y tân a'r fêl.\r\n"
)
#: What has no ŵ and ŷ has the other circumflexes, and quotes and dashes of its own.
WESTERN = "I: Sut mae’r tân? – “Iawn”, meddai Siân, wrth y môr… café.\n\nP: “Fêl”, ac îs. Dŵr…\n"


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", "UTF-16-LE, by its mark"),
        ("utf-16-le", "UTF-16-LE, though nothing in the file says so"),
        ("utf-16-be", "UTF-16-BE, though nothing in the file says so"),
        ("utf-32", "UTF-32-LE, by its mark"),
        ("utf-32-le", "UTF-32-LE, though nothing in the file says so"),
        ("utf-32-be", "UTF-32-BE, though nothing in the file says so"),
        ("iso8859-14", "ISO-8859-14 for its ŵ and ŷ, a guess"),
        ("cp1252", "Windows-1252"),
        ("mac_roman", "Mac OS Roman, a guess"),
    ],
)
def test_the_encoding_is_found_out_and_told(encoding: str, told: str):
    text = WESTERN.replace("ŵ", "w") if encoding in ("cp1252", "mac_roman") else WELSH
    read, notes = decode(text.encode(encoding), "x.txt")
    assert read == text
    assert told in "".join(notes)
    assert bool(notes) == bool(told)


def test_a_mark_of_big_endian_utf16():
    read, notes = decode(codecs.BOM_UTF16_BE + WELSH.encode("utf-16-be"), "x.txt")
    assert (read, notes) == (WELSH, ["encoding: UTF-16-BE, by its mark"])


@pytest.mark.parametrize(
    "text",
    ["Maður sagði það við mig, en þetta er orðið of seint. I am from Iceland, you see, so there.",
     "She said ‘eth’ is ð and ‘thorn’ is þ, æ is ash."],
)  # fmt: skip
def test_icelandic_is_not_taken_for_welsh(text: str):
    assert decode(text.encode("cp1252"), "x.txt")[0] == text


def test_a_few_letters_of_another_encoding_are_mended_and_told():
    read, notes = decode("Siân, tŷ, dŵr\nP: ".encode() + "môr – “tân”\n".encode("cp1252"), "x.txt")
    assert read == "Siân, tŷ, dŵr\nP: môr – “tân”\n" or "guess" in "".join(notes)
    read, notes = decode("Siân, tŷ, dŵr, môr\nP: ".encode() + b"caf\xe9\n", "x.txt")
    assert read.endswith("P: café\n")
    assert notes == ["1 bytes that are not UTF-8 were read as Windows-1252 (line 2)"]


def test_characters_in_two_halves():
    # As writers do that cut UTF-16 into UTF-8: an emoji in two halves, and a half alone.
    data = "tŷ ".encode() + b"\xed\xa0\xbd\xed\xb8\x80 \xed\xa0\xbd.\n"
    read, notes = decode(data, "x.txt")
    assert read == "tŷ 😀 \ufffd.\n"
    assert "1 halves of a character were replaced by \ufffd" in notes


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (codecs.BOM_UTF16_LE + "a\nb".encode("utf-16-le") + b"\x00\xd8c\x00", "x.txt:2: says it is UTF-16"),
        (codecs.BOM_UTF16_LE + b"a\x00b", "says it is UTF-16-LE and is not"),
        (b"I: a\r\nP: b\x00", "x.txt:2: holds NUL"),
        (b"%PDF-1.7", "not text but a PDF. Name it .pdf"),
        (b"{\\rtf1", "rich text (.rtf). Name it .rtf"),
        (b"PK\x03\x04", "Give it its own ending: .docx, .odt, .xlsx or .ods"),
        (b"<!DOCTYPE html>", "a web page"),
    ],
    ids=range(7),
)  # fmt: skip
def test_what_is_refused(data: bytes, says: str):
    with pytest.raises(BadInputError) as error:
        decode(data, "x.txt")
    assert says in str(error.value)
