"""A template of a stranger's fetches nothing and runs nothing where the report is opened."""

from __future__ import annotations

import io
import zipfile

from docx import Document

from qualcode.report.word.template import opened_template

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
