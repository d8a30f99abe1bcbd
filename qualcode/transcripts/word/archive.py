"""Checks that a zip is a Word document; converts a Strict one to the ordinary kind."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any

from qualcode.errors import BadInputError
from qualcode.transcripts.input.archive import begin, shown, unpack

#: The errors of python-docx and its libraries for a damaged file, besides its own OpcError.
DAMAGE = (KeyError, ValueError, AttributeError, TypeError, SyntaxError, IndexError, EOFError,
          OSError, RuntimeError, NotImplementedError, zlib.error, zipfile.BadZipFile)  # fmt: skip
_STRICT = b"http://purl.oclc.org/ooxml/"
#: Strict Open XML has the same elements under other namespaces, "…/ooxml/drawingml/main".
_STRICT_NAME = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_USUAL_NAME = rb"http://schemas.openxmlformats.org/\1/2006/"
#: Other differences between the names of both kinds.
_STRICT_WORDS = ((b"/extendedProperties", b"/extended-properties"),
                 (b"/customProperties", b"/custom-properties"))  # fmt: skip


def check_archive(data: bytes, name: str) -> tuple[bytes, frozenset[str]]:
    """Check that bytes are a Word document.

    Return the bytes to open, and the names of the parts found safe to parse. A Strict Open XML
    document is rewritten to the ordinary kind, without its pictures.

    Raises:
        BadInputError: not a zip, not a Word document, a zip bomb, or with an XML DTD.
    """
    members = unpack(data, name, "Word file", lambda a, names: _check_kind(a, names, name))
    if is_strict(members):
        data = _rewritten(data, members)
    return data, frozenset(f"/{member}" for member in members)


def check_parts(document: Any, safe: frozenset[str]) -> None:
    """Raise ValueError if python-docx parsed a part that was not checked as safe to parse."""
    from docx.opc.part import XmlPart

    for part in document.part.package.iter_parts():
        if isinstance(part, XmlPart) and str(part.partname) not in safe:
            raise ValueError("XML in an unlikely place")


def is_strict(members: dict[str, bytes]) -> bool:
    """Return whether a Word document's parts are of the Strict kind."""
    return _STRICT + b"officeDocument" in members.get("_rels/.rels", b"")


def _check_kind(archive: zipfile.ZipFile, names: set[str], name: str) -> None:
    # Word on the web calls the main part document2.xml.
    main = any(n.startswith("word/document") and n.endswith(".xml") for n in names)
    if "[Content_Types].xml" not in names or not main:
        raise BadInputError(
            f"is a zip of something else, not a Word file ({_what_zip(names)})",
            where=name,
            mend="Import the transcript itself",
        )
    types = begin(archive, "[Content_Types].xml")
    programs = (b"macroEnabled.main+xml", b"macroEnabledTemplate.main+xml", b"template.main+xml")
    if any(one in types for one in programs):
        raise BadInputError(
            "is a Word template or a document with macros",
            where=name,
            mend="Save it in Word as an ordinary Word document (.docx)",
        )


def _what_zip(names: set[str]) -> str:
    if any(n.startswith("xl/") for n in names):
        return "an Excel workbook"
    if any(n.startswith("ppt/") for n in names):
        return "a PowerPoint file"
    if "mimetype" in names:
        return "an OpenDocument file"
    return f"holding {', '.join(map(shown, sorted(names)[:3])) or 'nothing'}"


def _rewritten(data: bytes, members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for member in dict.fromkeys(old.namelist()):
            # Pictures are not imported, so they are not copied; but their parts must exist.
            content = members.get(member, b"")
            if _STRICT in content:
                content = _STRICT_NAME.sub(_USUAL_NAME, content)
                for strict, usual in _STRICT_WORDS:
                    content = content.replace(strict, usual)
            new.writestr(member, content)
    return out.getvalue()
