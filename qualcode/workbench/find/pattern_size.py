"""Estimates how large a regular expression becomes, since a short one may take gigabytes."""

from __future__ import annotations

import re

#: More parts than that are of no use in a search, and may take all memory.
MOST_PARTS = 200_000
_TOKEN = re.compile(
    r"""\\.                                  # one escaped character
      | \[\^?\]?(?:\\.|[^\]\\])*\]           # a class
      | \{(?P<least>\d*)(?:,(?P<most>\d*))?\}  # how often
      | (?P<open>\()
      | (?P<close>\))
      | .""",
    re.VERBOSE | re.DOTALL,
)


def parts_of(pattern: str) -> int:
    """Return about how many parts a pattern has once what it repeats is written out."""
    groups = [0]
    last = 0
    for found in _TOKEN.finditer(pattern):
        if found["open"]:
            groups.append(0)
            last = 0
        elif found["close"] and len(groups) > 1:
            last = groups.pop()
            groups[-1] += last
        elif found["least"] or found["most"]:
            times = max(_number(found["least"]), _number(found["most"]), 1)
            groups[-1] += last * (times - 1)
            last *= times
        else:
            last = 1
            groups[-1] += 1
    return sum(groups)


def _number(digits: str | None) -> int:
    # Longer ones are of no matter: they are too many anyway.
    return int((digits or "0")[:12])
