"""Finds what could be codes in a printed report: numbered and bulleted statements, headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

LABELLED, NUMBERED, BULLET, HEADING, BOX = "labelled", "numbered", "bullet", "heading", "box"
#: A paragraph that is none of these.
TEXT = "text"
_NUMBERS = ("one two three four five six seven eight nine ten eleven twelve").split()
_LABEL = re.compile(
    r"(?P<noun>principle|recommendation|standard|outcome|building block|priority|theme|goal|"
    r"objective|aim|action|commitment|rule|pillar|finding|proposal|play|step|lesson|element|ambition|"
    r"expectation|enabler|foundation|egwyddor|argymhelliad|R)"
    rf"\s*(?P<number>\d{{1,3}}(?:\.\d+)?|{'|'.join(_NUMBERS)})\b\s*[:.)–—-]*\s*(?P<text>.*)",
    re.IGNORECASE,
)
_NOUNS = re.compile(
    r"\b(principle|recommendation|standard|outcome|building block|goal|objective)s\b", re.IGNORECASE
)
_NUMBER = re.compile(r"(?P<number>\(?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[a-z]|[ivx]{1,4})[.)]|"
                     r"\d{1,2}(?:\.\d{1,2}){0,3})\s+(?P<text>\S.*)")  # fmt: skip
_BULLET = re.compile(r"[•●○▪■◦‣–—\u2022\uf0b7\u2013-]\s*(?P<text>[^\W\d_].*)")
#: Signs that are nothing but bullets, in whatever type.
_SIGN = re.compile(r"[•●○▪■◦‣\uf0b7]")
_NAMED = re.compile(r"(?P<name>[^:.–—]{3,90}?)\s*(?::\s|\s[–—]\s|\.\s)\s*(?P<text>\S.*)")
_LEADERS = re.compile(r"(?:\.\s?){4,}|…{2,}")
_PAGE_AT_END = re.compile(r"\s\d{1,3}$")
#: A line that cannot be the end of a heading.
_GOES_ON = re.compile(r"(?:,|\b(?:and|or|of|the|for|to|in|with|a|an|on|by))$", re.IGNORECASE)
_MOST_TEXT = 1500
#: What is so much larger than the running text is a heading.
_LARGER = 1.08
#: A head or foot is no longer, and stands on so many pages at least.
_LONGEST_HEAD, _PAGES_OF_A_HEAD = 90, 3
#: Headings below this level are shown as if they stood there.
_DEEPEST = 5


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a report; ``place`` is its page, or what else says where it stands."""

    text: str
    place: str
    size: float = 0.0
    bold: bool = False
    level: int = 0
    item: bool = False
    box: bool = False


@dataclass(frozen=True)
class Statement:
    """What could be a code: ``label`` is "Principle 3", ``under`` the heading above it.

    ``level`` is how deep it stands, 1 for the highest headings.
    """

    kind: str
    label: str
    name: str
    definition: str
    place: str
    under: str = ""
    level: int = 1

    @property
    def full_name(self) -> str:
        """The name with its label, as in "Principle 3: Early help"."""
        if not self.label or self.name == self.label:
            return self.name
        return f"{self.label}: {self.name}"


def statements_in(paragraphs: Sequence[Paragraph]) -> tuple[list[Statement], list[str]]:
    """Return the statements of a report in their order, and what was left out.

    That is its list of contents, and what stands on page after page. A definition is as printed:
    the rest of the statement, or the paragraphs below it up to the next statement. Paragraphs that
    are no statement are among them, of the kind ``TEXT``.
    """
    body = _body_size(paragraphs)
    paragraphs = _joined(paragraphs, body)
    contents = _contents_places(paragraphs)
    listed = [p.text for p in paragraphs if _in_contents(p, contents)]
    kept = [p for p in paragraphs if not _in_contents(p, contents)]
    kinds = [_kind(paragraph, body) for paragraph in kept]
    running = _running(kept, kinds)
    listed += [one.text for at, one in enumerate(kept) if at in running]
    kinds = [kind for at, kind in enumerate(kinds) if at not in running]
    kept = [one for at, one in enumerate(kept) if at not in running]
    levels = _levels(kept, kinds)
    found: list[Statement] = []
    under, level, at = "", 0, 0
    while at < len(kept):
        paragraph, kind = kept[at], kinds[at]
        at += 1
        if not kind:
            found.append(_plain(paragraph, under, level + 1))
            continue
        heading = at - 1 if kind == HEADING else -1
        if kind == LABELLED and at < len(kept) and _is_named_below(paragraph, kept[at], kinds[at]):
            # "Principle 3" has a line of its own, above its name.
            heading = at
            paragraph = replace(
                paragraph, text=f"{paragraph.text.rstrip(' :.–—-')}: {kept[at].text}"
            )
            at += 1
        if heading >= 0:
            level = levels[heading]
        one = _statement(paragraph, kind, _below(kept, kinds, at), under)
        found.append(replace(one, level=level if heading >= 0 else level + 1))
        if heading >= 0:
            under = paragraph.text
    return found, listed


def _below(paragraphs: Sequence[Paragraph], kinds: Sequence[str], at: int) -> list[str]:
    """Return the paragraphs from ``at`` to the next statement, or as many as a definition has."""
    below: list[str] = []
    while at < len(paragraphs) and not kinds[at] and sum(map(len, below)) <= _MOST_TEXT:
        below.append(paragraphs[at].text)
        at += 1
    return below


def _running(paragraphs: Sequence[Paragraph], kinds: Sequence[str]) -> set[int]:
    """Return which paragraphs stand on page after page, but for a number: heads and feet."""
    places: dict[str, set[str]] = {}
    for one, kind in zip(paragraphs, kinds, strict=True):
        if not kind and len(one.text) <= _LONGEST_HEAD:
            places.setdefault(_without_numbers(one.text), set()).add(one.place)
    return {
        at
        for at, (one, kind) in enumerate(zip(paragraphs, kinds, strict=True))
        if not kind and len(places.get(_without_numbers(one.text), ())) >= _PAGES_OF_A_HEAD
    }


def _without_numbers(text: str) -> str:
    return re.sub(r"[\d\W]+", " ", text).strip().casefold()


def _is_named_below(label: Paragraph, after: Paragraph, kind: str) -> bool:
    """Return whether a label stands alone, and the heading after it is its name."""
    found = _LABEL.match(label.text)
    return bool(
        found
        and not found["text"]
        and kind == HEADING
        and after.place == label.place
        and not _LABEL.match(after.text)
    )


def _levels(paragraphs: Sequence[Paragraph], kinds: Sequence[str]) -> list[int]:
    """Return how high each heading stands: as the file says, or by its size."""
    headings = [p for p, kind in zip(paragraphs, kinds, strict=True) if kind == HEADING]
    sizes = sorted({round(p.size, 1) for p in headings if not p.level}, reverse=True)
    rank = {size: at + 1 for at, size in enumerate(sizes)}
    return [
        (min(p.level or rank[round(p.size, 1)], _DEEPEST) if kind == HEADING else 0)
        for p, kind in zip(paragraphs, kinds, strict=True)
    ]


def _plain(paragraph: Paragraph, under: str, level: int) -> Statement:
    text = paragraph.text
    name = text.rstrip(".;") if len(text) <= 100 else _shortened(text)
    return Statement(TEXT, "", name, text, paragraph.place, under, level)


def _joined(paragraphs: Sequence[Paragraph], body: float) -> list[Paragraph]:
    """Return the paragraphs with headings of two lines as one."""
    made: list[Paragraph] = []
    for one in paragraphs:
        last = made[-1] if made else None
        if (
            last
            and (last.bold or last.size > 0)
            and (last.place, last.size, last.bold) == (one.place, one.size, one.bold)
            and len(last.text) <= 120
            and (
                _GOES_ON.search(last.text)
                or (one.text[:1].islower() and (last.bold or last.size > body * _LARGER))
            )
            and not _LABEL.match(one.text)
            and not _BULLET.match(one.text)
        ):
            made[-1] = replace(last, text=f"{last.text} {one.text}")
        else:
            made.append(one)
    return made


def _contents_places(paragraphs: Sequence[Paragraph]) -> set[str]:
    """Return the pages that hold a list of contents: most of their lines end with a number."""
    ends: Counter[str] = Counter()
    all_lines: Counter[str] = Counter()
    for one in paragraphs:
        all_lines[one.place] += 1
        ends[one.place] += bool(_PAGE_AT_END.search(one.text)) and len(one.text) < 160
    return {place for place, n in ends.items() if n >= 5 and n * 2 > all_lines[place]}


def _in_contents(paragraph: Paragraph, contents: set[str]) -> bool:
    text = paragraph.text
    if len(text) < 200 and _LEADERS.search(text):
        return True
    return paragraph.place in contents and bool(_PAGE_AT_END.search(text))


def _body_size(paragraphs: Sequence[Paragraph]) -> float:
    sizes: Counter[float] = Counter()
    for paragraph in paragraphs:
        sizes[round(paragraph.size, 1)] += len(paragraph.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _kind(paragraph: Paragraph, body: float) -> str:
    text = paragraph.text
    label = _LABEL.match(text)
    if label and (label["noun"].casefold() != "r" or re.match(r"R\s?\d", text)):
        # "Principle 3 was the hardest" in the middle of a text is none.
        after = text[: label.start("text")].rstrip()
        if after.endswith((":", ".", ")", "–", "—", "-")) or not label["text"] or (
            label["text"][:1].isupper()
        ):  # fmt: skip
            return LABELLED
    if not paragraph.level and _SIGN.match(text) and _BULLET.match(text):
        return BULLET
    short = len(text) <= 120 and len(text.split()) <= 16
    larger = body and paragraph.size > body * _LARGER
    if paragraph.level or (short and (larger or paragraph.bold) and not text.endswith((".", ";"))):
        return HEADING if re.search(r"[^\W\d_]{3}", text) else ""
    if paragraph.item or _BULLET.match(text):
        return BULLET
    number = _NUMBER.match(text)
    if number and number["text"][:1].isupper() and len(number["text"].split()) > 2:
        return NUMBERED
    return BOX if paragraph.box else ""


def _statement(paragraph: Paragraph, kind: str, below: list[str], under: str) -> Statement:
    text, label = paragraph.text, ""
    if kind == LABELLED and (found := _LABEL.match(text)):
        label, text = f"{found['noun'].capitalize()} {_digits(found['number'])}", found["text"]
    elif kind in (NUMBERED, HEADING) and (found := _NUMBER.match(text)):
        number, text = found["number"].strip("()."), found["text"]
        # "3. Early help" below "Our nine principles" is principle 3.
        noun = _NOUNS.search(under)
        label = f"{noun[1].capitalize()} {number}" if noun and kind == NUMBERED else ""
    elif kind == BULLET and (found := _BULLET.match(text)):
        text = found["text"]
    if not text and below:
        text = below.pop(0)
    text = text or label
    named = _NAMED.fullmatch(text)
    if named and len(text) > 60:
        name, rest = named["name"].strip(), text
        if text[len(named["name"]) :].lstrip()[:1] in (":", "–", "—"):
            rest = named["text"].strip()
    elif len(text) <= 100:
        name, rest = text.rstrip(".;"), ""
    else:
        name, rest = _shortened(text), text
    use = below if kind in (LABELLED, HEADING) or not rest else []
    definition = "\n".join([rest, *use] if rest else use)
    return Statement(kind, label, name, definition or text, paragraph.place, under)


def _digits(number: str) -> str:
    low = number.casefold()
    return str(_NUMBERS.index(low) + 1) if low in _NUMBERS else number


def _shortened(text: str) -> str:
    words: list[str] = []
    for word in text.split():
        if words and len(" ".join([*words, word])) > 70:
            return " ".join(words).rstrip(",;:") + " …"
        words.append(word)
    return " ".join(words)
