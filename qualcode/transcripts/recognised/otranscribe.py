"""Reads oTranscribe's .otr files: JSON with the recording's name, and the words as HTML."""

from __future__ import annotations

import re

from qualcode.errors import BadInputError
from qualcode.model.text.text import safe_for_terminal
from qualcode.store.io.encoding import decode
from qualcode.transcripts.captions.lines import unescaped
from qualcode.transcripts.input.cleaning import Cleaner
from qualcode.transcripts.input.json_files import parse_json, whole_characters
from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.typed.plain import turns_of_text

# Every gap is limited, so that no pattern takes quadratic time; the standard library's HTML parser
# takes 18 seconds for 20,000 times "<a " (docs/decisions/0027).
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})((?:\s[^<>]{0,2000})?)/?>")
_COMMENT = re.compile(r"<!--[^<>]{0,2000}-->")
_TIME = re.compile(r"data-timestamp\s{0,3}=\s{0,3}[\"']?([\d.]{1,15})")
_SHOWN_TIME = re.compile(r"\s*(?:\d{1,3}:)?\d{1,3}:\d\d(?:\.\d+)?\s*")
_BLOCKS = frozenset("p div br li ul ol h1 h2 h3 h4 h5 h6 tr table blockquote hr".split())


def read_otr(data: bytes, name: str) -> Parsed:
    """Read an oTranscribe file; its times become the turns' times.

    Raises:
        BadInputError: it is not JSON, or has no text.
    """
    decoded, notes = decode(data, name)
    root = parse_json(decoded, name)
    top: dict[str, object] = root if isinstance(root, dict) else {}
    text = top.get("text")
    if not isinstance(text, str):
        raise BadInputError(
            "is no oTranscribe file: it has no text",
            where=name,
            mend="Export it from oTranscribe again, or export it there as plain text (.txt)",
        )
    if isinstance(media := top.get("media"), str) and media.strip():
        notes.append(
            f"the file names its recording: {safe_for_terminal(whole_characters(media)[0])[:80]}"
        )
    text, halves = whole_characters(text)
    if halves:
        notes.append(f"{halves} halves of a character were replaced by \ufffd")
    cleaner = Cleaner()
    read = turns_of_text(cleaner.clean(_plain(text)), name, marks="times of oTranscribe's")
    told = (*notes, *read.notes, *cleaner.notes())
    return Parsed("otr", f"oTranscribe, {read.layout}", tuple(read.turns), told)


def _plain(page: str) -> str:
    """Return the words of oTranscribe's HTML, one line per paragraph, with times as ``#0:12#``."""
    page = _COMMENT.sub("", page)
    pieces: list[str] = []
    end = 0
    timed = False
    for match in _TAG.finditer(page):
        words = page[end : match.start()]
        # The tag of a time holds the same time again as text.
        pieces.append("" if timed and _SHOWN_TIME.fullmatch(words) else _words(words))
        timed = False
        end = match.end()
        closes, tag, attributes = match.groups()
        if tag.lower() in _BLOCKS:
            pieces.append("\n")
        elif not closes and (time := _TIME.search(attributes)):
            pieces.append(_mark(time.group(1)))
            timed = True
    pieces.append(_words(page[end:]))
    return "".join(pieces)


def _words(text: str) -> str:
    # Line ends in HTML are spaces.
    return re.sub(r"[ \t\r\n\xa0]{1,1000}", " ", unescaped(text))


def _mark(seconds: str) -> str:
    try:
        ms = round(float(seconds) * 1000)
    except ValueError:
        return ""
    minutes, ms = divmod(ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f" #{hours:02}:{minutes:02}:{ms // 1000:02}.{ms % 1000:03}# " if hours < 100 else ""
