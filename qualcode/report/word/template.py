"""Opens a team's Word template safely and empties it; keeps its styles, page and feet."""

from __future__ import annotations

import io
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm

from qualcode.errors import BadInputError
from qualcode.report.word.template_links import without_outside
from qualcode.transcripts.word.archive import DAMAGE, check_archive, check_parts

_MEND = "A template is an ordinary Word document: save it in Word as .docx"
#: Parts of a template that concern its own text and are dropped: comments, notes, data, a picture
#: of its first page.
_OWN = ("/comments", "/footnotes", "/endnotes", "/customXml", "/thumbnail", "/glossaryDocument",
        "/commentsExtended", "/commentsIds", "/people")  # fmt: skip


def opened_template(data: bytes, name: str) -> Any:
    """Return a document without text that has a template's styles, page, headers and footers.

    ``name`` is the file's, for messages.

    Raises:
        BadInputError: it is not a Word file that can be opened safely, or it has macros.
    """
    from docx import Document
    from docx.opc.exceptions import OpcError

    try:
        data, safe = check_archive(data, name)
    except BadInputError as error:
        # Messages about transcripts would not help here.
        raise BadInputError(error.message, where=name, mend=_MEND) from None
    try:
        document: Any = Document(io.BytesIO(data))
        check_parts(document, safe)
        _without_own(document)
        without_outside(document)
        _without_text(document)
        _with_a_page(document.sections[0])
        _ = list(document.styles), document.settings
    except (OpcError, *DAMAGE) as error:
        raise BadInputError(
            f"is a damaged Word file ({type(error).__name__})", where=name, mend=_MEND
        ) from None
    return document


def _without_text(document: Any) -> None:
    body = document.element.body
    last = body.get_or_add_sectPr()
    for child in list(body):
        if child is not last:
            body.remove(child)


def _with_a_page(section: Any) -> None:
    """Give a template without page settings an A4 page with margins of 2.5 cm."""
    usual = {"page_width": 21.0, "page_height": 29.7, "left_margin": 2.5, "right_margin": 2.5,
             "top_margin": 2.5, "bottom_margin": 2.5}  # fmt: skip
    for name, size in usual.items():
        if getattr(section, name) is None:
            setattr(section, name, Cm(size))


def _without_own(document: Any) -> None:
    for holder in (document.part, document.part.package):
        for key, relation in list(holder.rels.items()):
            thumbnail = relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL
            if thumbnail or relation.reltype.endswith(_OWN):
                del holder.rels[key]
    # The settings refer to notes that are gone.
    settings = document.settings.element
    for tag in ("w:footnotePr", "w:endnotePr"):
        for one in settings.findall(qn(tag)):
            settings.remove(one)
