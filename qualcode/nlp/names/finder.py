"""Finds strings that may identify somebody: known names and variants, patterns, capitals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from qualcode.model.personal_names import KnownName, NameFinder, plain, words_of
from qualcode.nlp.names.spacy_hints import NameHints
from qualcode.nlp.names.variants import is_familiar, likeness

#: How a string was found, the surest way first.
HOW = ("listed", "label", "pattern", "part of a name", "initials", "familiar form", "misspelling",
       "title", "capitals", "hint")  # fmt: skip
_CONTEXTS = 2
_AROUND = 45
#: So many places of a string are remembered.
_PLACES = 400
_BLANKS = re.compile(r"\s+")
_LETTER = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
_CAPITAL = "A-ZÀ-ÖØ-ÞŴŶẀẂẄỲ"
_WORD = rf"[{_CAPITAL}][{_LETTER}'’]*[{_LETTER}](?:-[{_CAPITAL}]?[{_LETTER}'’]*[{_LETTER}])*"
_RUN = re.compile(
    rf"(?<![{_LETTER}\d]){_WORD}(?:[ ](?:(?:ap|ab|y|yr|the|of|de|van|and)[ ])?{_WORD}){{0,4}}"
)
_ONE = re.compile(rf"(?<![{_LETTER}\d]){_WORD}")
_SMALL = re.compile(rf"(?<![{_LETTER}\d'’])[a-zß-öø-ÿŵŷ][{_LETTER}'’]+")
_TITLE = re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Dr|Mx|Sir|Syr|Mister|Auntie|Nain|Taid|PC)\.?[ ]{_WORD}"
                    rf"(?:[ ]{_WORD})?")  # fmt: skip
_MONTH = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Ionawr|Chwefror|Mawrth|Ebrill|Mai|Mehefin|Gorffennaf|Awst|Medi|Hydref|Tachwedd|Rhagfyr|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
)
#: Kind, pattern and risk of strings that identify by their form. UK forms.
PATTERNS: tuple[tuple[str, re.Pattern[str], int], ...] = (
    ("e-mail", re.compile(r"[\w.+'’-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"), 3),
    ("web address", re.compile(r"\b(?:https?://|www\.)[^\s<>]{3,200}"), 2),
    ("phone number", re.compile(
        r"(?<![\d.])(?:\+44[ ]?(?:\(0\)[ ]?)?|0)\d(?:[ -]?\d){8,9}(?!\d)"), 3),
    ("NHS number", re.compile(r"(?<!\d)\d{3}[ -]\d{3}[ -]\d{4}(?!\d)"), 3),
    ("national insurance number", re.compile(
        r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:[ ]?\d{2}){3}[ ]?[A-D]\b"), 3),
    ("pupil number", re.compile(r"\b[A-Z]\d{12}\b"), 3),
    ("date of birth", re.compile(
        r"(?i:(?:born|d\.?o\.?b\.?|date of birth|birthday|dyddiad geni|ganed|ganwyd)"
        r"[\w ,:'’]{0,20}?)"
        rf"(\d{{1,2}}[./-]\d{{1,2}}[./-](?:19|20)?\d{{2}}|\d{{1,2}}(?:st|nd|rd|th)?"
        rf"(?:[ ]of)?[ ](?:{_MONTH})(?:[ ,]+(?:19|20)\d{{2}})?)"), 3),
    ("date", re.compile(
        rf"(?<!\d)\d{{1,2}}[./]\d{{1,2}}[./](?:19|20)\d{{2}}(?!\d)"
        rf"|\b\d{{1,2}}(?:st|nd|rd|th)?(?:[ ]of)?[ ](?:{_MONTH})[ ,]+(?:19|20)\d{{2}}\b"), 2),
    ("postcode", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?[ ]?\d[A-Z]{2}\b"), 3),
    ("address", re.compile(
        rf"\b\d{{1,4}}[A-Za-z]?[ ](?:{_WORD}[ ]){{1,3}}(?:Street|Road|Avenue|Lane|Close|Drive|"
        r"Crescent|Terrace|Gardens|Court|Way|Grove|Place|Stryd|Heol|Ffordd)\b"), 3),
)  # fmt: skip
#: Text that must be present for a pattern to be worth trying.
_NEEDED = {"e-mail": "@", "web address": ("www.", "http")}
#: Initials with dots, before a surname or alone.
_INITIALLED = re.compile(
    rf"(?<![{_LETTER}\d.’'])(?:(?:[{_CAPITAL}]\.[ ]?){{1,3}}{_WORD}"
    rf"|[{_CAPITAL}](?:\.[{_CAPITAL}]){{1,3}}\.?)"
)
#: What stands before or after a name and is no part of it.
TITLES = frozenset(
    "mr mrs ms miss dr mx sir syr mister prof professor yr athro lord lady dame rev revd reverend "
    "cllr councillor auntie uncle nain taid pc am as mp ms msp tds td qc kc obe mbe cbe phd jr "
    "sr".split()
)
_SCHOOL = re.compile(r"\b(?:School|Academy|College|Primary|Comprehensive|Ysgol|Coleg|High)\b")
_ORGANISATION = re.compile(
    r"\b(?:Council|Trust|Team|Service|Services|Centre|Board|Hospital|Church|Club|Association|"
    r"Home|House|Cyngor|Canolfan|Ymddiriedolaeth)\b"
)
_NOBODY = frozenset(
    "i i'm i've i'd i'll english welsh wales cymru cymraeg britain british uk england scottish "
    "scotland irish ireland europe european christmas easter monday tuesday wednesday thursday "
    "friday saturday sunday january february march april may june july august september october "
    "november december covid god ok okay yes no oh mr mrs ms miss dr tv maths english science "
    "history geography art music gcse gcses alevel senco alnco lac pep peps iro lace idp send aln "
    "camhs dwp nhs cv it pe rs re hmm mm um er erm well so and but because then".split()
)
_LEAD = re.compile(
    r"(?:(?:The|A|An|And|But|So|Is|Are|Was|Were|Do|Does|Did|Has|Have|If|When|Where|What|How|Why|Who|"
    r"In|On|At|For|From|With|By|To|As|Of|Our|My|Your|His|Her|Their|This|That|Then|Well|Yes|No|Thank|"
    r"Can|Could|Would|Should|After|Before|Because|Or|It|He|She|They|We|You)\b(?:[ ]the\b)?[ ]?)+"
)
#: What is left of "It's" without "It".
_LEFT_OF_IT = re.compile(r"['’][a-z]+ ?")
_NEUTRAL_START = re.compile(r"[.?!…:\n\]][\"'”’)]?\s*$|^\s*[\"'“‘(]?\s*$")


#: A place of a string: a document, and a span of its text in code points, half-open.
Place = tuple[str, int, int]


@dataclass
class Candidate:
    """A string that may identify somebody: its places, its kind, and how it was found.

    ``of`` is the known name of which it is, or seems to be, a form. ``contexts`` holds at most two
    places: a document and the words before and after; ``places`` the first few hundred, as
    documents with spans. ``risk`` is 3 (identifies by itself) to 1. ``hinted`` is what a model
    takes it for, empty if it was not asked or does not know.
    """

    text: str
    kind: str
    how: str
    risk: int
    of: KnownName | None = None
    count: int = 0
    documents: set[str] = field(default_factory=set)
    contexts: list[tuple[str, str, str]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    hinted: str = ""

    def met(self, document: str, text: str, start: int, end: int) -> None:
        """Count one occurrence, and keep the words around the first ones."""
        self.count += 1
        self.documents.add(document)
        if len(self.places) < _PLACES:
            self.places.append((document, start, end))
        if len(self.contexts) < _CONTEXTS:
            before = _BLANKS.sub(" ", text[max(start - _AROUND, 0) : start]).lstrip()
            after = _BLANKS.sub(" ", text[end : end + _AROUND]).rstrip()
            self.contexts.append((document, before, after))


class NameSearch:
    """Searches texts one after another; then returns what it found, the riskiest first."""

    def __init__(
        self,
        names: Sequence[KnownName],
        labels: Iterable[str] = (),
        hints: NameHints | None = None,
        *,
        forms_only: bool = False,
        kept: bool = False,
    ) -> None:
        """With ``forms_only`` it finds only the names in the table and their likely forms.

        With ``kept`` it also finds strings that a person decided to keep.
        """
        self._forms_only = forms_only
        self._with_kept = kept
        self._names = list(names)
        self._finder = NameFinder(names)
        own = [KnownName(label) for label in dict.fromkeys(labels) if words_of(label)]
        known = {words_of(form) for name in names for form in name.forms}
        self._labels = NameFinder([n for n in own if words_of(n.name) not in known])
        self._own = own
        self._hints = hints
        self._found: dict[tuple[str, str], Candidate] = {}
        #: Capitalised words and runs of them, with their places; counts of lower-case words.
        self._runs: dict[str, Candidate] = {}
        self._single: dict[str, Candidate] = {}
        self._initialled: dict[str, Candidate] = {}
        self._small: Counter[str] = Counter()

    def read(self, document: str, text: str) -> None:
        """Search one text."""
        taken: list[tuple[int, int]] = []
        for finder, how in ((self._finder, "listed"), (self._labels, "label")):
            for hit in finder.find(text):
                if not hit.name.keep or self._with_kept:
                    risk = 3 if hit.name.kind == "person" else 2
                    key = (how, plain(hit.name.name))
                    found = self._found.setdefault(
                        key, Candidate(hit.name.name, hit.name.kind, how, risk, hit.name)
                    )
                    found.met(document, text, hit.start, hit.end)
                taken.append((hit.start, hit.end))
        covered = _Covered(taken)
        self._small.update(_SMALL.findall(text))
        for match in _ONE.finditer(text):
            if covered.free(*match.span()):
                self._note(self._single, document, text, *match.span())
        self._read_initials(document, text, covered)
        if not self._forms_only:
            self._read_more(document, text, covered)

    def _read_initials(self, document: str, text: str, covered: _Covered) -> None:
        for match in _INITIALLED.finditer(text):
            if covered.free(*match.span()):
                self._note(self._initialled, document, text, *match.span())

    def _read_more(self, document: str, text: str, covered: _Covered) -> None:
        """Look for strings that are not forms of a name in the table."""
        self._read_patterns(document, text, covered)
        for match in _TITLE.finditer(text):
            if covered.take(*match.span()):
                self._add(document, text, *match.span(), "person", "title", 3)
        self._read_runs(document, text, covered)
        if self._hints is not None:
            for start, end, kind in self._hints.of(text):
                if covered.free(start, end) and "\n" not in text[start:end]:
                    self._add(document, text, start, end, kind, "hint", 1)

    def _read_patterns(self, document: str, text: str, covered: _Covered) -> None:
        for kind, pattern, risk in PATTERNS:
            needed = _NEEDED.get(kind)
            if needed and not any(sign in text for sign in needed):
                continue
            for match in pattern.finditer(text):
                start, end = match.span(1) if pattern.groups else match.span()
                if covered.take(start, end):
                    self._add(document, text, start, end, kind, "pattern", risk)

    def _read_runs(self, document: str, text: str, covered: _Covered) -> None:
        at = 0
        while match := _RUN.search(text, at):
            low, high = covered.free_part(*match.span())
            if (low, high) != match.span():
                # "Mair Prys and Cwm Hafod", of which the first was found: the second is left.
                match = _RUN.search(text, low, high)
            at = match.end() if match else high
            if match:
                self._note_run(document, text, *match.span())

    def _note_run(self, document: str, text: str, start: int, end: int) -> None:
        word = text[start:end]
        begins = " " not in word and _NEUTRAL_START.search(text[max(start - 6, 0) : start])
        if begins:
            return
        # "And the Welsh Government": words that merely begin the sentence do not belong.
        lead = _LEAD.match(word)
        start += lead.end() if lead else 0
        if lead and (rest := _LEFT_OF_IT.match(text, start)):
            start = rest.end()
        if start < end:
            self._note(self._runs, document, text, start, end)

    def _add(
        self, document: str, text: str, start: int, end: int, kind: str, how: str, risk: int
    ) -> None:
        said = " ".join(text[start:end].strip(" :.,").split()).removesuffix("'s").removesuffix("’s")
        if not said or plain(said) in _NOBODY:
            return
        key = (how, plain(said))
        found = self._found.setdefault(key, Candidate(said, kind, how, risk))
        found.met(document, text, start, end)

    @staticmethod
    def _note(where: dict[str, Candidate], document: str, text: str, start: int, end: int) -> None:
        said = text[start:end].removesuffix("'s").removesuffix("’s")
        found = where.setdefault(said, Candidate(said, "person", "capitals", 1))
        found.met(document, text, start, start + len(said))

    # ---- results ----------------------------------------------------------------------------

    def candidates(self) -> list[Candidate]:
        """Return all strings found, each once by the surest way, the riskiest first."""
        found = [*self._found.values(), *self._variants(), *self._capitals()]
        order = {how: n for n, how in enumerate(HOW)}
        best: dict[str, Candidate] = {}
        hinted = {plain(c.text): c.kind for c in found if c.how == "hint"}
        for one in sorted(found, key=lambda c: order[c.how]):
            best.setdefault(plain(one.text), one)
            one.hinted = hinted.get(plain(one.text), "")
        kept = {plain(form) for name in self._names if name.keep for form in name.forms}
        # A hint that is only part of a surer find adds nothing.
        surer = {w for c in best.values() if c.how != "hint" for w in words_of(c.text)}
        return sorted(
            (
                c
                for key, c in best.items()
                if (key not in kept or (self._with_kept and c.how == "listed"))
                and not (c.how == "hint" and set(words_of(c.text)) <= surer)
            ),
            key=lambda c: (-c.risk, order[c.how], -c.count, plain(c.text)),
        )

    def _parts(self) -> dict[str, KnownName]:
        """Return the words of known people's names, without titles, and other names of one word."""
        parts: dict[str, KnownName] = {}
        for name in [*self._names, *self._own]:
            if name.kind == "person" and not name.keep:
                for word in name.name.split():
                    part = plain(word.strip(".,"))
                    if len(word) > 2 and part not in TITLES:
                        parts.setdefault(part, name)
            elif not name.keep and len(words_of(name.name)) == 1:
                parts.setdefault(plain(name.name), name)
        return parts

    def _variants(self) -> Iterator[Candidate]:
        """Yield parts, familiar forms and misspellings of known names."""
        parts = self._parts()
        if not parts:
            return
        listed = {plain(form) for name in self._names for form in name.forms}
        for said, met in self._single.items():
            word = plain(said)
            if word in listed or word in _NOBODY or self._is_common(said):
                continue
            pieces = said.split("-") if "-" in said else [said]
            found = parts.get(word)
            how, risk = "part of a name", 3
            if found is None:
                found = next((n for part, n in parts.items() if is_familiar(word, part)), None)
                how, risk = "familiar form", 2
            if found is None:
                near = max(
                    ((likeness(piece, part), part) for piece in pieces for part in parts),
                    default=(0, ""),
                )
                found = parts[near[1]] if near[0] >= 75 else None
                how, risk = "misspelling", 2
            if found is not None:
                yield Candidate(said, found.kind, how, risk, found, met.count, met.documents,
                                met.contexts, met.places)  # fmt: skip
        yield from self._initials()

    def _initials(self) -> Iterator[Candidate]:
        """Yield what is written with dots and fits one known person: "D. Prys", "D.P."."""
        people = [n for n in [*self._names, *self._own] if n.kind == "person" and not n.keep]
        parted = [(bare_words(n.name), n) for n in people]
        for said, met in self._initialled.items():
            words = words_of(said)
            fit = {
                words_of(n.name): n
                for parts, n in parted
                if len(parts) > 1 and _is_initialled(words, parts)
            }
            if len(fit) == 1:
                of = next(iter(fit.values()))
                yield Candidate(said, of.kind, "initials", 2, of, met.count, met.documents,
                                met.contexts, met.places)  # fmt: skip

    def _capitals(self) -> Iterator[Candidate]:
        """Yield words that have a capital inside sentences and hardly ever lack it."""
        for said, met in self._runs.items():
            words = [w for w in said.split() if w[0].isupper()]
            if all(_is_nobody(w) or self._is_common(w) for w in words):
                continue
            kind = "person"
            if _SCHOOL.search(said) and len(words) > 1:
                kind = "school"
            elif _ORGANISATION.search(said) and len(words) > 1:
                kind = "organisation"
            risk = 2 if len(words) > 1 else 1
            yield Candidate(said, kind, "capitals", risk, None, met.count, met.documents,
                            met.contexts, met.places)  # fmt: skip

    def _is_common(self, word: str) -> bool:
        with_capital = self._single.get(word)
        small = self._small[word.lower()]
        return small > 0 and small * 2 >= (with_capital.count if with_capital else 1)


def _is_nobody(word: str) -> bool:
    return plain(word).replace("’", "'") in _NOBODY


def bare_words(name: str) -> tuple[str, ...]:
    """Return the words of a name as used for comparison, without titles: "Dr Ann Rees AM"."""
    return tuple(word for word in words_of(name) if word not in TITLES)


def _is_initialled(words: Sequence[str], parts: Sequence[str]) -> bool:
    """Return whether words are a person's name with initials: "d prys", "d p" of "dafydd prys"."""
    *initials, last = words
    firsts = [part[0] for part in parts]
    if len(last) > 1:
        known = last in parts[1:]
        return known and bool(initials) and initials == firsts[: len(initials)]
    return list(words) == firsts


class _Covered:
    """The stretches of a text that belong to surer finds."""

    def __init__(self, taken: Sequence[tuple[int, int]]) -> None:
        self._taken = set[int]()
        for start, end in taken:
            self._taken.update(range(start, end))

    def free(self, start: int, end: int) -> bool:
        return not any(at in self._taken for at in (start, end - 1))

    def free_part(self, start: int, end: int) -> tuple[int, int]:
        """Return the first stretch of a span that is not taken, empty if there is none."""
        first = next((at for at in range(start, end) if at not in self._taken), end)
        return first, next((at for at in range(first, end) if at in self._taken), end)

    def take(self, start: int, end: int) -> bool:
        if not self.free(start, end):
            return False
        self._taken.update(range(start, end))
        return True
