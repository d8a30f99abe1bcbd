"""Detects the language of a transcript, and says where it is not the study's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qualcode.model.languages import language_code, language_name

#: Words that every English text has; similar languages are not made of them.
_ENGLISH = frozenset(
    "the and to of that it was you is they for have with but what so we this are be".split()
)
_WORD = re.compile(r"[^\W\d_]+")
#: A text with this share of English's own words is English, without asking a model.
_PLAIN = 0.2
#: With this share another language is a guess: English names and words are all over it.
_SOME = 0.1
_SAMPLE, _PARTS = 2000, 4
_ENOUGH = 20
#: With fewer letters than this another language than English is a guess.
_LETTERS = 300

#: The languages that the model can recognise.
RECOGNISED = frozenset(
    "ace af am an ar ary arz as az ba bcl be bg bn br bs ca crh cs cy da de dz el en eo es et "
    "eu ext fa fi fo fr fuv fy ga gcf gcr gd gl gom gu gug guw ha he hi hr ht hu hy id ig is "
    "it ja jv ka kab ki kk km kn ko ku ky la lb lg lij ln lo lt ltg lv mg mk ml mn mr ms mt "
    "my ne nl nn no nso oc om or pa pcm pl ps pt qu ro ru rw sa sdh se si sk sl sn so sq sr "
    "st sv sw ta te tg th tk tl tr tt ug uk ur uz uzs vec vi vo wa wuu xh yo yue zh zu".split()
)
#: Languages expected in a study in Wales; others are taken only if they are sure.
_EXPECTED = frozenset({"en", "cy"})


class Language(NamedTuple):
    """The code of the language of a transcript, empty if unknown, and whether that is sure."""

    code: str
    sure: bool


def language_of(turns: Sequence[str]) -> Language:
    """Return the language of a transcript's turns.

    English is recognised by its commonest words; those of ``RECOGNISED``, Welsh among them, by
    py3langid, whose model takes half a second to load. They are sure if all parts of a sample of
    some length give the same, and hardly any of the words are English.
    """
    text = " ".join(turns)
    parts = _sample(text)
    sample = text if len(text) <= _SAMPLE else " ".join(parts)
    words = _WORD.findall(sample.lower())
    letters = sum(map(len, words))
    if len(words) < _ENOUGH and letters < _LETTERS:
        return Language("", False)
    english = sum(word in _ENGLISH for word in words) / max(len(words), 1)
    if english >= _PLAIN:
        return Language("en", True)
    from py3langid import classify

    heard = [str(classify(parts[0])[0])]
    for part in parts[1:]:
        heard.append(str(classify(part)[0]))
        if heard[-1] != heard[0]:
            break
    alike = len({*heard}) == 1
    # Where one of two is to be expected, the whole says which; else neither is sure.
    mixed = not alike and not _EXPECTED.isdisjoint(heard)
    found = str(classify(sample)[0]) if mixed else heard[0]
    code = language_code(found)
    return Language(code, alike and letters >= _LETTERS and (english < _SOME or code == "en"))


def _sample(text: str) -> list[str]:
    """Return about 2,000 characters from several places: one of them may be in another language.

    The start, which is often a title and consent, and the end are left out of a long text.
    """
    if len(text) <= _SAMPLE:
        half = len(text) // 2
        return [text[:half], text[half:]]
    size = _SAMPLE // _PARTS
    step = (len(text) - size) / (_PARTS + 1)
    starts = [round(step * (n + 1)) for n in range(_PARTS)]
    return [text[start : start + size] for start in starts]


@dataclass(frozen=True)
class DocumentLanguage:
    """Which language a document is taken to have: ``own`` is the study's, ``said`` the user's."""

    own: str
    said: str

    def taken(self, found: str, *, sure: bool) -> str:
        """Return the language of a document in which ``found`` was detected; "" is unknown."""
        plain = found and (sure or found in _EXPECTED | {self.own})
        return self.said or (found if plain else self.own)

    def line(self) -> str:
        """Return what is to be known of a language that the user said and nothing here knows."""
        if not self.said or self.said in RECOGNISED:
            return ""
        name = language_name(self.said)
        which = self.said if name == self.said else f"{self.said} ({name})"
        return (
            f"--language {which} is taken as you say, though it is none of the languages that can "
            "be recognised here"
        )

    def notes(self, taken: str, found: str) -> tuple[str, ...]:
        """Return a note on a document in another language than the study's, or that seems to be."""
        if found and found != taken:
            return (
                f"looks like language {found}, was taken for {taken}: --language {found} if it is",
            )
        if taken == self.own or self.said:
            return ()
        return (
            f"its language is {taken}, the study's is {self.own}: --language {self.own} if that is "
            "wrong",
        )
