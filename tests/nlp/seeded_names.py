"""Invented transcripts with two hundred invented names planted at known places."""

from __future__ import annotations

import random
from dataclasses import dataclass

from qualcode.model.personal_names import KnownName, mutated

_FIRST = (
    "Dafydd Siân Llŷr Gwenllian Angharad Bethan Rhiannon Tomos Catrin Eleri Ffion Gwilym Heledd "
    "Iestyn Lowri Meinir Nerys Owain Rhodri Sioned Tegwen Ynyr Bronwen Cledwyn Delyth Emrys "
    "Geraint Hywel Ceridwen Llewelyn Myfanwy Osian Steffan Tudur Gwyneth Aled Megan Elizabeth "
    "William Margaret Christopher Jennifer Patricia Nicholas Samantha Rebecca Thomas Katherine "
    "Stephanie Matthew Grace Hope Will Rose Mark Dawn Faith Joy Heather Ivy"
).split()
_LAST = (
    "Prys-Jones Tŷfodwg Bevanson Cadwgan Morgannwg Llwydfan Pughe Rowlandson Hafgan Penrhosyn "
    "Gwernwy Treharn Meredydd Bowenfield Parrydale Glynogwr Ellisby Craddocke Onslowe Bellis "
    "Tandridge Fenwicke Hartsop Kettley Lamberton Marchbank Okonjo Patelwala Quillfeather Rashidi"
).split()
_PLACES = (
    "Caerwyddno Pontarwel Tregannwy Bryncelynnog Llanfadryn Dinasfach Merthyrog Cwmeiddew "
    "Pentreheli Trefadog Rhydypennal Llandyfael Maesgwydryn Porthcelyn Gorslwyd Bontgoch Mynachdy "
    "Castellnedd Tywynfa Cilfachwen"
).split()
_SCHOOLS = ("Ysgol Maes y Wennol", "Ysgol Bro Gwydryn", "Hendrefor Primary", "Coleg Penrhosyn",
            "St Elwy's High School", "Ysgol Pentreheli")  # fmt: skip
_SAID = (
    "I think {} was the one who rang the school that week.",
    "So we asked {} to come to the review and nobody minded.",
    "It was {} again, she always remembered the review date.",
    "They told {} about the move on a Friday and that was that.",
    "After that {} sat with me every lunch time until the summer.",
    "Nobody had heard from {} for weeks, so I went round myself.",
    "{} never missed a meeting, not one.",
)
_THERE = (
    "We had to go all the way to {} for every review.",
    "She was placed out near {} and changed schools twice.",
    "He liked it in {} more than anybody thought he would.",
)
#: Words that are names too, where they are no names.
_PLAIN = (
    "Will you come to the next one, I asked, and they said they will try.",
    "I hope it will work. Hope is what you need, in a way.",
    "We moved in May and again in June, which marks a child.",
    "It was the dawn of it all, a bit of grace and faith and joy goes a long way.",
    "Mark my words, they rose to it. Heather grows on the hill there.",
    "The social worker came in the morning and we talked about the grant.",
    "I will say that the pupil development grant never reached us.",
    "Social services and the Council should talk to each other, that is all.",
    "What helped was one adult who was there every day.",
    "And how did the school take it when you told them?",
    "It depends on the school, and on who is in the office that day.",
    "They said there was no place, and then there was one after all.",
    "My plan was written without me, I saw it when I was sixteen.",
    "We had the meeting on Teams and half of it froze.",
    "You get used to it, but you should not have to.",
    "The laptop came in June, after the exams.",
    "A taxi there and back, every day, for two years.",
    "He would not say why, and nobody asked him either.",
    "Our head is very good on this, she lets us try things.",
    "There was a waiting list, and then the list was closed.",
    "Could you say a bit more about that?",
    "No, I think that is everything.",
    "In Wales it is different, the plan follows the child.",
    "She was good at maths and then she was moved in Year 10.",
)


@dataclass(frozen=True)
class Planted:
    """One occurrence: where, how it is written, of which name; ``how`` is the kind of form."""

    document: str
    start: int
    end: int
    text: str
    name: str
    how: str


@dataclass(frozen=True)
class SeededStudy:
    """Texts by document, the table of names, and what was planted where."""

    texts: dict[str, str]
    names: list[KnownName]
    planted: list[Planted]


def misspelt(chance: random.Random, word: str) -> str:
    """Return a word as a tired typist or a recogniser writes it; its first letter stays."""
    swaps = [("ff", "f"), ("dd", "th"), ("ll", "l"), ("w", "u"), ("y", "i"), ("ph", "f"),
             ("nn", "n"), ("f", "v"), ("c", "k"), ("rh", "r")]  # fmt: skip
    fitting = [(a, b) for a, b in swaps if a in word[1:]]
    if fitting and chance.random() < 0.6:
        a, b = chance.choice(fitting)
        at = word.index(a, 1)
        return word[:at] + b + word[at + len(a) :]
    at = chance.randrange(1, len(word) - 1)
    kind = chance.choice(["double", "drop", "swap", "other"])
    if kind == "double":
        return word[:at] + word[at] + word[at:]
    if kind == "drop":
        return word[:at] + word[at + 1 :]
    if kind == "swap":
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + chance.choice("aeiou") + word[at + 1 :]


def seeded(names: int = 200, documents: int = 40, turns: int = 60, seed: int = 7) -> SeededStudy:
    """Return a study's texts with names planted in nearly half of its turns."""
    chance = random.Random(seed)
    table: list[KnownName] = []
    used: set[str] = set()
    places = iter(_PLACES)
    schools = iter(_SCHOOLS)
    while len(table) < names:
        number = len(table)
        if number % 10 == 0 and (place := next(places, None)):
            table.append(KnownName(place, "place", f"[place {number + 1}]"))
            continue
        if number % 30 == 5 and (school := next(schools, None)):
            table.append(KnownName(school, "school", f"[School {chr(65 + number // 30)}]"))
            continue
        full = f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"
        if full not in used:
            used.add(full)
            table.append(KnownName(full, "person", f"[person {number + 1}]"))
    # Some people are spoken of by the first name, and the team has said so.
    firsts: set[str] = set()
    for n, name in enumerate(table):
        first = name.name.split()[0]
        if name.kind == "person" and n % 3 == 0 and first not in firsts:
            firsts.add(first)
            table[n] = KnownName(name.name, name.kind, name.replacement, (first,))
    texts: dict[str, str] = {}
    planted: list[Planted] = []
    for d in range(documents):
        document = f"talk-{d + 1:02}"
        pieces: list[str] = []
        at = 0
        for t in range(turns):
            label = "I: " if t % 2 == 0 else "P: "
            said, form = chance.choice(_PLAIN), None
            if t % 2 and chance.random() < 0.85:
                name = chance.choice(table)
                text, how = _written(chance, name, table)
                pattern = chance.choice(_THERE if name.kind != "person" else _SAID)
                if how == "possessive":
                    pattern = "We were in {} office when the call came."
                said = pattern.format(text)
                body = text[:-2] if how == "possessive" else text
                form = (len(label) + pattern.index("{}"), body, name.name, how)
            if form is not None:
                start = at + form[0]
                planted.append(Planted(document, start, start + len(form[1]), *form[1:]))
            pieces.append(label + said)
            at += len(label) + len(said) + 2
        texts[document] = "\n\n".join(pieces) + "\n"
    return SeededStudy(texts, table, planted)


def _written(chance: random.Random, name: KnownName, table: list[KnownName]) -> tuple[str, str]:
    """Return a form of a name, and what kind of form it is."""
    plain_forms = [
        "exact",
        "exact",
        "possessive",
        "no accents",
        "listed variant",
        "hyphen",
        "broken",
    ]
    kind = chance.choice([*plain_forms, "misspelling", "misspelling", "part", "mutated"])
    words = name.name.split()
    if kind == "possessive":
        return f"{name.name}{chance.choice(['’s', chr(39) + 's'])}", kind
    if kind == "no accents":
        return name.name.translate(str.maketrans("âêîôûŵŷÂÊÎÔÛŴŶ", "aeiouwyAEIOUWY")), kind
    if kind == "listed variant" and name.variants:
        return name.variants[0], kind
    if kind == "hyphen" and "-" in name.name:
        return name.name.replace("-", " "), kind
    if kind == "broken":
        return name.name.replace(" ", "\n", 1), kind
    if kind == "misspelling" and name.kind == "person":
        others = {w for n in table for w in n.name.split()}
        wrong = misspelt(chance, words[0]) if len(words[0]) > 5 else misspelt(chance, words[-1])
        if wrong not in others:
            return wrong, kind
    if kind == "part" and name.kind == "person":
        return words[-1], kind
    if kind == "mutated" and name.kind == "place" and mutated(name.name):
        return mutated(name.name)[0], kind
    return name.name, "exact"


#: Kinds of forms that the list alone must find, all of them.
LISTED = frozenset({"exact", "possessive", "no accents", "listed variant", "hyphen", "broken",
                    "mutated"})  # fmt: skip
