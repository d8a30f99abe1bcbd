"""Colours for new codes: far from those beside which they will stand."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from qualcode.model.codebook.code import Code, Codebook

#: Colours that readers with any kind of colour blindness can tell apart. First those of M. Okabe
#: and K. Ito, "Color Universal Design" (2008), without black; then the muted scheme of P. Tol,
#: "Colour Schemes", technical note SRON/EPS/TN/09-002 (2021), without the grey for missing data.
PALETTE = (
    "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7",
    "#CC6677", "#332288", "#DDCC77", "#117733", "#88CCEE", "#882255", "#44AA99", "#999933",
    "#AA4499",
)  # fmt: skip
#: So many of them, of middling lightness, stand out from a light and a dark background.
_FIRST = 7
#: Colours that differ so much are told apart side by side.
_ENOUGH = 0.12


def free_colour(book: Codebook, parent: str = "") -> str:
    """Return a colour for a new code below ``parent``, or at the top level.

    It is one of those used least often, and of these the one that differs most from the codes
    beside and above the new one; of equally good ones the first. The first seven go before the
    others, as long as one of them differs enough.
    """
    used = Counter(code.colour.upper() for code in book)
    least = min(used[colour] for colour in PALETTE)
    near = [colour for colour in _beside(book, parent) if re.fullmatch(r"#[0-9A-Fa-f]{6}", colour)]

    def apart(colour: str) -> float:
        return min((difference(colour, other) for other in near), default=0.0)

    rare = [colour for colour in PALETTE if used[colour] == least]
    first = max((colour for colour in rare if colour in PALETTE[:_FIRST]), key=apart, default="")
    return first if first and (not near or apart(first) >= _ENOUGH) else max(rare, key=apart)


def _beside(book: Codebook, parent: str) -> Iterable[str]:
    above = book.get(parent) if parent else None
    codes: Iterable[Code] = book.codes if above is None else (above, *above.children)
    return [code.colour for code in codes]


def difference(one: str, other: str) -> float:
    """Return how much two colours (``#RRGGBB``) differ to the eye: 0.02 is just seen, 1 the most.

    Source: the distance in Oklab, B. Ottosson, "A perceptual color space for image processing"
    (2020).
    """
    return math.dist(_oklab(one.upper()), _oklab(other.upper()))


@lru_cache(maxsize=500)
def _oklab(colour: str) -> tuple[float, float, float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    long = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    middle = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )
