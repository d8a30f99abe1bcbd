"""A template gives its look: nothing else of it travels, and nothing in it fetches or runs."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from docx import Document

from qualcode.errors import BadInputError
from qualcode.report.word.template import opened_template
from tests.word_template import HIDDEN, hiding_template, png

_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_AWAY = 'TargetMode="External"'


def _made(changes: dict[str, tuple[str, str]], added: dict[str, str]) -> bytes:
    """A Word file with texts replaced in its parts, and parts added."""
    plain, made = io.BytesIO(), io.BytesIO()
    document = Document()
    document.sections[0].header.paragraphs[0].text = "Our team"
    document.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            data = old.read(name).decode("utf-8", "surrogateescape")
            for part, (before, after) in changes.items():
                if name == part:
                    assert before in data
                    data = data.replace(before, after, 1)
            new.writestr(name, data.encode("utf-8", "surrogateescape"))
        for name, text in added.items():
            new.writestr(name, text)
    return made.getvalue()


def _parts(template: bytes) -> dict[str, bytes]:
    out = io.BytesIO()
    opened_template(template, "team.docx").save(out)
    with zipfile.ZipFile(out) as made:
        return {name: made.read(name) for name in made.namelist()}


def _relation(key: str, kind: str, target: str, mode: str = _AWAY) -> str:
    kind = kind if kind.startswith("http") else f"{_TYPES}/{kind}"
    return f'<Relationship Id="{key}" Type="{kind}" Target="{target}" {mode}/></Relationships>'


def test_an_attached_template_and_programs_go_and_styles_stay():
    settings = (
        f'<w:attachedTemplate xmlns:r="{_TYPES}" r:id="rIdT"/><w:zoom'
    )  # fmt: skip
    vba = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = _parts(_made(
        {
            "word/settings.xml": ("<w:zoom", settings),
            "word/_rels/document.xml.rels": (
                "</Relationships>", _relation("rIdV", vba, "vbaProject.bin", "")
            ),
            "[Content_Types].xml": (
                "</Types>",
                '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
                "</Types>",
            ),
        },
        {
            "word/vbaProject.bin": "program",
            "word/_rels/settings.xml.rels": (
                f'<Relationships xmlns="{relations}">'
                + _relation("rIdT", "attachedTemplate", "https://example.invalid/t.dotm")
            ),
        },
    ))  # fmt: skip
    held = [n for n, data in parts.items() if b"example.invalid" in data or data == b"program"]
    assert held == []
    assert b"attachedTemplate" not in parts["word/settings.xml"]
    assert b"Heading1" in parts["word/styles.xml"]


def test_a_picture_in_the_header_that_is_elsewhere_goes_and_the_words_beside_it_stay():
    picture = (
        f'<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml">'
        f'<v:imagedata xmlns:r="{_TYPES}" r:id="rIdP"/></v:shape></w:pict></w:r>'
        "<w:r><w:instrText>INCLUDEPICTURE https://example.invalid/p.png</w:instrText></w:r></w:p>"
    )
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = _parts(_made(
        {"word/header1.xml": ("</w:p>", picture)},
        {
            "word/_rels/header1.xml.rels": (
                f'<Relationships xmlns="{relations}">'
                + _relation("rIdP", "image", "https://example.invalid/p.png")
            )
        },
    ))  # fmt: skip
    assert [name for name, data in parts.items() if b"example.invalid" in data] == []
    assert b"Our team" in parts["word/header1.xml"]
    assert b"imagedata" not in parts["word/header1.xml"]


# ---- what travels, and what does not --------------------------------------------------------


@pytest.fixture(scope="module")
def kept() -> dict[str, bytes]:
    return _parts(hiding_template())


def test_nothing_hidden_in_a_template_travels(kept: dict[str, bytes]):
    assert [name for name, data in kept.items() if HIDDEN.encode() in data or HIDDEN in name] == []
    assert [name for name in kept if "custom" in name or "docProps/app" in name] == []
    assert b"text of an earlier report" not in kept["word/document.xml"]


def test_what_stands_at_head_and_foot_travels_with_its_picture(kept: dict[str, bytes]):
    head = _words(kept["word/header1.xml"])
    for seen in ("Our seen head", "also seen", "kept words", "www.seen.example", "OFFICIAL"):
        assert seen in head
    assert "Our seen foot" in _words(kept["word/footer1.xml"])
    assert b" PAGE " in kept["word/header1.xml"]
    assert [name for name in kept if "media" in name] == ["word/media/template1.png"]
    assert kept["word/media/template1.png"] == png()


def test_styles_page_and_colours_travel(kept: dict[str, bytes]):
    document = opened_template(hiding_template(), "team.docx")
    assert document.styles["Normal"].font.name == "Georgia"
    assert str(document.styles["Heading 1"].font.color.rgb) == "8A1038"
    assert round(document.sections[0].left_margin.cm, 1) == 4.0
    assert b"accent1" in kept["word/theme/theme1.xml"]
    # The numbering that the style of lists goes by.
    assert b"<w:num " in kept["word/numbering.xml"]


def test_a_repeated_title_is_the_reports_own():
    out = io.BytesIO()
    opened_template(hiding_template(), "team.docx", "What works: a study").save(out)
    with zipfile.ZipFile(out) as made:
        assert "What works: a study" in _words(made.read("word/header1.xml"))


def test_heads_that_a_section_has_from_the_one_before_are_kept():
    document = Document()
    document.sections[0].header.paragraphs[0].text = "From the first section"
    document.add_section()
    made = _opened(document)
    assert made.sections[0].header.paragraphs[0].text == "From the first section"


def test_a_template_without_macros_is_taken_and_one_with_macros_is_not():
    changed = ("wordprocessingml.document.main+xml", "wordprocessingml.template.main+xml")
    parts = _parts(_made({"[Content_Types].xml": changed}, {}))
    assert b"template.main" not in parts["[Content_Types].xml"]
    types = 'application/vnd.ms-word.template.macroEnabledTemplate.main+xml"'
    macros = ('application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"',
              types)  # fmt: skip
    with pytest.raises(BadInputError, match="macros"):
        _parts(_made({"[Content_Types].xml": macros}, {}))


def test_a_shape_keeps_its_size():
    shape = (
        '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
        'wordprocessingDrawing"><wp:extent cx="99" cy="7"/><wp:docPr id="3" name="Jo\'s line" '
        'descr="C:\\pictures\\line.png"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/'
        'drawingml/2006/main"><a:graphicData uri="u"><a:xfrm><a:ext cx="99" cy="7"/></a:xfrm>'
        '<a:extLst><a:ext uri="{note}"/></a:extLst></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r></w:p></w:hdr>"
    )
    made = _parts(_made({"word/header1.xml": ("</w:hdr>", shape)}, {}))["word/header1.xml"]
    assert b'<a:ext cx="99" cy="7"/>' in made
    for gone in (b"{note}", b"line.png", b"Jo's line"):
        assert gone not in made


@pytest.mark.parametrize(
    ("code", "shown", "left"),
    [
        (" PAGE ", "3", "3"),
        (" NUMPAGES \\* MERGEFORMAT ", "9", "9"),
        (' STYLEREF "Heading 1" ', "An old chapter", ""),
        (' STYLEREF "Our own style" ', "An old chapter", ""),
        (" FILENAME \\p ", "C:\\old.docx", ""),
        (" AUTHOR ", "Somebody", ""),
        (" DOCPROPERTY Class ", "OFFICIAL", "OFFICIAL"),
        (' HYPERLINK "https://example.invalid" ', "our house", "our house"),
        (" INCLUDEPICTURE https://example.invalid/x.png ", "a picture", "a picture"),
    ],
)
def test_fields_of_pages_stay_and_others_are_words_or_go(code, shown, left):
    def run(inner: str) -> str:
        return f"<w:r>{inner}</w:r>"

    field = (
        run('<w:fldChar w:fldCharType="begin"/>')
        + run(f"<w:instrText>{code}</w:instrText>")
        + run('<w:fldChar w:fldCharType="separate"/>')
        + run(f"<w:t>{shown}</w:t>")
        + run('<w:fldChar w:fldCharType="end"/>')
    )
    simple = f"<w:fldSimple w:instr='{code}'>{run(f'<w:t>{shown}</w:t>')}</w:fldSimple>"
    for written in (field, simple):
        made = _parts(_made({"word/header1.xml": ("</w:p>", f"{written}</w:p>")}, {}))
        head = made["word/header1.xml"].decode()
        assert _words(head.encode()).replace("Our team", "").strip() == left
        is_field = "fldChar" in head or "fldSimple" in head
        assert is_field == any(word in code for word in ("PAGES", " PAGE", "Heading 1"))
        assert "example.invalid" not in head


def _words(data: bytes) -> str:
    return " ".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", data.decode()))


def _opened(document):
    out = io.BytesIO()
    document.save(out)
    return opened_template(out.getvalue(), "team.docx")
