"""Reads PDFs with a text layer: from placed letters to lines, paragraphs and turns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qualcode.model.plural import counted, plural
from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.pdf.columns import by_columns, rows_of
from qualcode.transcripts.pdf.divided_words import with_whole_words
from qualcode.transcripts.pdf.dotted_spaces import without_dots
from qualcode.transcripts.pdf.extraction import Found, Page, open_pdf, page_places
from qualcode.transcripts.pdf.paragraphs import paragraphs_of
from qualcode.transcripts.pdf.questions import with_names
from qualcode.transcripts.pdf.rows import Row
from qualcode.transcripts.pdf.tables import table_in
from qualcode.transcripts.typed.layouts import turns_of
from qualcode.transcripts.typed.paragraphs import Block, Contents, Paragraph, words_in


def read_pdf(data: bytes, name: str) -> Parsed:
    """Read a PDF transcript that has a text layer.

    Lines are joined into paragraphs by their places; running heads, page numbers and line numbers
    are left out and noted. The layouts are those of a Word file.

    Raises:
        BadInputError: it is damaged, has a password, or has only pictures of pages.
    """
    found = open_pdf(data, name)
    found.closed += with_whole_words(found)
    dots = without_dots(found.pages)
    pages, footnotes, notes = rows_of(found.pages)
    notes = [*dots, *notes]
    blocks, told = _blocks(pages)
    notes += told
    contents = Contents([*blocks, *_besides(found)], footnotes)
    contents.notes += [*_of_pages(found), *notes, *_of_the_rest(found)]
    return turns_of(contents, name, kind="pdf", program="PDF")


def _blocks(pages: Mapping[int, list[Row]]) -> tuple[list[Block], list[str]]:
    """Return the paragraphs and tables of pages' rows, and notes on them."""
    rows = [row for found in pages.values() for row in found]
    # The gap behind Q and A, and behind names, is no column of print.
    notes = with_names(rows)
    # Tables before columns, since their columns of words look much like those.
    blocks = None if notes else table_in(rows)
    if blocks is not None:
        return [*blocks], []
    if not notes:
        rows, notes = by_columns(pages)
        notes += with_names(rows)
    paragraphs, divided = paragraphs_of(rows)
    return [*paragraphs], [*notes, *divided]


def _besides(found: Found) -> list[Paragraph]:
    """Return the text of pages that is in no line: turned, unseen, filled in or typed over."""
    turned = _turned(found.pages)
    return [
        Paragraph(((text, False),), True)
        for text in [*turned, *_tiny(found.pages), *found.filled, *found.boxes]
    ]


def _of_pages(found: Found) -> list[str]:
    count = len(found.pages)
    notes = [counted(count, "page")]
    if found.broken:
        notes.append(
            f"{len(found.broken)} of {count} pages are damaged and could not be read "
            f"({page_places(found.broken)})"
        )
    empty = [p for p in found.pages if not (p.words or p.turned) and p.number not in found.broken]
    pictured = [p.number for p in empty if p.pictures]
    if pictured:
        what = plural(len(pictured), "is a picture", "are pictures")
        notes.append(
            f"{len(pictured)} of {count} pages {what} without text, not imported "
            f"({page_places(pictured)}): have the text recognised (OCR)"
        )
    blank = [p.number for p in empty if not p.pictures]
    if blank:
        notes.append(f"{len(blank)} of {count} pages hold no text ({page_places(blank)})")
    if found.invisible:
        notes.append(
            f"the words of {len(found.invisible)} pages were recognised from pictures "
            f"({page_places(sorted(found.invisible))}): see whether they are right"
        )
    return notes


def _of_the_rest(found: Found) -> list[str]:
    notes = []
    if found.unknown:
        notes.append(
            f"{len(found.unknown)} characters have no meaning in the file's fonts and stand as "
            f"“\ufffd” ({page_places(found.unknown)})"
        )
    if found.ligatures:
        spelt = counted(
            len(found.ligatures),
            "ligature such as “ﬁ” was spelt out",
            "ligatures such as “ﬁ” were spelt out",
        )
        notes.append(f"{spelt} ({page_places(found.ligatures)})")
    if found.opened or found.closed:
        notes.append(_of_gaps(found))
    pictures = sum(p.pictures for p in found.pages if p.words and p.number not in found.invisible)
    if pictures:
        notes.append(f"{pictures} pictures were not imported")
    if found.remarks:
        notes.append(_left_out(found.remarks, "comments"))
    if found.marks:
        notes.append(f"{found.marks} highlights and other marks were not imported")
    if found.filled:
        notes.append(_kept(found.filled, "filled-in form fields"))
    if found.boxes:
        notes.append(_kept(found.boxes, "text boxes typed onto the pages"))
    turned = _turned(found.pages)
    if turned:
        notes.append(_kept(turned, "pieces of turned text"))
    tiny = _tiny(found.pages)
    if tiny:
        notes.append(_kept(tiny, "pages' words in type too small to see"))
    if found.attachments:
        notes.append(f"{found.attachments} attached files were not imported")
    return notes


def _of_gaps(found: Found) -> str:
    parts = []
    if found.opened:
        parts.append(f"{counted(found.opened, 'space')} put where only a gap parts words")
    if found.closed:
        parts.append(f"{counted(found.closed, 'space')} taken out of words")
    return f"words by the places of their letters: {', '.join(parts)}"


def _turned(pages: Sequence[Page]) -> list[str]:
    return [" ".join(w.text for w in page.turned) for page in pages if page.turned]


def _tiny(pages: Sequence[Page]) -> list[str]:
    return [" ".join(w.text for w in page.tiny) for page in pages if page.tiny]


def _left_out(texts: Sequence[str], what: str) -> str:
    return f"{len(texts)} {what} ({words_in(texts)}) were not imported"


def _kept(texts: Sequence[str], what: str) -> str:
    return f"{len(texts)} {what} ({words_in(texts)}) stand at the end, as text that nobody speaks"
