"""Stop words in English and Welsh: function words and fillers that say nothing about a theme."""

from __future__ import annotations

import re
from functools import cache

#: Letters, then letters, digits, inner apostrophes and hyphens; at least two characters.
TOKEN = r"(?u)\b[^\W\d_][\w'’-]+\b"  # noqa: S105 - a pattern, no password

_SPEECH = """
actually ago ah alright also always anyway aye basically bit bits bless brilliant came cannot cause
cause certainly come comes coming completely course cos couldn could couldn't day days definitely
did didn didn't does doesn doesn't doing don don't done dunno eh either else er erm even ever every
everybody everyone everything exactly fact fair feel felt fine gave get gets getting give given
gives go god goes going gone gonna good got gotta great ha happen happened happens hasn haven't
having hear heard hi hiya hm hmm honest honestly hundred idea isn isn't it's just keep kept kind
kinda knew know knows laugh laughs least leave left let let's like liked little ll long look looked
looking looks lot lots made make makes making many matter maybe mean means meant mhm might mind mm
mm-hmm moment morning much must never new next nice no nobody nope nothing now obviously odd oh ok
okay old once one ones oh ought pause perhaps person people place plus point probably pretty put
quite ran rather re really reckon right rung sake same sat saw say saying says see seen sense sent
shall shan't shouldn sit sitting so some somebody someone something sometimes somewhere sort sorry
stuff suppose sure take taken takes talk talked talking tell telling tells term terms than thank
thanks that's there's there they're thing things think thinking thought three time times told too
took totally tried true try trying turn two uh um us use used using usually ve very want wanted
wants wasn wasn't way we're we've week weeks well went weren what's whatever where which who
whole won't word words work worked working works worse would wouldn wouldn't year years yeah yep yes
yesterday you'd you'll you're you've young half four five six seven eight nine ten eleven twelve
today tomorrow tonight monday tuesday wednesday thursday friday saturday sunday i'm i've i'd i'll
he's she's he'd she'd can't that'd there'd they'd they've they'll we'd we'll who's ain't aren't
hadn't hasn't shouldn't couldn't asked ask asks asking call called calls back end ends set start
started need needs needed big last first second best better worst easy hard bad wrong front round
able afternoon ate bother brought changed changes chap difference different fortnight fourteen hate
item known list met nearly noticed past ring said saturdays stand stop stood stopped till
twice whether wrote yet hold held mondays tuesdays wednesdays thursdays fridays sundays
""".split()

#: Expressions made of words that say nothing alone; each is read as one word.
_EXPRESSIONS = ("looked after",)

_WELSH = """
a ac ag am ar at bod chi chwi dan dim dros eich ei ein ers eu fe fel fi fod fy gan gyda hefyd hi
hon honno hwn hwnnw hyn hynny i iawn mae maen mewn mi nad nag ni nid o oedd oes ond os pan pob roedd
rydw rydym rydyn sy sydd tan trwy un wedi wrth wyf y ydw ydy ydych ydym yn yr yw
""".split()


def stop_words(extra: tuple[str, ...] | list[str] = ()) -> list[str]:
    """Return English and Welsh stop words and fillers of speech, with ``extra``, sorted."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    words = {*ENGLISH_STOP_WORDS, *_SPEECH, *_WELSH, *(word.lower() for word in extra)}
    # The vectorizer splits stop words as it splits text, so it needs the pieces as well.
    pieces = {piece for word in words for piece in re.findall(TOKEN, word)}
    curly = {word.replace("'", "’") for word in words if "'" in word}
    return sorted(words | pieces | curly)


def joined(text: str) -> str:
    """Return ``text`` with expressions such as "looked after" joined by a hyphen."""
    for expression in _EXPRESSIONS:
        text = re.sub(
            expression.replace(" ", r"\s+"),
            expression.replace(" ", "-"),
            text,
            flags=re.IGNORECASE,
        )
    return text


def stem(term: str) -> str:
    """Return a key shared by forms of a term: lower case, without plural and endings."""
    return " ".join(_stem(word) for word in term.lower().split())


@cache
def _stem(word: str) -> str:
    word = re.sub(r"['’]s?$", "", word)
    for ending in ("ings", "ing", "ies", "ers", "es", "ed", "er", "s", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
