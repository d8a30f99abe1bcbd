"""Opens a team's Word template safely: its styles, its page, and what stands at head and foot."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Cm

from qualcode.errors import BadInputError
from qualcode.report.word.template_parts import keep_look
from qualcode.transcripts.input.archive import LARGEST_INSIDE
from qualcode.transcripts.word.archive import DAMAGE, check_archive, check_parts

_MEND = "A template is an ordinary Word document: save it in Word as .docx"
_TYPES = "[Content_Types].xml"
#: What a .dotx says it is, and what a document says.
_AS_TEMPLATE = b"wordprocessingml.template.main+xml"
_AS_DOCUMENT = b"wordprocessingml.document.main+xml"
#: A list of types of parts is far shorter.
_LONGEST_TYPES = 1_000_000


def opened_template(data: bytes, name: str, title: str = "") -> Any:
    """Return a document without text that has a template's styles, page, headers and footers.

    Nothing else of the template is in it: see ``keep_look``. ``name`` is the file's, for messages;
    ``title`` is what heads and feet say where they repeat a document's title.

    Raises:
        BadInputError: it is not a Word file that can be opened safely, or it has macros.
    """
    from docx import Document
    from docx.opc.exceptions import OpcError

    try:
        data, safe = check_archive(_as_document(data), name)
    except BadInputError as error:
        # Messages about transcripts would not help here.
        raise BadInputError(error.message, where=name, mend=_MEND) from None
    try:
        document: Any = Document(io.BytesIO(data))
        check_parts(document, safe)
        _without_text(document)
        _with_a_page(document.sections[0])
        keep_look(document, title)
        _ = list(document.styles), document.settings
    except (OpcError, *DAMAGE) as error:
        raise BadInputError(
            f"is a damaged Word file ({type(error).__name__})", where=name, mend=_MEND
        ) from None
    return document


def _as_document(data: bytes) -> bytes:
    """Return a template without macros (.dotx) as a document; anything else as it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old:
            size = sum(member.file_size for member in old.infolist())
            if old.getinfo(_TYPES).file_size > _LONGEST_TYPES or size > LARGEST_INSIDE:
                return data
            types = old.read(_TYPES)
            if _AS_TEMPLATE not in types:
                return data
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
                for member in old.infolist():
                    content = old.read(member)
                    if member.filename == _TYPES:
                        content = types.replace(_AS_TEMPLATE, _AS_DOCUMENT)
                    new.writestr(member.filename, content)
            return out.getvalue()
    except DAMAGE:
        # What is wrong with it is said where it is opened.
        return data


def _without_text(document: Any) -> None:
    body = document.element.body
    last = body.get_or_add_sectPr()
    _inherit(last, [one for one in body.iter(qn("w:sectPr")) if one is not last])
    for child in list(body):
        if child is not last:
            body.remove(child)


def _inherit(last: Any, before: list[Any]) -> None:
    """Give the last section the heads and feet that it has from the sections before it."""
    kinds = (qn("w:headerReference"), qn("w:footerReference"))
    there = {(one.tag, one.get(qn("w:type"))) for one in last.iterchildren(*kinds)}
    at = 0
    for section in reversed(before):
        for one in list(section.iterchildren(*kinds)):
            kind = (one.tag, one.get(qn("w:type")))
            if kind not in there:
                there.add(kind)
                last.insert(at, one)
                at += 1


def _with_a_page(section: Any) -> None:
    """Give a template without page settings an A4 page with margins of 2.5 cm."""
    usual = {"page_width": 21.0, "page_height": 29.7, "left_margin": 2.5, "right_margin": 2.5,
             "top_margin": 2.5, "bottom_margin": 2.5}  # fmt: skip
    for name, size in usual.items():
        if getattr(section, name) is None:
            setattr(section, name, Cm(size))
