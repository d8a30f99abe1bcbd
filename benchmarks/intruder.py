"""Whom an intruder finds in the pseudonymised sample interviews, by a list of who lives there.

    .venv/bin/python benchmarks/intruder.py

The invented people of the sample interviews tell a little of themselves, as people do: where they
live, their school or office, what they do, how old they are, who they know. The intruder has a list
of them and of invented neighbours, with these attributes, and reads each interview once as it is
and once with everything replaced that `names review` asks about. A person is found if they alone of
the list have every attribute that the interview still gives. Words are compared exactly: a reader
who guesses finds more.
"""

from __future__ import annotations

import csv
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.names_by_kind import SAMPLES, Place, sample_texts, searched

NEIGHBOURS = 300
SEED = 11
TOWNS = ("Caerwyddno", "Pontarwel", "Tregannwy", "Llanfadryn", "Cwmeiddew", "Stokeminster")
WORKPLACES = ("Ysgol Maes y Wennol", "Hendrefor Primary", "Coleg Penrhosyn", "Harbwr Fostering",
              "Gwydryn Youth Trust", "Westacre Academy")  # fmt: skip
FIRST = ("Dafydd", "Rhiannon", "Bethan", "Hannah", "Oliver", "Lowri", "Steffan", "Jessica")
LAST = ("Pryswen", "Cadwganor", "Treharnel", "Fenwickson", "Marchbankly", "Penrhosyn")
AGES = ("fifteen", "seventeen", "twenty", "thirty-one", "forty-four", "fifty-two")
SAID = {
    "town": "I have lived in {} all my life.", "workplace": "That was when I was at {}.",
    "role": "Well, I am a {}, so I would say that.", "age": "I am {} now.",
    "friend": "Ask {}, we have known each other since school.",
}  # fmt: skip
Attributes = dict[str, str]


def people() -> tuple[dict[str, Attributes], list[Attributes]]:
    """Return who speaks in the interviews, by case, and everybody on the list."""
    r = random.Random(SEED)
    with (SAMPLES / "cases.csv").open(encoding="utf-8") as table:
        cases = {row["case"]: row["role"].split(",")[0] for row in csv.DictReader(table)}

    def somebody(role: str) -> Attributes:
        friend = f"{r.choice(FIRST)} {r.choice(LAST)}"
        return {"town": r.choice(TOWNS), "workplace": r.choice(WORKPLACES), "role": role,
                "age": r.choice(AGES), "friend": friend}  # fmt: skip

    cast = {case: somebody(role) for case, role in cases.items()}
    roles = [*cases.values()]
    return cast, [*cast.values(), *(somebody(r.choice(roles)) for _ in range(NEIGHBOURS))]


def told(cast: dict[str, Attributes], texts: dict[str, str]) -> dict[str, str]:
    """Return an interview for each person, in which they tell of themselves."""
    r = random.Random(SEED)
    names = sorted(texts)
    found = {}
    for at, (case, known) in enumerate(cast.items()):
        pieces = texts[names[at % len(names)]].rstrip("\n").split("\n\n")
        for what, value in known.items():
            pieces[r.randrange(len(pieces))] += " " + SAID[what].format(value)
        found[case] = "\n\n".join(pieces) + "\n"
    return found


def without(text: str, places: list[Place]) -> str:
    """Return a text with some places replaced."""
    pieces, at = [], 0
    for _, start, end in sorted(places, key=lambda place: place[1]):
        if start >= at:
            pieces += [text[at:start], "[…]"]
            at = end
    return "".join([*pieces, text[at:]])


def linked(
    texts: dict[str, str], cast: dict[str, Attributes], everybody: list[Attributes]
) -> tuple[int, float, dict[str, int]]:
    """Return how many are found, among how many people one is on average, and by what."""
    alone, sizes = 0, 0
    by: dict[str, int] = dict.fromkeys(SAID, 0)
    for case, known in cast.items():
        given = {
            what: value for what, value in known.items()
            if SAID[what].format(value) in texts[case]
        }  # fmt: skip
        for what in given:
            by[what] += 1
        fit = sum(all(one[what] == value for what, value in given.items()) for one in everybody)
        alone += fit == 1
        sizes += fit
    return alone, sizes / len(cast), by


def main() -> None:
    """Print whom the intruder finds, before and after."""
    cast, everybody = people()
    before = told(cast, sample_texts())
    spans = searched(before, [], None)
    after = {
        case: without(text, [place for place, asked in spans if asked and place[0] == case])
        for case, text in before.items()
    }
    every = {
        case: without(text, [place for place, _ in spans if place[0] == case])
        for case, text in before.items()
    }
    print("| interviews | found | one of so many, on average | " + " | ".join(SAID) + " |")
    print("|---|---|---|" + "---|" * len(SAID))
    for words, texts in (("as they are", before), ("all asked about replaced", after),
                         ("all found replaced", every)):  # fmt: skip
        alone, size, by = linked(texts, cast, everybody)
        given = " | ".join(f"{count} of {len(cast)}" for count in by.values())
        print(f"| {words} | {alone} of {len(cast)} | {size:.1f} | {given} |")


if __name__ == "__main__":
    main()
