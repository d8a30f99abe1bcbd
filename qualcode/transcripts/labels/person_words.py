"""Recognises labels that are plainly a person's: "Mr. Lee", "Abg. Ann Lee", "Bo Roe (SPD)"."""

from __future__ import annotations

import re
from functools import lru_cache

_TITLE = (
    r"(?:(?:The )?(?:Rt\.?|Right|Hon\.?|Mr\.?|Mrs\.?|Ms\.?|Miss|Mx\.?|Dr\.?|Prof\.?|Professor|Sir"
    r"|Dame|Lord|Lady|Baroness|Rev\.?|Cllr\.?|Councillor|Sen\.?|Senator|Rep\.?|Deputy|Judge|Justice|Abg\.?"
    r"|Abgeordnete[rn]?|Frau|Herr|(?:Alters|Vize)?[Pp]räsident(?:in)?|Staatssekretär(?:in)?"
    r"|(?:Bundes|Staats)?[Mm]inister(?:in)?)\s)"
)
_WORD = r"(?:[^\W\d_a-zà-ÿ][\w.'’/-]*|ap|ab|de|da|du|van|von|der|la|zu)"
_NAME = rf"{_WORD}(?:\s{_WORD}){{0,4}}"
_PARTY = r"(?:\s\([^()]{1,60}\))"
_PERSON = re.compile(
    rf"{_TITLE}{{1,3}}{_NAME}{_PARTY}?"
    # A party in brackets has several capitals: "(SPD)", "(Green Party)".
    rf"|{_WORD}(?:\s{_WORD}){{1,4}}\s\((?=[^()]*[^\W\d_a-zà-ÿ][^()]*[^\W\d_a-zà-ÿ])[^()]{{2,60}}\)"
    r"|(?:[^\W\d_a-zà-ÿ]\.\s?){1,3}[^\W\d_a-zà-ÿ][^\W\d_a-zà-ÿ'’-]+"
)
_CAPITALS = re.compile(r"(?:MR|MRS|MS|MISS|DR|SIR|DAME|JUDGE|JUSTICE|CLLR)\.?\s")


@lru_cache(maxsize=4096)
def person_like(label: str) -> bool:
    """Return whether a label is a name with a title or a party, or initials and a surname."""
    titled = _CAPITALS.match(label)
    plain = f"Mr {label[titled.end() :]}" if titled else label
    return len(label) <= 100 and bool(_PERSON.fullmatch(plain))
