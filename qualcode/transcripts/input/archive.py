"""Checks that a zipped document is safe to open, before any of its XML is parsed."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable

from qualcode.errors import BadInputError
from qualcode.store.io.encoding import refuse_other_files

#: In bytes, unpacked: everything including pictures.
LARGEST_INSIDE = 300_000_000
#: In bytes, unpacked: everything parsed as XML.
LARGEST_XML = 50_000_000
#: Tags in all XML together; an interview of 100,000 words has some 200,000.
MOST_TAGS = 1_000_000
#: A member of more than a megabyte that was packed more tightly than this is a bomb.
LARGEST_RATIO = 200
MOST_MEMBERS = 10_000
ANEW = "Open it in Word or LibreOffice and save it again"
#: Kinds of member that are never parsed; no other may hold a DTD.
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".wdp",
             ".svg", ".svm", ".bin", ".odttf", ".ttf", ".webp", ".mp3", ".m4a", ".wav", ".mp4",
             ".xlsx", ".pptx", ".docx", ".xls", ".ppt", ".doc", ".pdf")  # fmt: skip
_DOCTYPES = tuple("<!DOCTYPE".encode(e) for e in ("utf-8", "utf-16-le", "utf-16-be"))
_DAMAGE = (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, RuntimeError,
           OSError, ValueError, zlib.error)  # fmt: skip


def unpack(
    data: bytes,
    name: str,
    kind: str,
    check: Callable[[zipfile.ZipFile, set[str]], None],
    *,
    most_tags: int = MOST_TAGS,
    anew: str = ANEW,
) -> dict[str, bytes]:
    """Return the members of a zipped document that may be parsed, by name.

    ``kind`` is what it should be, in words ("Word file"); ``check`` is called with the archive and
    its names, and raises if it is something else. ``anew`` says how to save a damaged file again.

    Raises:
        BadInputError: not a zip, a zip of another kind, a zip bomb, or with an XML DTD.
    """
    if not data.startswith(b"PK"):
        refuse_other_files(data, name)
        article = "an" if kind[0] in "AEIOU" else "a"
        raise BadInputError(
            f"is not {article} {kind}", where=name, mend="If it is plain text, name it .txt"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            check(archive, {m.filename for m in members})
            _check_size(members, name, anew)
            parts = {m.filename: _read(archive, m, name) for m in members if not _is_picture(m)}
    except _DAMAGE as error:
        raise BadInputError(
            f"is a damaged {kind} ({type(error).__name__})", where=name, mend=anew
        ) from None
    if sum(part.count(b"<") for part in parts.values()) > most_tags:
        raise _too_much(name, anew)
    return parts


def shown(member: str) -> str:
    """Return a member's name in printable form: a hostile one may hold escape sequences."""
    return "".join(c if c.isprintable() else "?" for c in member[:60])


def begin(archive: zipfile.ZipFile, member: str) -> bytes:
    """Return the first bytes of a member, enough to recognise it."""
    with archive.open(member) as part:
        return part.read(200_000)


def _check_size(members: list[zipfile.ZipInfo], name: str, anew: str) -> None:
    # zipfile reads no more of a member than its declared size.
    size = sum(m.file_size for m in members)
    parsed = sum(m.file_size for m in members if not _is_picture(m))
    swollen = any(
        m.file_size > 1_000_000 and m.file_size > LARGEST_RATIO * max(m.compress_size, 1)
        for m in members
    )
    if size > LARGEST_INSIDE or parsed > LARGEST_XML or swollen or len(members) > MOST_MEMBERS:
        raise _too_much(name, anew)


def _too_much(name: str, anew: str) -> BadInputError:
    return BadInputError(
        "unpacks to far more than a transcript can be; it was not opened", where=name, mend=anew
    )


def _is_picture(member: zipfile.ZipInfo) -> bool:
    return member.filename.lower().endswith(_PICTURES)


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    content = archive.read(member)
    if any(mark in content for mark in _DOCTYPES):
        what = f"holds an XML document type, as no word processor writes ({shown(member.filename)})"
        raise BadInputError(what, where=name, mend=ANEW)
    return content
