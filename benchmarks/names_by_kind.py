"""How well each kind of name is found in the sample interviews, and what replacing all of it costs.

    .venv/bin/python benchmarks/names_by_kind.py [FOLDER]

Invented names of each kind are put into sentences among those of the invented sample interviews,
or of the text files of a folder, a kind at a time. A name counts as found if it would be replaced
there when everything that `names` finds is accepted, and as asked about if everything is that
`names review` asks about without being told to show all. Forms of known names are looked for with
the full names in the table; all else without a table.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import cast

sys.path.insert(0, str(Path(__file__).parents[1]))
from qualcode.model.personal_names import KnownName, NameFinder
from qualcode.nlp.names.finder import NameSearch, Place
from qualcode.nlp.names.spacy_hints import NameHints, is_installed
from qualcode.store.study import Study
from qualcode.transcripts.reader import parse_transcript
from qualcode.workbench.privacy.name_rows import only_likely, rows_of
from qualcode.workbench.privacy.names import Names

SAMPLES = Path(__file__).parents[1] / "transcripts_sample"
_PERSON = ("And then {} rang the school about it.", "It was {} who came to the review.",
           "So they told {} on the Friday, not me.", "{} never missed a meeting.")  # fmt: skip
_THERE = ("We moved to {} that summer.", "The review was over in {} that time.",
          "You cannot get from {} to college by bus.")  # fmt: skip
_OF = ("I was at {} for two years.", "They sent the form to {} and heard nothing.")
_IS = ("It is {}, if you need it.", "She wrote down {} and lost it.")
FULL = ("Dafydd Pryswen", "Rhiannon Cadwganor", "Bethan Treharnel", "Osian Gwernwyn",
        "Lowri Morgannwy", "Steffan Penrhosyn", "Hannah Fenwickson", "Oliver Marchbankly",
        "Grace Hartsopley", "Will Lambertonby", "Jessica Okonjola", "Thomas Kettlewor")  # fmt: skip
KINDS: dict[str, tuple[tuple[str, ...], tuple[str, ...], bool]] = {
    "given names, English": (
        ("Hannah", "Oliver", "Jessica", "Thomas", "Chloe", "Grace", "Will", "Ruby", "Jayden",
         "Kayleigh", "Aaliyah", "Zofia"), _PERSON, False),
    "given names, Welsh": (
        ("Dafydd", "Rhiannon", "Bethan", "Osian", "Lowri", "Steffan", "Angharad", "Llŷr", "Eira",
         "Haf", "Gwilym", "Nia"), _PERSON, False),
    "full names": (FULL, _PERSON, False),
    "surnames": (tuple(f"Mrs {one.split()[1]}" for one in FULL[:6])
                 + tuple(one.split()[1] for one in FULL[6:]), _PERSON, False),
    "places": (("Caerwyddno", "Pontarwel", "Tregannwy", "Llanfadryn", "Cwmeiddew", "Stokeminster",
                "Ashbourneham", "Newtonbury"), _THERE, False),
    "schools": (("Ysgol Maes y Wennol", "Ysgol Bro Gwydryn", "Hendrefor Primary", "Coleg Penrhosyn",
                 "St Elwy's High School", "Westacre Academy"), _OF, False),
    "organisations": (("Gwydryn Youth Trust", "Harbwr Fostering", "the Lantern Project",
                       "Tidewell Housing", "Cyngor Gwydryn", "Bright Steps"), _OF, False),
    "dates of birth": (("12/03/2009", "3rd of May 2008", "born on 14 June 2010", "21.11.2007"),
                       _IS, False),
    "phone numbers": (("07700 900123", "029 2018 0456", "+44 7700 900 456", "01632960789"),
                      _IS, False),
    "e-mail addresses": (("d.prys@example.org", "hannah2009@example.com"), _IS, False),
    "addresses and postcodes": (("14 Heol y Bont", "3 Station Road", "CF99 1NA",
                                 "Flat 2, 8 Bryn Street"), _IS, False),
    "first name of a known name": (tuple(one.split()[0] for one in FULL), _PERSON, True),
    "surname of a known name": (tuple(one.split()[1] for one in FULL), _PERSON, True),
    "nicknames": (("Daf", "Rhi", "Beth", "Osh", "Lows", "Steff", "Han", "Ollie", "Gracie", "Jess",
                   "Tom", "Tommo"), _PERSON, True),
    "initials": (("D.P.", "R. Cadwganor", "B.T.", "O. Gwernwyn", "L. M.", "JO"), _PERSON, True),
    "another case": (tuple(one.lower() for one in FULL[:6])
                     + tuple(one.upper() for one in FULL[6:]), _PERSON, True),
    "slips of the keyboard": (("Dafyd Pryswen", "Rhianon", "Bethen", "Osain", "Lowry Morgannwy",
                               "Stefan", "Hanah", "Olivier Marchbankly", "Jesica", "Thmoas"),
                              _PERSON, True),
}  # fmt: skip


@dataclass(frozen=True)
class Planted:
    """A name that was put into a text."""

    kind: str
    document: str
    start: int
    end: int


def sample_texts() -> dict[str, str]:
    """Return the texts of the sample interviews."""
    found = {}
    for path in sorted(SAMPLES.iterdir()):
        if path.suffix in (".docx", ".vtt", ".txt"):
            turns = parse_transcript(path.read_bytes(), path.name).turns
            found[path.stem] = "\n\n".join(f"{turn.speaker}: {turn.text}" for turn in turns) + "\n"
    return found


def planted(texts: dict[str, str], seed: int, kind: str) -> tuple[dict[str, str], list[Planted]]:
    """Return the texts with names of a kind in them, each name twice, and where these are."""
    r = random.Random(seed)
    pieces = {name: text.rstrip("\n").split("\n\n") for name, text in texts.items()}
    to: dict[str, list[tuple[int, str, str, str]]] = defaultdict(list)
    names, said, _ = KINDS[kind]
    for one in names:
        for sentence in r.sample(said, 2):
            document = r.choice(sorted(pieces))
            at = r.randrange(len(pieces[document]))
            to[document].append((at, kind, one, sentence))
    made, places = {}, []
    for document, turns in pieces.items():
        text = ""
        for at, turn in enumerate(turns):
            text += turn
            for _, kind, one, sentence in (put for put in to[document] if put[0] == at):
                start = len(text) + 1 + sentence.index("{}")
                places.append(Planted(kind, document, start, start + len(one)))
                text += " " + sentence.format(one)
            text += "\n\n"
        made[document] = text
    return made, places


class _Welsh:
    """What of a study is asked: which documents have Welsh mutations. None here."""

    def document_ids(self) -> list[str]:
        return []


def searched(
    texts: dict[str, str], names: list[KnownName], cache: Path | None
) -> list[tuple[Place, bool]]:
    """Return the places of what `names` finds, and whether `names review` asks about it.

    With a ``cache`` for them the model's hints are used.
    """
    search = NameSearch(names, (), NameHints(cache) if cache else None)
    for document, text in texts.items():
        search.read(document, text)
    rows = rows_of(cast("Study", _Welsh()), Names(search.candidates()), names)
    likely = only_likely(rows, "medium")
    found = []
    for some, asked in ((likely, True), ([row for row in rows if row not in likely], False)):
        known = [KnownName(form.text, row.kind, "[…]") for row in some for form in row.forms]
        finder = NameFinder(known)
        found += [
            ((document, hit.start, hit.end), asked)
            for document, text in texts.items()
            for hit in finder.find(text)
        ]
    return found


def words_in(text: str) -> int:
    """Return how many words a text has."""
    return len(text.split())


def overlaps(place: Place, one: Planted) -> bool:
    """Return whether a place is, or is in part, where a name was put."""
    document, start, end = place
    return document == one.document and start < one.end and one.start < end


def measure(texts: dict[str, str], kind: str, cache: Path | None) -> None:
    """Print what is found of a kind, and what is lost if everything asked about is replaced."""
    made, there = planted(texts, 7, kind)
    table = [KnownName(one, replacement=f"[person {n}]") for n, one in enumerate(FULL, 1)]
    spans = searched(made, table if KINDS[kind][2] else [], cache)
    hits = [[asked for place, asked in spans if overlaps(place, one)] for one in there]
    asked_about = {place for place, asked in spans if asked}
    wrong = {p for p in asked_about if not any(overlaps(p, one) for one in there)}
    lost = sum(words_in(made[d][a:b]) for d, a, b in wrong) / sum(map(words_in, made.values()))
    print(
        f"| {kind} | {len(hits)} | {sum(map(bool, hits)) / len(hits):.0%} | "
        f"{sum(map(any, hits)) / len(hits):.0%} | {lost:.2%} |"
    )


def main() -> None:
    """Print the figures, without the model's hints and, where it is installed, with them."""
    texts = sample_texts()
    if len(sys.argv) > 1:
        files = sorted(Path(sys.argv[1]).rglob("*.txt"))
        texts = {path.name: path.read_text("utf-8", "replace") for path in files}
    with tempfile.TemporaryDirectory() as folder:
        for cache in (None, Path(folder)) if is_installed() else (None,):
            print(f"{'with' if cache else 'without'} the model's hints\n")
            print("| kind | places | found | asked about | other words replaced |")
            print("|---|---|---|---|---|")
            for kind in KINDS:
                measure(texts, kind, cache)
            print()


if __name__ == "__main__":
    main()
