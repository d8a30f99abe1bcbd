"""The trimmed form of a quotation: which parts of a coded passage are not printed.

Kept as cuts by offset, so that no participant's words enter git. All offsets are in Unicode code
points, half-open, into the document's text.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec
import regex

from qualcode.errors import BadInputError
from qualcode.model.text.text import DIRECTION_MARKS

#: How many characters of their own analysts may put into one pair of brackets.
LONGEST_INSTEAD = 80
ELISION = "[…]"

Label = tuple[int, int, str]


class Cut(msgspec.Struct, frozen=True, array_like=True):
    """A stretch ``[start, end)`` that is not printed, and the text printed for it in brackets.

    ``instead`` holds the analyst's own words, "" prints "[…]". An empty cut inserts; with
    ``joined`` it belongs to the word it touches ("wait[ed]"), else it stands apart.
    """

    start: int
    end: int
    instead: str = ""
    joined: bool = False


def check_cuts(start: int, end: int, cuts: Sequence[Cut]) -> None:
    """Check the cuts of the passage ``[start, end)``.

    Raises:
        BadInputError: they are out of order, overlap, reach outside, leave nothing, or what is
            printed instead is not one line of at most ``LONGEST_INSTEAD`` characters without
            square brackets and control characters.
    """
    at = start
    for cut in cuts:
        if not at <= cut.start <= cut.end <= end:
            raise BadInputError(
                f"the cut {cut.start}–{cut.end} overlaps another or is outside {start}–{end}",
                mend="Trim the quotation again",
            )
        at = cut.end
        _check_instead(cut.instead)
    if cuts and sum(cut.end - cut.start for cut in cuts) >= end - start:
        raise nothing_left()


def _check_instead(instead: str) -> None:
    if len(instead) > LONGEST_INSTEAD:
        raise BadInputError(
            f"“{instead[:20]}…” has more than {LONGEST_INSTEAD} characters",
            mend="Say it shorter in the brackets",
        )
    if any(
        c in "[]" or c in DIRECTION_MARKS or unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")
        for c in instead
    ):
        raise BadInputError(
            "words in brackets have square brackets, line ends or control characters in them",
            mend="Write them on one line, in letters",
        )


def nothing_left() -> BadInputError:
    """Return the error of a quotation of which nothing is left."""
    return BadInputError(
        "nothing of what was said is left",
        mend="Keep some words, or do not choose the passage for print",
    )


# ---- the printed form -----------------------------------------------------------------------

_REPEATED = regex.compile(r"\[(?:…|\.{3})\](?:\s*\[(?:…|\.{3})\])+")
#: Characters that follow a bracket directly, without the blank that the cut left there.
_CLOSING = regex.compile(r"\s+(?=[.,;:!?…)\]}”’»]+(?:\s|$))")
INNER = "'’‘ʼ´`‐‑-"


class _Mark(NamedTuple):
    start: int
    end: int
    shown: str
    cut: Cut | None


def printed(
    text: str, start: int, end: int, cuts: Sequence[Cut], labels: Iterable[Label] = ()
) -> str:
    """Return ``text[start:end]`` as printed: on one line, each run of whitespace as one blank.

    Cuts become "[…]" or "[instead]", several "[…]" in a row one. ``labels`` are stretches
    where a turn's label stands: each is printed as its third part whatever the cuts say.

    Raises:
        BadInputError: see ``check_cuts``, or the cuts leave no word.
    """
    check_cuts(start, end, cuts)
    out, at, said, by_cut = "", start, False, False
    # Whether a blank must come next; None if the text itself decides.
    apart: bool | None = None
    for mark in [*_marks(text, start, end, cuts, labels), _Mark(end, end, "", None)]:
        kept = text[at : mark.start]
        said = said or any(map(str.isalnum, kept))
        if kept:
            if apart is not None:
                closing = _CLOSING.match(kept) if by_cut else None
                kept = kept[closing.end() :] if closing else kept
                out += " " if apart and not closing else ""
            out += kept
            apart = None
        at = mark.end
        if mark.shown:
            if apart is not None or _apart_before(text, start, end, mark, out):
                out += " "
            out += mark.shown
            by_cut = mark.cut is not None
            apart = _apart_after(text, start, end, mark)
    if cuts and not said:
        raise nothing_left()
    return str(_REPEATED.sub(ELISION, " ".join(out.split())))


def _marks(
    text: str, start: int, end: int, cuts: Sequence[Cut], labels: Iterable[Label]
) -> list[_Mark]:
    """Return the parts that replace text, in order: labels, and cuts without the labels in them."""
    found = [_Mark(a, b, shown, None) for a, b, shown in inside(start, end, labels)]
    stretches = [(mark.start, mark.end) for mark in found]
    for cut in cuts:
        pieces, at, held = [], cut.start, False
        for a, b in stretches:
            if a < cut.end and b > at:
                held = True
                pieces.append((at, max(a, at)))
                at = b
        pieces.append((at, max(at, cut.end)))
        if held:
            solid = [piece for piece in pieces if text[slice(*piece)].strip()]
            pieces = solid or ([(at, at)] if cut.instead else [])
        for number, (a, b) in enumerate(pieces):
            shown = ELISION if number else bracketed(cut.instead)
            found.append(_Mark(a, b, shown, cut))
    return sorted(found, key=lambda mark: mark[:2])


def inside(start: int, end: int, labels: Iterable[Label]) -> Iterator[Label]:
    """Yield the parts of labels inside ``[start, end)``, in order."""
    at = start
    for a, b, shown in sorted(labels):
        a, b = max(a, at), min(b, end)
        if a < b:
            at = b
            yield a, b, shown


def bracketed(instead: str) -> str:
    """Return the text printed for a cut."""
    words = " ".join(instead.split())
    return f"[{words}]" if set(words) - set("…. ") else ELISION


def is_word(char: str) -> bool:
    """Return whether a character belongs to a word: a letter with its marks, a digit, "_"."""
    return char == "_" or unicodedata.category(char)[0] in "LMN"


def _within_word(text: str, start: int, end: int, at: int) -> bool:
    """Return whether ``at`` lies between two characters of one word."""
    if not start < at < end:
        return False
    before, after = text[at - 1], text[at]
    if is_word(before):
        return is_word(after) or (after in INNER and at + 1 < end and is_word(text[at + 1]))
    return before in INNER and at - 1 > start and is_word(text[at - 2]) and is_word(after)


def _apart_before(text: str, start: int, end: int, mark: _Mark, out: str) -> bool:
    if not out or mark.cut is None:
        return True
    at, last = mark.start, out[-1]
    if mark.cut.joined and mark.start == mark.end and is_word(last):
        return False
    if mark.start < mark.end and _within_word(text, start, end, at):
        return False
    if mark.start == mark.end and at < end and is_word(last) and is_word(text[at]):
        return False
    if at < end and text[at].isspace():
        return True
    return is_word(last) or last in ".,;:!?…)]}”’»%"


def _apart_after(text: str, start: int, end: int, mark: _Mark) -> bool:
    if mark.cut is None or mark.end >= end:
        return True
    at, following = mark.end, text[mark.end]
    before = text[at - 1] if at > start else " "
    if mark.start == mark.end:
        if is_word(before) and is_word(following):
            return False
        if mark.cut.joined and not is_word(before) and is_word(following):
            return False
    elif _within_word(text, start, end, at):
        return False
    if before.isspace():
        return True
    return is_word(following) or following in "“‘([{«¿¡£€$#@&"


def form_digest(
    *,
    document: str,
    sha256: str,
    start: int,
    end: int,
    cuts: Sequence[Cut],
    signed: str,
    group: str = "",
    trimmed_in: str = "",
) -> str:
    """Return 16 hexadecimal digits of the SHA-256 of a quotation's form as it is in the log.

    ``signed`` is the attribution as printed, ``group`` the speaker's group, ``trimmed_in`` the
    digest of the text that was trimmed. The only words that enter the digest are the analysts' own.
    """
    form = [document, sha256, start, end, tuple(cuts), signed]
    if group or trimmed_in:
        form += [group, trimmed_in]
    return hashlib.sha256(msgspec.json.encode(form)).hexdigest()[:16]
