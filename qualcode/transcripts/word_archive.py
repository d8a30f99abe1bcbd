"""Is a file a Word document that is safe to open: looked at before any XML is parsed."""

from __future__ import annotations

import io
import zipfile
import zlib

from qualcode.errors import BadInputError
from qualcode.transcripts.encoding import refuse_other_files

#: Unpacked, in bytes: pictures and all, and what is parsed as XML.
_LARGEST_INSIDE = 300_000_000
_LARGEST_XML = 100_000_000
_LARGEST_RATIO = 200
_MOST_MEMBERS = 10_000
_ANEW = "Open it in Word or LibreOffice and save it anew"
#: Kinds of member that python-docx never parses; everything else may not hold a DTD.
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".wdp",
             ".svg", ".bin", ".odttf", ".ttf", ".webp", ".mp3", ".m4a", ".wav", ".mp4")  # fmt: skip
_DOCTYPES = tuple("<!DOCTYPE".encode(e) for e in ("utf-8", "utf-16-le", "utf-16-be"))
_DAMAGE = (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, RuntimeError,
           OSError, ValueError, zlib.error)  # fmt: skip


def check_archive(data: bytes, name: str) -> frozenset[str]:
    """Check that bytes are a Word document; return the names of the parts found safe to parse.

    Raises:
        BadInputError: not a zip, a zip of something else, a bomb, or with an XML DTD.
    """
    if not data.startswith(b"PK"):
        refuse_other_files(data, name)
        raise BadInputError(
            "is not a Word file", where=name, mend="If it is plain text, name it .txt"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_kind(archive, {m.filename for m in members}, name)
            _check_size(members, name)
            return frozenset(_checked_parts(archive, members, name))
    except _DAMAGE as error:
        raise BadInputError(f"is a damaged Word file ({error})", where=name, mend=_ANEW) from None


def _check_kind(archive: zipfile.ZipFile, names: set[str], name: str) -> None:
    # Word on the web calls the main part document2.xml.
    main = any(n.startswith("word/document") and n.endswith(".xml") for n in names)
    if "[Content_Types].xml" not in names or not main:
        raise BadInputError(
            f"is a zip of something else, not a Word file ({_what_zip(names)})",
            where=name,
            mend="Import the transcript itself",
        )
    with archive.open("[Content_Types].xml") as part:
        types = part.read(200_000)
    if b"macroEnabled.main+xml" in types or b"template.main+xml" in types:
        raise BadInputError(
            "is a Word template or a document with macros",
            where=name,
            mend="Save it in Word as an ordinary Word document (.docx)",
        )
    if "_rels/.rels" in names:
        with archive.open("_rels/.rels") as part:
            if b"purl.oclc.org/ooxml/officeDocument" in part.read(200_000):
                raise BadInputError(
                    "is a Strict Open XML document, a kind of .docx that cannot be read here",
                    where=name,
                    mend="Save it in Word as “Word Document (.docx)”, not Strict",
                )


def _what_zip(names: set[str]) -> str:
    if any(n.startswith("xl/") for n in names):
        return "an Excel workbook"
    if any(n.startswith("ppt/") for n in names):
        return "a PowerPoint file"
    if "mimetype" in names:
        return "an OpenDocument file"
    return f"holding {', '.join(sorted(names)[:3]) or 'nothing'}"


def _check_size(members: list[zipfile.ZipInfo], name: str) -> None:
    # zipfile reads no more of a member than it declares here.
    size = sum(m.file_size for m in members)
    parsed = sum(m.file_size for m in members if not _is_picture(m.filename))
    swollen = any(
        m.file_size > 1_000_000 and m.file_size > _LARGEST_RATIO * max(m.compress_size, 1)
        for m in members
    )
    if size > _LARGEST_INSIDE or parsed > _LARGEST_XML or swollen or len(members) > _MOST_MEMBERS:
        raise BadInputError(
            "unpacks to far more than a transcript can be; it was not opened",
            where=name,
            mend=_ANEW,
        )


def _is_picture(filename: str) -> bool:
    return filename.lower().endswith(_PICTURES)


def _checked_parts(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], name: str
) -> list[str]:
    checked = []
    for member in members:
        if _is_picture(member.filename):
            continue
        content = archive.read(member)
        if any(mark in content for mark in _DOCTYPES):
            raise BadInputError(
                f"holds an XML document type, which Word never writes ({member.filename})",
                where=name,
                mend=_ANEW,
            )
        checked.append(f"/{member.filename}")
    return checked
