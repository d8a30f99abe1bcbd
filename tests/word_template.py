"""A team's Word template with something hidden in every place that Word has for it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from docx import Document
from docx.shared import Cm, Pt, RGBColor

#: Stands wherever nothing of a template may travel from.
HIDDEN = "kanarie"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P = "http://schemas.openxmlformats.org/package/2006/relationships"
_MS = "http://schemas.microsoft.com/office"
_TYPE = "application/vnd.openxmlformats-officedocument"


def png(note: str = "", shade: int = 90) -> bytes:
    """Return a small grey picture, with a note in it that no program shows."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    noted = chunk(b"tEXt", b"Comment\0" + note.encode()) if note else b""
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
        + noted
        + chunk(b"IDAT", zlib.compress(bytes([0, shade])))
        + chunk(b"IEND", b"")
    )


_HEAD = f"""\
<w:p xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" \
xmlns:x="http://{HIDDEN}.invalid/schema" w:rsidR="00{HIDDEN}" x:made="by">
<w:bookmarkStart w:id="1" w:name="{HIDDEN}"/><w:bookmarkEnd w:id="1"/>
<w:commentRangeStart w:id="0"/><w:r><w:t xml:space="preserve">Our seen head </w:t></w:r>
<w:ins w:id="7" w:author="{HIDDEN}" w:date="2001-01-01T00:00:00Z"><w:r><w:t>also seen</w:t></w:r>\
</w:ins>
<w:del w:id="8" w:author="A"><w:r><w:delText>{HIDDEN}</w:delText></w:r></w:del>
<w:r><w:rPr><w:vanish/></w:rPr><w:t>{HIDDEN}</w:t></w:r>
<w:permStart w:id="2" w:ed="{HIDDEN}\\user"/><w:permEnd w:id="2"/>
<w:sdt><w:sdtPr><w:alias w:val="{HIDDEN}"/><w:dataBinding w:xpath="/ns0:coreProperties[1]/\
ns1:title[1]" w:storeItemID="{{1}}"/></w:sdtPr><w:sdtContent><w:r><w:t>{HIDDEN}</w:t></w:r>\
</w:sdtContent></w:sdt>
<w:sdt><w:sdtPr><w:dataBinding w:xpath="/ns0:Properties[1]/Company" w:prefixMappings="extended"/>\
<w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>{HIDDEN}</w:t></w:r></w:sdtContent></w:sdt>
<w:customXml w:uri="{HIDDEN}" w:element="e"><w:r><w:t xml:space="preserve"> kept words </w:t></w:r>\
</w:customXml>
<w:hyperlink r:id="rIdL" w:tooltip="{HIDDEN}"><w:r><w:t>www.seen.example</w:t></w:r></w:hyperlink>
<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> FILENAME \\p </w:instrText></w:r>
<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>C:\\{HIDDEN}\\a.dotx</w:t></w:r>
<w:r><w:fldChar w:fldCharType="end"/></w:r>
<w:fldSimple w:instr=" DOCPROPERTY {HIDDEN} "><w:r><w:t>OFFICIAL</w:t></w:r></w:fldSimple>
<w:fldSimple w:instr=" AUTHOR "><w:r><w:t>{HIDDEN}</w:t></w:r></w:fldSimple>
<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>
<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>3</w:t></w:r>
<w:r><w:fldChar w:fldCharType="end"/></w:r>
<w:r><w:pict><v:shape id="{HIDDEN}" alt="C:\\{HIDDEN}.png" style="width:10pt;height:10pt">\
<v:imagedata r:id="rIdX" o:title="{HIDDEN}"/></v:shape></w:pict></w:r>
</w:p>"""

_RELATIONS = {
    "word/_rels/document.xml.rels": (
        f'<Relationship Id="rIdC" Type="{_R}/comments" Target="comments.xml"/>'
        f'<Relationship Id="rIdB" Type="{_R}/image" Target="media/{HIDDEN}.png"/>'
        f'<Relationship Id="rIdG" Type="{_R}/glossaryDocument" Target="glossary/document.xml"/>'
        f'<Relationship Id="rIdO" Type="{_MS}/2011/relationships/people" Target="people.xml"/>'
        f'<Relationship Id="rIdV" Type="{_MS}/2006/relationships/vbaProject" '
        'Target="vbaProject.bin"/>'
        f'<Relationship Id="rIdK" Type="{_R}/customXml" Target="../customXml/item9.xml"/>'
        f'<Relationship Id="rIdE" Type="{_R}/package" Target="embeddings/sheet.xlsx"/>'
    ),
    "word/_rels/header1.xml.rels": (
        f'<Relationship Id="rIdX" Type="{_R}/image" Target="https://{HIDDEN}.invalid/p.png" '
        'TargetMode="External"/>'
        f'<Relationship Id="rIdL" Type="{_R}/hyperlink" Target="https://{HIDDEN}.invalid" '
        'TargetMode="External"/>'
    ),
    "word/_rels/settings.xml.rels": (
        f'<Relationship Id="rIdT" Type="{_R}/attachedTemplate" '
        f'Target="file:///C:/Users/{HIDDEN}/house.dotm" TargetMode="External"/>'
    ),
    "_rels/.rels": (
        f'<Relationship Id="rIdP" Type="{_R}/custom-properties" Target="docProps/custom.xml"/>'
    ),
}  # fmt: skip
_ADDED = {
    "word/comments.xml": (
        f'<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<w:comment w:id="0" w:author="{HIDDEN}"><w:p/></w:comment></w:comments>'
    ),
    "word/people.xml": f"<people>{HIDDEN}</people>",
    "word/glossary/document.xml": f"<glossary>{HIDDEN}</glossary>",
    "word/vbaProject.bin": HIDDEN,
    "word/embeddings/sheet.xlsx": HIDDEN,
    "customXml/item9.xml": f"<data>{HIDDEN}</data>",
    "docProps/custom.xml": f"<Properties><property name='{HIDDEN}'/></Properties>",
}  # fmt: skip
_NUMBERING = (
    '<w:abstractNum w:abstractNumId="77"><w:lvl w:ilvl="0"><w:lvlText '
    f'w:val="{HIDDEN} %1"/></w:lvl></w:abstractNum>'
)


def hiding_template(changes: Mapping[str, tuple[str, str]] | None = None) -> bytes:
    """Return a template whose seen look is maroon Georgia, and that hides as much as it can.

    ``changes`` are texts to be replaced in its parts.
    """
    document = Document()
    document.add_paragraph(f"{HIDDEN}: text of an earlier report")
    document.add_picture(io.BytesIO(png(HIDDEN, shade=10)))
    section = document.sections[0]
    section.left_margin = Cm(4)
    document.styles["Normal"].font.name = "Georgia"
    document.styles["Normal"].font.size = Pt(11)
    document.styles["Heading 1"].font.color.rgb = RGBColor(0x8A, 0x10, 0x38)
    head = section.header.paragraphs[0]
    head.add_run().add_picture(io.BytesIO(png(HIDDEN)))
    section.footer.paragraphs[0].text = "Our seen foot"
    about = document.core_properties
    about.author = about.keywords = about.identifier = about.content_status = HIDDEN
    about.version = about.last_modified_by = about.category = HIDDEN
    plain, made = io.BytesIO(), io.BytesIO()
    document.save(plain)
    changed = {
        "word/header1.xml": ("</w:hdr>", f"{_HEAD}</w:hdr>"),
        "word/settings.xml": (
            "<w:rsids>",
            f'<w:attachedTemplate xmlns:r="{_R}" r:id="rIdT"/><w:docVars><w:docVar w:name="{HIDDEN}"'
            f' w:val="x"/></w:docVars><w:rsids><w:rsid w:val="{HIDDEN}"/>',
        ),
        "word/theme/theme1.xml": ('name="Office Theme"', f'name="{HIDDEN}"'),
        "word/numbering.xml": ("<w:num ", f"{_NUMBERING}<w:num "),
        "docProps/app.xml": ("<Company/>", f"<Company>{HIDDEN}</Company>"),
        "[Content_Types].xml": ("</Types>", (
            f'<Default Extension="bin" ContentType="{_MS}.vbaProject"/>'
                f'<Default Extension="xlsx" ContentType="{_TYPE}.spreadsheetml.sheet"/>'
            f'<Override PartName="/word/comments.xml" '
            f'ContentType="{_TYPE}.wordprocessingml.comments+xml"/></Types>'
        )),
        **(changes or {}),
    }  # fmt: skip
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(made, "w") as new:
        there = set(old.namelist())
        for name in old.namelist():
            data = old.read(name)
            if name in changed or name in _RELATIONS:
                text = data.decode()
                if name in changed:
                    before, after = changed[name]
                    assert before in text, (name, text)
                    text = text.replace(before, after, 1)
                end = "</Relationships>"
                text = text.replace(end, _RELATIONS.get(name, "") + end)
                data = text.encode()
            new.writestr(name, data)
        for name, text in _RELATIONS.items():
            if name not in there:
                new.writestr(name, f'<Relationships xmlns="{_P}">{text}</Relationships>')
        for name, text in _ADDED.items():
            new.writestr(name, text)
        new.writestr(f"word/media/{HIDDEN}.png", png(HIDDEN, shade=20))
    return made.getvalue()
