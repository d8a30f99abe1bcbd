"""Reads OpenDocument texts: an .odt file to turns."""

from __future__ import annotations

import zipfile
from typing import Any

from qualcode.errors import BadInputError
from qualcode.transcripts.input.archive import ANEW, begin, unpack
from qualcode.transcripts.odt.body import Body
from qualcode.transcripts.odt.styles import OFFICE, STYLE, Styles
from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.typed.layouts import turns_of
from qualcode.transcripts.typed.paragraphs import Contents, left_note, text_of

_TEXT = b"application/vnd.oasis.opendocument.text"
_KIND = "OpenDocument text"
_HEADERS = {"header": "page headers", "footer": "page footers"}


def read_odt(data: bytes, name: str) -> Parsed:
    """Read an OpenDocument transcript, in the same layouts as Word transcripts.

    Tracked changes are read as accepted; the words of footnotes come after all others.

    Raises:
        BadInputError: not an OpenDocument text, protected by a password, or unsafe to open.
    """
    members = unpack(data, name, _KIND, lambda archive, names: _check_kind(archive, names, name))
    try:
        contents = _contents(members, name)
    except RecursionError:
        what = "is nested more deeply than any word processor writes"
        raise BadInputError(what, where=name, mend=ANEW) from None
    return turns_of(contents, name, kind="odt", program="OpenDocument")


def _check_kind(archive: zipfile.ZipFile, names: set[str], name: str) -> None:
    manifest = "META-INF/manifest.xml"
    locked = manifest in names and b"encryption-data" in begin(archive, manifest)
    if locked or "encrypted-package" in names:
        raise BadInputError(
            "is protected with a password",
            where=name,
            mend="Open it in LibreOffice and save it without one (File, Save As)",
        )
    kind = begin(archive, "mimetype").strip() if "mimetype" in names else b""
    if "content.xml" not in names or not kind.startswith(_TEXT):
        what = "a zip" if not kind else "an OpenDocument file"
        raise BadInputError(
            f"is {what} of another kind, not an OpenDocument text",
            where=name,
            mend="Import the transcript itself",
        )


def _contents(members: dict[str, bytes], name: str) -> Contents:
    content = _parsed(members["content.xml"], name)
    pages = _parsed(members["styles.xml"], name) if "styles.xml" in members else None
    text = content.find(f"{OFFICE}body/{OFFICE}text")
    if text is None:
        raise BadInputError("is a damaged OpenDocument text (no body)", where=name, mend=ANEW)
    styles = Styles([root for root in (pages, content) if root is not None])
    body = Body(styles)
    blocks = list(body.blocks(text))
    footnotes = [text_of(note) for note in body.footnotes]
    return Contents(blocks, footnotes, [*body.notes(), *_page_notes(pages, styles)])


def _parsed(xml: bytes, name: str) -> Any:
    from lxml import etree

    # No entities, no other files, and lxml's own limits on depth and length.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        return etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadInputError(
            f"is a damaged {_KIND} ({type(error).__name__})", where=name, mend=ANEW
        ) from None


def _page_notes(pages: Any, styles: Styles) -> list[str]:
    if pages is None:
        return []
    notes: list[str] = []
    for kind, said in _HEADERS.items():
        tags = [f"{STYLE}{kind}{more}" for more in ("", "-left", "-first")]
        texts = [text_of(Body(styles).blocks(part)) for part in pages.iter(*tags)]
        notes += left_note([text for text in texts if text], said)
    return notes
