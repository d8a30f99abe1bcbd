"""Files made wrong on purpose: whole ones of every kind, damaged by chance, and what must hold.

``tools/fuzz_import`` runs any number of them; the test suite a few.
"""

from __future__ import annotations

import io
import json
import random
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

from qualcode.errors import BadInputError
from qualcode.model.text.text import DIRECTION_MARKS
from qualcode.workbench.importing.layout import Hints, LaidOut, lay_out_file

SAMPLES = Path(__file__).parents[2] / "transcripts_sample"
SAID = [
    ("Interviewer", "What helped you at school, would you say?"),
    ("Siân Lewis", "My mentor 🙂. She’d ring – every Monday… and ask how tŷ ni was."),
    ("Interviewer", "And what got in the way?"),
    ("Siân Lewis", "Moving: we moved in March, and again in May. It was hard."),
    ("Interviewer", "Anything else?"),
    ("Siân Lewis", "No. That’s it, really."),
]
#: What breaks readers: put in at random places.
TOKENS = [
    b"\0", b"\x1b[2J", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\xed\xa0\x80", b"\r", b"\n\n",
    b"<v ", b"-->", b"00:00:01.000 --> 99:99:99.999\n", b"NOTE ", b"WEBVTT", b"<c.x>", b"&#0;", b"&#xD800;",
    b"{\\rtf1", b"{" * 200, b"}" * 200, b"\\bin999999999 ", b"\\u-10179?", b"\\'e9", b"{\\*\\x ", b"\\trowd",
    b"[" * 3000, b'{"a":' * 800, b'"', b"1e999", b"NaN", b"\\ud800", b"-1", b"null", b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"&b;", b"</w:p>", b"<w:tbl>", b"<w:del>", b"<text:p>", b"<table:table>", b"</text:span>", b"%PDF-1.7",
    b"endobj", b"stream\n", b"/Kids [1 0 R]", b"/Length 99999999", b"obj <<", b"\t", b",,,,", b'"""', b";",
    b"=cmd|' /C calc'!A0", b":", b"I: ", b"**", b"#00:00:01-1#", b"[00:01:02] ", b" " * 5000, b"A" * 5000,
]  # fmt: skip
_HIDDEN = set(DIRECTION_MARKS) | {"\ufeff"}


def corpus() -> dict[str, bytes]:
    """Return whole files, by name: one or more of each kind that is read."""
    plain = "\n\n".join(f"{who}: {words}" for who, words in SAID)
    made = {
        "plain.txt": plain.encode(),
        "utf16.txt": plain.encode("utf-16"),
        "cp1252.txt": plain.replace("🙂", "").replace("ŷ", "y").encode("cp1252"),
        "alone.txt": "\n".join(f"{w.upper()}\n{words}\n" for w, words in SAID).encode(),
        "otter.txt": "".join(f"{w}  0:{n}8  \n{t}\n\n" for n, (w, t) in enumerate(SAID)).encode(),
        "f4.rtf": _rtf(),
        "teams.vtt": _captions("WEBVTT\n\n", "<v {who}>{words}</v>", "."),
        "zoom.vtt": _captions("WEBVTT\n\n", "{who}: {words}", "."),
        "a.srt": _captions("", "{who}: {words}", ","),
        "whisper.json": json.dumps({"language": "en", "segments": [
            {"start": n * 4.5, "end": n * 4.5 + 4, "text": f" {words}", "speaker": who}
            for n, (who, words) in enumerate(SAID)]}).encode(),
        "whisper.tsv": ("start\tend\ttext\n" + "".join(
            f"{n * 4500}\t{n * 4500 + 4000}\t{words}\n"
            for n, (_, words) in enumerate(SAID))).encode(),
        "o.otr": json.dumps({"text": "".join(
            f'<p><span class="timestamp" data-timestamp="{n * 4.5}">00:0{n}</span>'
            f"<b>{who}:</b> {words}<br /></p>" for n, (who, words) in enumerate(SAID)),
            "media": "a.mp3"}).encode(),
        "table.csv": ("speaker,time,text\n" + "".join(
            f'{who},00:00:{n}0,"{words}"\n' for n, (who, words) in enumerate(SAID))).encode(),
        "table.xlsx": _xlsx(),
        "interview.docx": _docx(),
        "interview.odt": _odt(),
        "interview.pdf": _pdf(),
    }  # fmt: skip
    for sample in sorted(SAMPLES.glob("*.*")):
        if sample.suffix in (".docx", ".vtt", ".txt"):
            made[sample.name] = sample.read_bytes()
    return made


def _captions(head: str, form: str, point: str) -> bytes:
    cues = [
        f"{n + 1}\n00:00:{n * 5:02}{point}000 --> 00:00:{n * 5 + 4:02}{point}500\n"
        + form.format(who=who, words=words)
        for n, (who, words) in enumerate(SAID)
    ]
    return (head + "\n\n".join(cues) + "\n").encode()


def _rtf() -> bytes:
    lines = "".join(
        rf"{{\b {who}:}} "
        + "".join(c if ord(c) < 128 else _rtf_sign(c) for c in words)
        + rf" #00:00:0{n}-1#\par "
        for n, (who, words) in enumerate(SAID)
    )
    return (
        r"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0 Arial;}}{\footnote x}" + lines + "}"
    ).encode()


def _rtf_sign(char: str) -> str:
    raw = char.encode("utf-16-le")
    units = (int.from_bytes(raw[at : at + 2], "little") for at in range(0, len(raw), 2))
    return "".join(rf"\u{unit - 65536 if unit > 32767 else unit}?" for unit in units)


def _docx() -> bytes:
    from docx import Document

    document = Document()
    document.add_heading("An interview", 1)
    for who, words in SAID:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{who}: ").bold = True
        paragraph.add_run(words)
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("Date", "May", "Place", "Here"), strict=True):
        cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _odt() -> bytes:
    space = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    body = "".join(f"<text:p>{who}:<text:s/>{words}</text:p>" for who, words in SAID)
    return zipped({
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": f'<?xml version="1.0"?><office:document-content {space}><office:body>'
        f"<office:text>{body}</office:text></office:body></office:document-content>".encode(),
        "META-INF/manifest.xml": b"<manifest/>",
    })  # fmt: skip


def _xlsx() -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    pack = "http://schemas.openxmlformats.org/package/2006"
    rows = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{c}</t></is></c>' for c in row) + "</row>"
        for row in [("Speaker", "Text"), *SAID]
    )
    return zipped({
        "[Content_Types].xml": f'<Types xmlns="{pack}/content-types"/>'.encode(),
        "_rels/.rels": f'<Relationships xmlns="{pack}/relationships"><Relationship Id="rId1" '
        f'Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>'.encode(),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>'
        '<sheet name="Talk" sheetId="1" r:id="rId1"/></sheets></workbook>'.encode(),
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{pack}/relationships">'
        f'<Relationship Id="rId1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>".encode(),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData>'
        "</worksheet>".encode(),
    })  # fmt: skip


def _pdf() -> bytes:
    lines = " T* ".join(f"({who}: {words}) Tj".replace("(", r"\(", 0) for who, words in SAID)
    stream = f"BT /F1 10 Tf 14 TL 40 780 Td {lines} ET".encode("latin-1", "replace")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    return framed_pdf(objects)


def framed_pdf(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """Return a PDF of objects, the first of them its catalogue."""
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (size, trailer, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end


def zipped(members: dict[str, bytes]) -> bytes:
    """Return an archive of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def mutated(data: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """Return a file damaged by chance; of an archive often a member, so that its reader sees it."""
    if data.startswith(b"PK\x03\x04") and chance.random() < 0.85:
        members = _members(data)
        name = chance.choice([n for n in members if n.endswith((".xml", ".rels"))])
        members[name] = _damaged(members[name], chance, others)
        return zipped(members)
    return _damaged(data, chance, others)


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _damaged(data: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        kind = chance.randrange(7)
        at = chance.randrange(len(out) + 1)
        length = chance.choice((1, 2, 10, 200, 4000))
        if kind == 0 and at < len(out):
            out[at] = chance.randrange(256)
        elif kind == 1:
            del out[at : at + length]
        elif kind == 2:
            out[at:at] = out[at : at + length] * chance.choice((1, 2, 40))
        elif kind == 3:
            out[at:at] = chance.choice(TOKENS)
        elif kind == 4:
            other = chance.choice(others)
            start = chance.randrange(len(other) + 1)
            out[at:at] = other[start : start + length]
        elif kind == 5:
            del out[at:]
        else:
            to = chance.randrange(len(out) + 1)
            piece = out[at : at + length]
            out[to:to] = piece
    return bytes(out[:2_000_000])


def judge(data: bytes, name: str, read: Callable[..., LaidOut] = lay_out_file) -> str:
    """Read a file; return "read" or "refused"; raise AssertionError if what was read is not sound.

    Any error but BadInputError comes through.
    """
    try:
        made = read(data, name, Hints())
    except BadInputError as error:
        line = str(error)
        assert "\n" not in line
        assert len(line) < 600, line
        return "refused"
    text = made.text
    assert unicodedata.is_normalized("NFC", text)
    assert text.encode("utf-8")
    assert text.endswith("\n")
    bad = {c for c in text if c in _HIDDEN or (unicodedata.category(c) == "Cc" and c not in "\n\t")}
    assert not bad, bad
    end = 0
    for turn in made.turns:
        assert end <= turn.start <= turn.words < turn.end <= len(text)
        assert -1 <= turn.speaker < len(made.labels)
        end = turn.end
    assert all(0 < at < len(text) for at, _ in made.times)
    assert [at for at, _ in made.times] == sorted(at for at, _ in made.times)
    assert all(label.strip() == label and "\n" not in label for label in made.labels)
    for note in made.notes:
        assert "\n" not in note, note
    return "read"
