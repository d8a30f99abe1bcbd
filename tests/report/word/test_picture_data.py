"""Pictures keep what they show, and lose what programs wrote into them."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.report.pictures.png import png as drawn
from qualcode.report.word.picture_data import bare_picture
from tests.word_template import png

HIDDEN = b"kanarie"


def _segment(mark: int, data: bytes) -> bytes:
    return bytes([0xFF, mark]) + struct.pack(">H", len(data) + 2) + data


_SCAN = _segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\x34\xff\x00\x56"
_TABLE = _segment(0xDB, bytes(65))
_JFIF = _segment(0xE0, b"JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00")
JPEG = b"\xff\xd8" + b"".join([
    _JFIF, _segment(0xE1, b"Exif\x00\x00" + HIDDEN), _segment(0xED, HIDDEN), _segment(0xFE, HIDDEN),
    _segment(0xE2, b"ICC_PROFILE\x00\x01\x01colours"), _TABLE, _SCAN,
]) + b"\xff\xd9" + HIDDEN  # fmt: skip
GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00" + bytes(6)
    + b"\x21\xfe\x07" + HIDDEN + b"\x00"
    + b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
    + b"\x21\xf9\x04\x00\x00\x00\x00\x00"
    + b"\x2c" + bytes(8) + b"\x00\x02\x02\x44\x01\x00\x3b" + HIDDEN
)  # fmt: skip
SVG = b"""<?xml version="1.0"?><!-- kanarie --><svg xmlns="http://www.w3.org/2000/svg"
xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:ink="http://example.org/kanarie" ink:file="/kanarie"
width="9" height="9" onload="kanarie()"><metadata>kanarie</metadata><title>kanarie</title>
<style>@import "kanarie.css"; .a { fill:url(#g) } /* kanarie */ .b { fill:url(http://kanarie) }
</style><ink:view/><script>kanarie</script><rect id="r" class="a" width="9" height="9" fill="red"/>
<use xlink:href="#r"/><image xlink:href="https://kanarie.invalid/x.png"/></svg>"""


def emf() -> bytes:
    words = HIDDEN.decode().encode("utf-16-le")
    head = struct.pack("<II", 1, 108 + len(words)) + bytes(32) + b" EMF" + bytes(16)
    return (head + struct.pack("<II", len(HIDDEN), 108) + bytes(40))[:108] + words + b"drawing"


def test_a_png_keeps_its_points():
    noted = png("kanarie")
    assert HIDDEN in noted
    assert bare_picture(noted, "image/png") == (png(), "png")


def test_a_jpeg_keeps_its_colours_and_loses_exif_comments_and_what_follows():
    data, ending = bare_picture(JPEG, "image/jpeg")
    assert HIDDEN not in data
    assert ending == "jpeg"
    for part in (_TABLE, _SCAN, b"ICC_PROFILE", b"JFIF"):
        assert part in data
    assert data.endswith(b"\xff\xd9")
    assert bare_picture(data, "image/jpeg")[0] == data


def test_a_gif_keeps_its_frames():
    data, ending = bare_picture(GIF, "image/gif")
    assert HIDDEN not in data
    assert ending == "gif"
    assert b"\x21\xf9" in data
    assert data.endswith(b"\x01\x00\x3b")
    assert bare_picture(data, "image/gif")[0] == data


def test_a_drawing_keeps_its_shapes_and_fetches_nothing():
    data, ending = bare_picture(SVG, "image/svg+xml")
    assert b"kanarie" not in data
    assert ending == "svg"
    for seen in (b'fill="red"', b'href="#r"', b"fill:url(#g)"):
        assert seen in data
    assert drawn(data.decode().split("?>", 1)[1])[:4] == b"\x89PNG"


def test_a_metafile_does_not_say_what_made_it():
    data, ending = bare_picture(emf(), "image/x-emf")
    assert "kanarie".encode("utf-16-le") not in data
    assert (len(data), ending) == (len(emf()), "emf")
    assert data.endswith(b"drawing")


@pytest.mark.parametrize("kind", ["image/tiff", "image/vnd.ms-photo", "image/png", "image/svg+xml"])
def test_what_cannot_be_looked_through_is_shown_as_nothing(kind):
    data, ending = bare_picture(b"II*\x00" + HIDDEN, kind)
    assert HIDDEN not in data
    assert (data[:4], ending) == (b"\x89PNG", "png")


@given(
    st.sampled_from([png("n"), JPEG, GIF, SVG, emf()]), st.integers(0, 400), st.binary(max_size=9)
)
def test_damaged_pictures_never_stop_a_report(whole, at, put):
    made = whole[:at] + put + whole[at + len(put) :]
    kinds = ("image/png", "image/jpeg", "image/gif", "image/svg+xml", "image/x-emf")
    for data in (made, whole[:at]):
        for kind in kinds:
            bare, ending = bare_picture(data, kind)
            assert bare
            assert ending
