"""Takes a PDF apart with PDFium: the words of each page with their places, and other content."""

from __future__ import annotations

import ctypes
import itertools
import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from qualcode.errors import BadInputError
from qualcode.model.plural import plural
from qualcode.model.text.text import places
from qualcode.transcripts.pdf.bombs import ANEW, refuse_bombs
from qualcode.transcripts.pdf.gaps import Gaps

#: The most pages and characters; a transcript of a whole day has a tenth of these.
MOST_PAGES = 3_000
MOST_CHARACTERS = 1_000_000
#: The most characters on one page; a page of a transcript has three thousand.
MOST_ON_A_PAGE = 200_000
#: The most objects of a page searched for pictures, and the most annotations read.
MOST_OBJECTS = 20_000
MOST_ANNOTATIONS = 5_000
_SCANNED = (
    "Have the text recognised first (OCR: 'Recognise text' in a PDF program, or ocrmypdf), "
    "or type it"
)
_BOLD_NAME = re.compile(r"(?:bold|black|heavy|demi)(?!\w*light)", re.IGNORECASE)
_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_HYPHENS = (0x02, 0xFFFE)
_SPACES = frozenset((0x20, 0x09, 0x0A, 0x0D, 0xA0, 0x3000, 0x2028, 0x2029))
_INVISIBLE = 3
#: In points: nobody can see smaller type.
_SEEN = 1.0
#: In points; the largest page that a PDF may have is 14,400 of them wide.
_FARTHEST = 30_000.0
#: PDFium keeps one state for the whole program.
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Word:
    """Characters without a space between them, and their place.

    ``x0`` and ``x1`` are the left and right edges, ``y`` the line they stand on, greater further
    down, ``size`` the height of the type; ``space`` is the file's white space before them; ``soft``
    says that the hyphen at their end is there only because the line ends, ``gap`` that the space
    before them is no character of the file's.
    """

    x0: float
    x1: float
    y: float
    size: float
    text: str
    bold: bool
    space: str = " "
    soft: bool = False
    gap: bool = False


@dataclass(slots=True)
class Page:
    """The words of one page, in the file's order; ``turned`` are those at an angle to it.

    ``tiny`` are those in type that nobody can see.
    """

    number: int
    words: list[Word] = field(default_factory=list)
    turned: list[Word] = field(default_factory=list)
    tiny: list[Word] = field(default_factory=list)
    pictures: int = 0


@dataclass(slots=True)
class Found:
    """The contents of a PDF: its pages, and what stands on none of their lines.

    ``opened`` counts the spaces put where only a gap stands for one, ``closed`` those taken out
    where letters stand close.
    """

    pages: list[Page] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    ligatures: list[int] = field(default_factory=list)
    invisible: set[int] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    filled: list[str] = field(default_factory=list)
    marks: int = 0
    opened: int = 0
    closed: int = 0
    attachments: int = 0


def open_pdf(data: bytes, name: str) -> Found:
    """Take a PDF apart.

    Raises:
        BadInputError: it is damaged, has a password, is too large, or has no text.
    """
    if b"%PDF-" not in data[:1024]:
        raise BadInputError("is not a PDF", where=name, mend="Export it again as PDF")
    refuse_bombs(data, name)
    import pypdfium2
    import pypdfium2.raw as pdfium

    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise _refusal(getattr(error, "err_code", None), pdfium, name) from None
        try:
            found = _Reader(document.raw, pdfium, name).read()
        finally:
            document.close()
    if not any(page.words or page.turned for page in found.pages):
        raise _without_text(found, name)
    return found


def _refusal(code: int | None, pdfium: Any, name: str) -> BadInputError:
    if code == pdfium.FPDF_ERR_PASSWORD:
        return BadInputError(
            "is protected with a password",
            where=name,
            mend="Open it with the password and save it without, or print it to a new PDF",
        )
    if code == pdfium.FPDF_ERR_SECURITY:
        return BadInputError("is locked in a way that cannot be read", where=name, mend=ANEW)
    return BadInputError("is a damaged PDF", where=name, mend=ANEW)


def _without_text(found: Found, name: str) -> BadInputError:
    pages = len(found.pages)
    if found.broken and len(found.broken) == pages:
        return BadInputError("is a damaged PDF: no page can be read", where=name, mend=ANEW)
    pictured = sum(1 for page in found.pages if page.pictures)
    what = "pictures" if pictured else "empty or drawn"
    count = plural(pages, "its one page is", f"its {pages:,} pages are")
    what = what if pages != 1 or not pictured else "a picture"
    return BadInputError(f"holds no text: {count} {what}", where=name, mend=_SCANNED)


class _Reader:
    """Reads one open document through PDFium's own functions, which no Python helpers cover."""

    def __init__(self, document: Any, pdfium: Any, name: str) -> None:
        self._document = document
        self._pdfium = pdfium
        self._name = name
        self._found = Found()
        self._styles: dict[int, tuple[bool, bool]] = {}
        self._characters = 0

    def read(self) -> Found:
        pages = self._pdfium.FPDF_GetPageCount(self._document)
        if pages > MOST_PAGES:
            raise self._too_much(f"{pages:,} pages")
        self._found.attachments = max(self._pdfium.FPDFDoc_GetAttachmentCount(self._document), 0)
        for index in range(pages):
            page = Page(index + 1)
            self._found.pages.append(page)
            raw = self._pdfium.FPDF_LoadPage(self._document, index)
            if not raw:
                self._found.broken.append(index + 1)
                continue
            try:
                self._page(raw, page)
            finally:
                self._pdfium.FPDF_ClosePage(raw)
        return self._found

    def _too_much(self, what: str) -> BadInputError:
        return BadInputError(
            f"holds {what}, far more than a transcript",
            where=self._name,
            mend="Split it into one file for each interview",
        )

    def _page(self, raw: Any, page: Page) -> None:
        pdfium = self._pdfium
        text = pdfium.FPDFText_LoadPage(raw)
        if not text:
            self._found.broken.append(page.number)
            return
        try:
            count = pdfium.FPDFText_CountChars(text)
            self._characters += max(count, 0)
            if count > MOST_ON_A_PAGE or self._characters > MOST_CHARACTERS:
                raise self._too_much(f"more than {self._characters:,} characters")
            self._styles = {}
            turned: dict[int, list[Word]] = {}
            for angle, word in self._words(text, count, page.number):
                turned.setdefault(angle, []).append(word)
        finally:
            pdfium.FPDFText_ClosePage(text)
        if turned:
            # A landscape page is turned as a whole; otherwise such words are stamps or in margins.
            upright = max(turned, key=lambda angle: (len(turned[angle]), angle == 0))
            page.words = turned.pop(upright)
            page.turned = [word for words in turned.values() for word in words]
            page.words, page.tiny = _readable(page.words)
        self._objects(raw, page)
        self._annotations(raw)

    def _words(self, text: Any, count: int, number: int) -> Iterator[tuple[int, Word]]:
        """Yield the words of a page with the angle they are turned by, in quarter turns."""
        unicode = self._pdfium.FPDFText_GetUnicode
        gaps = Gaps(text, self._pdfium, count)
        letters: list[str] = []
        start = 0
        space = ""
        for at in range(count):
            code = unicode(text, at)
            if 0x20 < code < 0xD800 and code not in _SPACES:
                if not letters:
                    start = at
                letters.append(chr(code))
            elif code in _HYPHENS:
                # PDFium's sign for a hyphen at a line's end, which has no line end after it.
                letters.append("-")
                start = start if len(letters) > 1 else at
                yield from self._divided(text, gaps, start, letters, space)
                letters, space = [], ""
            elif letters and code == 0x20 and at + 1 < count and gaps.is_none(at):
                # In its place, so that letters stay where PDFium counts them.
                letters.append("")
                self._found.closed += 1
            elif code in _SPACES:
                if letters:
                    yield from self._divided(text, gaps, start, letters, space)
                    letters, space = [], ""
                space += "\t" if code == 0x09 else " " if code not in (0x0A, 0x0D) else ""
            else:
                if not letters:
                    start = at
                letters.append(self._letter(code, number))
        if letters:
            yield from self._divided(text, gaps, start, letters, space)

    def _divided(
        self, text: Any, gaps: Gaps, first: int, letters: list[str], space: str
    ) -> Iterator[tuple[int, Word]]:
        """Yield the words in letters without a space between, which a gap may divide."""
        cuts = gaps.cuts(first, letters) if len(letters) > 1 else []
        self._found.opened += len(cuts)
        for start, end in itertools.pairwise([0, *cuts, len(letters)]):
            some = letters[start:end]
            yield from self._word(text, first + start, first + end - 1, some, space)
            space = " "

    def _letter(self, code: int, number: int) -> str:
        if code in _LIGATURES:
            self._found.ligatures.append(number)
            return _LIGATURES[code]
        if code == 0 or 0xE000 <= code <= 0xF8FF or code >= 0xF0000 or 0xD800 <= code <= 0xDFFF:
            self._found.unknown.append(number)
            return "\ufffd"
        return chr(code)

    def _word(
        self, text: Any, first: int, last: int, letters: list[str], space: str
    ) -> Iterator[tuple[int, Word]]:
        left, right, size, angle = self._box(text, first, last)
        y = self._line(text, first, angle)
        if last > first and abs(self._line(text, last, angle) - y) > size / 2:
            # Pieces of two lines with no space between: then each letter by itself.
            parts: list[list[int]] = [[first]]
            for at in range(first + 1, last + 1):
                if abs(self._line(text, at, angle) - self._line(text, at - 1, angle)) > size / 2:
                    parts.append([])
                parts[-1].append(at)
            if len(parts) > 1 and len(letters) == last - first + 1:
                for part in parts:
                    some = letters[part[0] - first : part[-1] - first + 1]
                    yield from self._word(text, part[0], part[-1], some, space)
                    space = ""
                return
        if size < _SEEN and len(letters) == last - first + 1:
            # A code hidden in front of a word, with no space between.
            end = next(
                (n for n in range(last, first, -1) if self._box(text, n, n)[2] < _SEEN), first
            )
            if end < last:
                yield from self._word(text, first, end, letters[: end + 1 - first], space)
                yield from self._word(text, end + 1, last, letters[end + 1 - first :], "")
                return
        bold, invisible = self._style(text, first)
        if invisible:
            self._found.invisible.add(self._found.pages[-1].number)
        soft = letters[-1:] == ["\xad"]
        said = "".join(letters).replace("\xad", "")
        if soft:
            said += "-"
        if said:
            places = (_within(left), _within(right), _within(y), _within(size))
            gap = bool(space and first) and (
                self._pdfium.FPDFText_IsGenerated(text, first - 1) == 1
            )
            yield angle, Word(*places, said, bold, space, soft, gap)

    def _line(self, text: Any, at: int, angle: int) -> float:
        """Return how far down the page a character's line is, in reading direction."""
        x, y = ctypes.c_double(), ctypes.c_double()
        self._pdfium.FPDFText_GetCharOrigin(text, at, x, y)
        return (-y.value, x.value, y.value, -x.value)[angle]

    def _box(self, text: Any, first: int, last: int) -> tuple[float, float, float, int]:
        pdfium = self._pdfium
        box, end = pdfium.FS_RECTF(), pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(text, first, box)
        pdfium.FPDFText_GetLooseCharBox(text, last, end)
        # PDFium counts clockwise.
        angle = -round(pdfium.FPDFText_GetCharAngle(text, first) / 1.5707963) % 4
        if angle == 0:
            # From right to left, the first letter stands at the right.
            left, right = min(box.left, end.left), max(box.right, end.right)
            return left, right, abs(box.top - box.bottom) or 1.0, angle
        if angle == 2:
            return -box.right, -end.left, abs(box.top - box.bottom) or 1.0, angle
        size = abs(box.right - box.left) or 1.0
        return (box.bottom, end.top, size, 1) if angle == 1 else (-box.top, -end.bottom, size, 3)

    def _style(self, text: Any, at: int) -> tuple[bool, bool]:
        pdfium = self._pdfium
        piece = pdfium.FPDFText_GetTextObject(text, at)
        if not piece:
            return False, False
        key = ctypes.cast(piece, ctypes.c_void_p).value or 0
        if key not in self._styles:
            mode = pdfium.FPDFTextObj_GetTextRenderMode(piece)
            font = pdfium.FPDFTextObj_GetFont(piece)
            bold = mode == 2
            if font:
                name = ctypes.create_string_buffer(128)
                pdfium.FPDFFont_GetBaseFontName(font, name, 128)
                bold = bold or bool(_BOLD_NAME.search(name.value.decode("latin-1")))
                bold = bold or pdfium.FPDFFont_GetWeight(font) >= 600
            self._styles[key] = (bold, mode == _INVISIBLE)
        return self._styles[key]

    # ---- content that is not text of the page -------------------------------------------------

    def _objects(self, raw: Any, page: Page) -> None:
        pdfium = self._pdfium
        for at in range(min(pdfium.FPDFPage_CountObjects(raw), MOST_OBJECTS)):
            kind = pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(raw, at))
            if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                page.pictures += 1

    def _annotations(self, raw: Any) -> None:
        pdfium = self._pdfium
        for at in range(min(pdfium.FPDFPage_GetAnnotCount(raw), MOST_ANNOTATIONS)):
            annotation = pdfium.FPDFPage_GetAnnot(raw, at)
            if not annotation:
                continue
            kind = pdfium.FPDFAnnot_GetSubtype(annotation)
            if kind == pdfium.FPDF_ANNOT_WIDGET:
                value = self._value(annotation, b"V")
                if value:
                    self._found.filled.append(value)
            elif kind not in (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP):
                said = self._value(annotation, b"Contents")
                if kind == pdfium.FPDF_ANNOT_FREETEXT and said:
                    self._found.boxes.append(said)
                elif said:
                    self._found.remarks.append(said)
                else:
                    self._found.marks += 1
            pdfium.FPDFPage_CloseAnnot(annotation)

    def _value(self, annotation: Any, key: bytes) -> str:
        pdfium = self._pdfium
        size = pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)
        if not 2 < size <= MOST_ON_A_PAGE:
            return ""
        buffer = ctypes.create_string_buffer(size)
        pointer = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
        pdfium.FPDFAnnot_GetStringValue(annotation, key, pointer, size)
        return buffer.raw.decode("utf-16-le", "replace").rstrip("\0").strip()


def _readable(words: list[Word]) -> tuple[list[Word], list[Word]]:
    """Part words from those too small to see, unless all are: then the page is drawn smaller."""
    seen = [word for word in words if word.size >= _SEEN]
    tiny = [word for word in words if word.size < _SEEN]
    return (seen, tiny) if len(seen) > len(tiny) else (words, [])


def _within(place: float) -> float:
    """Return a place on a page; damaged files have places that are no numbers or far away."""
    return place if -_FARTHEST < place < _FARTHEST else 0.0


def page_places(numbers: list[int]) -> str:
    """Return ``"pages 3, 5 …"``."""
    return places(numbers, "page")
