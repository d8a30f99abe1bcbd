"""Makes a draft code's name from a theme's label, leaving out what may be somebody's name."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from qualcode.errors import BadInputError, QualcodeError
from qualcode.model.text.text import safe_for_terminal
from qualcode.store.bundled_files import bundled_codebooks, sample_folder
from qualcode.store.io.durable import read_text
from qualcode.store.study import Study
from qualcode.workbench.privacy.real_names import Disclosure
from qualcode.workbench.privacy.verbatim import texts_held
from qualcode.workbench.themes.stored import StoredTheme

#: Letters with the accents that lower-casing may turn into separate characters: "İ".
_LETTERS = r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*"
_WORD = re.compile(rf"{_LETTERS}(?:['’]{_LETTERS})*")
#: Text attached to a word that is not one of its letters.
_SUFFIX = re.compile(r"['’](?:s|ll|d|ve|re|m)\Z")
#: What precedes a word inside a sentence.
_INSIDE = re.compile(r"[\w,;'’)]\s\Z")
#: A missing capital means something only if this share of a text's words begin with one.
_CAPITALS = 0.02
#: Days and months, which have capitals and name nobody; some only after such a word.
_DATES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march july "
    "september october november december christmas easter".split()
)
_IN_MAY = re.compile(
    r"\b(?:in|since|last|next|by|until|till|of|during|early|late|mid|from|every|through|to|mis|ym)"
    r"\s+(?:April|May|June|August|Mai|Mehefin)\b"
)
#: A word this many times as frequent with a capital is a name that is also a word.
_MORE = 3
#: Always written like this.
_SELF = re.compile(r"(?i)i(?:['’]\w+)?")


def name_from_label(study: Study, theme: StoredTheme) -> tuple[str, int]:
    """Return a theme's label as a code's name, and how many of its terms were left out.

    Terms that may name somebody are left out: names of the private table, names according to the
    hints, words that hardly occur without a capital, and, if transcripts have no capitals at all,
    words that nobody else writes. The name is empty if nothing is left, or if it is a participant's
    words.

    Raises:
        BadInputError: the private table of names cannot be read.
    """
    label = " ".join(safe_for_terminal(theme.label).split())
    terms = [term for term in label.split(", ") if term]
    telling = _Telling(study, theme)
    kept = [term for term in terms if not telling.may_name(term)]
    name = ", ".join(kept)
    if name and texts_held(study, [name]):
        return "", len(terms)
    return name, len(terms) - len(kept)


def given_name(study: Study, theme: StoredTheme) -> str:
    """Return the name for a draft code without a given name.

    Raises:
        BadInputError: no part of the label may go into git.
    """
    name, _ = name_from_label(study, theme)
    if not name:
        raise BadInputError(
            f"every term of the label of {safe_for_terminal(theme.id)} may be a participant's name "
            "or words, and git takes the codebook",
            mend='Give the code a name: --name "…"',
        )
    return name


class _Telling:
    """How words are written, in the transcripts and elsewhere."""

    def __init__(self, study: Study, theme: StoredTheme) -> None:
        self._disclosure = Disclosure(study.root)
        known = set(study.document_ids())
        self._passages = [one.text for one in theme.passages if one.document in known]
        self._small: Counter[str] = Counter()
        self._capital: Counter[str] = Counter()
        self._inside: Counter[str] = Counter()
        self._untold: set[str] = set()
        here = dict(_texts(study))
        for text in here.values():
            self._count(text)
        for one in theme.passages:
            if one.document in known and one.document not in here:
                self._count(one.text)
        self._ordinary = _ordinary(study)
        self._hinted = _hinted(study, self._passages)

    def _count(self, text: str) -> None:
        text = _IN_MAY.sub(lambda match: match[0].lower(), text)
        found = [(m[0], m.start()) for m in _WORD.finditer(text) if not _SELF.fullmatch(m[0])]
        capitals = sum(word[0].isupper() for word, _ in found)
        uses = capitals >= _CAPITALS * len(found)
        for word, start in found:
            key = _key(word)
            if word[0].isupper():
                self._capital[key] += 1
                self._inside[key] += bool(_INSIDE.search(text, max(0, start - 2), start))
            elif uses and word[0].islower():
                self._small[key] += 1
            else:
                # No capitals in the text, or none in the script.
                self._untold.add(key)

    def may_name(self, term: str) -> bool:
        """Return whether a term contains what may be somebody's name."""
        if self._disclosure.names_in(term) or self._disclosure.names_in(term.title()):
            return True
        return any(self._may(word) for word in _WORD.findall(term) if not _SELF.fullmatch(word))

    def _may(self, word: str) -> bool:
        key = _key(word)
        if key in _DATES:
            return False
        if key in self._hinted and not self._small[key]:
            return True
        small, capital = self._small[key], self._capital[key]
        if capital >= _MORE * small > 0 and (key in self._hinted or key not in self._ordinary):
            # "Rose" begins sentence after sentence, and prices rose once.
            return True
        if small and self._inside[key] < small:
            return False
        if self._capital[key] or key in self._untold:
            return key not in self._ordinary or self._inside[key] > 0
        return False


def _key(word: str) -> str:
    return _SUFFIX.sub("", unicodedata.normalize("NFC", word.casefold()))


def _texts(study: Study) -> Iterator[tuple[str, str]]:
    """Yield the texts on this machine; labels of speakers are covered elsewhere."""
    for document in study.documents():
        try:
            text = study.text(document)
        except QualcodeError:
            continue
        yield document.id, "\n".join(text[turn.words : turn.end] for turn in document.turns)


def _ordinary(study: Study) -> set[str]:
    """Return words that occur without a capital in texts that do not mention participants."""
    texts: list[str] = []
    paths = [study.codebook_path, *bundled_codebooks().values()]
    # An installation without the sample interviews knows fewer words.
    with contextlib.suppress(QualcodeError):
        paths += sorted(sample_folder().glob("*.txt"))
    for path in paths:
        try:
            texts.append(read_text(path))
        except QualcodeError:
            continue
    return {_key(word) for text in texts for word in _WORD.findall(text) if word[0].islower()}


def _hinted(study: Study, passages: Iterable[str]) -> set[str]:
    """Return the words that the hints take for names of people or places, if installed."""
    from qualcode.nlp.names.spacy_hints import NameHints, is_installed

    if not is_installed():
        return set()
    hints = NameHints(study.local / "names")
    return {
        _key(word)
        for text in passages
        for hint in hints.of(text)
        if hint.kind in ("person", "place", "school")
        for word in _WORD.findall(text[hint.start : hint.end])
    }
