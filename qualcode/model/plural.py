"""A number with its noun, in the singular or plural."""

from __future__ import annotations

#: Words whose plural takes more than an "s"; phrases give both their forms.
_MANY = {"person": "people", "summary": "summaries"}


def plural(count: int, one: str, many: str = "") -> str:
    """Return the form of a word, or of a phrase, that goes with a number.

    >>> plural(1, "coding"), plural(2, "coding"), plural(3, "is", "are")
    ('coding', 'codings', 'are')
    """
    return one if count == 1 else many or _MANY.get(one) or f"{one}s"


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number, its thousands apart, with the form of a word that goes with it.

    >>> counted(1, "person"), counted(1234, "person"), counted(0, "text is", "texts are")
    ('1 person', '1,234 people', '0 texts are')
    """
    return f"{count:,} {plural(count, one, many)}"
