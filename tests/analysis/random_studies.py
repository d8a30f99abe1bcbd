"""Random small studies as real folders, and who says what in them, character by character."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from qualcode.model.case import Case
from qualcode.model.codebook.code import Codebook
from qualcode.model.coding.coding import CodingEvent
from qualcode.model.document.document import Document, Role, Speaker, Turn
from qualcode.model.matrix.definition import MatrixDefinition
from qualcode.model.text.text import text_digest
from qualcode.store.config import config_text
from qualcode.store.records.cases import cases_text
from qualcode.store.records.documents import document_text

GROUPS = {"yp": "Young people", "education": "Education", "care": "Social care"}
JUDGED = ("works_well", "works_less_well", "mixed")
VALENCES = (*JUDGED, "neutral", None)

#: A code, its definition, the ids it had before, the codes below it.
Entry = tuple[str, str, tuple[str, ...], list["Entry"]]
#: Who speaks a paragraph (None: nobody), and its words.
Said = tuple[Speaker | None, str]


def codebook_text(entries: Iterable[Entry]) -> str:
    """The text of a ``codebook.yaml``; JSON is YAML."""

    def plain(entry: Entry) -> dict[str, object]:
        code, definition, was, below = entry
        return {"id": code, "name": code.capitalize(), "definition": definition,
                "was": list(was), "children": [plain(one) for one in below]}  # fmt: skip

    return json.dumps({"title": "Random", "codes": [plain(one) for one in entries]}, indent=1)


def transcript(name: str, said: Sequence[Said]) -> tuple[Document, str]:
    """A document of these paragraphs, as an import would make it, and its text."""
    speakers = list(dict.fromkeys(speaker for speaker, _ in said if speaker))
    text, turns = "", []
    for speaker, words in said:
        start = len(text)
        label = f"{speaker.label}: " if speaker else ""
        text += label + words
        number = speakers.index(speaker) if speaker else -1
        turns.append(Turn(start, start + len(label), len(text), number))
        text += "\n\n"
    text = text.rstrip("\n") + "\n"
    count = sum(len(words.split()) for _, words in said)
    made = Document(name, name, "en", text_digest(text), len(text), count, "text",
                    text_digest(name), "2026-01-01", tuple(speakers), tuple(turns))  # fmt: skip
    return made, text


def write_study(
    root: Path,
    documents: Iterable[tuple[Document, str]],
    cases: Iterable[Case],
    book: Iterable[Entry],
    events: dict[tuple[str, str], list[CodingEvent]],
    settings: str = "",
) -> Path:
    """Write a study folder; ``events`` are by coder and document."""
    for folder in ("documents", "transcripts", "codings"):
        (root / folder).mkdir(parents=True)
    config = config_text("Random", groups=GROUPS)
    (root / "study.toml").write_text(f"{config}\n{settings}", encoding="utf-8")
    (root / "cases.csv").write_text(cases_text(cases), encoding="utf-8")
    (root / "codebook.yaml").write_text(codebook_text(book), encoding="utf-8")
    for document, text in documents:
        (root / "documents" / f"{document.id}.json").write_text(document_text(document), "utf-8")
        (root / "transcripts" / f"{document.id}.txt").write_text(text, "utf-8", newline="\n")
    for (coder, document_id), own in events.items():
        path = root / "codings" / coder / f"{document_id}.jsonl"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"".join(msgspec.json.encode(event) + b"\n" for event in own))
    return root


# ---- who says what, plainly ---------------------------------------------------------------------


def voices(document: Document, start: int, end: int) -> set[Speaker]:
    """Who says any character of a passage; of one that is only a label, whose label it is."""
    said: set[Speaker] = set()
    labelled: set[Speaker] = set()
    for at in range(start, end):
        for turn in document.turns:
            if turn.speaker >= 0 and turn.words <= at < turn.end:
                said.add(document.speakers[turn.speaker])
            if turn.speaker >= 0 and turn.start <= start < turn.words:
                labelled.add(document.speakers[turn.speaker])
    return said or labelled


@dataclass
class Standing:
    """A coding as the oracle knows it: its document and coder, and its place there."""

    document: Document
    coder: str
    event: CodingEvent


def once(standing: Sequence[Standing], book: Codebook) -> list[Standing]:
    """Those on words of the present text, without any that says what another one says.

    That is another of the same coder, words and code, judged where this is not, or changed later.
    """

    def weight(one: Standing) -> tuple[bool, str, str]:
        return one.event.valence is not None, one.event.at, one.event.id

    def same(one: Standing, other: Standing) -> bool:
        return (
            one.coder == other.coder
            and one.document is other.document
            and (one.event.start, one.event.end) == (other.event.start, other.event.end)
            and book.resolve(one.event.code) == book.resolve(other.event.code)
        )

    here = [one for one in standing if one.event.sha256 == one.document.sha256]
    return [
        one for one in here
        if not any(same(one, other) and weight(one) < weight(other) for other in here)
    ]  # fmt: skip


@dataclass
class Oracle:
    """Which codings are evidence where, and on whose word, worked out one by one."""

    definition: MatrixDefinition
    book: Codebook
    cases: dict[str, Case]
    documents: dict[str, Document]
    cells: dict[tuple[str, str, str], dict[str, set[str]]] = field(default_factory=dict)
    persons: dict[str, str] = field(default_factory=dict)
    asked: dict[str, set[str]] = field(default_factory=dict)
    coders: set[str] = field(default_factory=set)
    coded: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for document in self.documents.values():
            self.persons |= self.present(document, document.speakers)

    def group(self, person: str) -> str:
        return self.cases[person].attributes.get("group", "") if person in self.cases else ""

    def wanted(self, person: str) -> bool:
        definition, case = self.definition, self.cases.get(person)
        if definition.groups and self.group(person) not in definition.groups:
            return False
        if definition.where and case is None:
            return False
        return all(
            case is not None and case.attributes.get(name, "") in values
            for name, values in definition.where.items()
        )

    def present(self, document: Document, speakers: Iterable[Speaker]) -> dict[str, str]:
        """Those of the matrix among some speakers, each human being once, with their groups."""
        found = {}
        for speaker in speakers:
            if speaker.role == "participant":
                person = speaker.case or f"{document.id}/{speaker.label}"
                if self.wanted(person):
                    found[person] = self.group(person)
        return found

    def rows(self) -> list[str]:
        chosen = [self.book.get(name) for name in self.definition.codes] or self.book.codes
        rows = []
        for code in chosen:
            assert code is not None
            below = code.walk() if self.definition.sub_codes else [code]
            rows += [one.id for one in below if one.id not in rows]
        return rows

    def take_all(self, standing: Iterable[Standing]) -> None:
        """Take what the matrix is made of, and nothing of it twice."""
        chosen = [
            one for one in standing
            if (not self.definition.coders or one.coder in self.definition.coders)
            and (self.definition.assisted or not one.event.assisted)
        ]  # fmt: skip
        for one in once(chosen, self.book):
            self.take(one)

    def take(self, standing: Standing) -> None:
        """Take a coding that stands, wherever it is, into the cells it should be in."""
        definition, event, document = self.definition, standing.event, standing.document
        if definition.coders and standing.coder not in definition.coders:
            return
        code = self.book.get(event.code)
        if (event.assisted and not definition.assisted) or code is None:
            return
        if event.sha256 != document.sha256:
            return
        rows = [row for row in self.rows() if code.id in {c.id for c in self._walk(row)}]
        speaking = voices(document, event.start, event.end)
        people = self.present(document, speaking)
        if not speaking and all(s.role != "participant" for s in document.speakers):
            # Field notes: nobody speaks, and they stand for themselves.
            notes = document.id + ("/" if document.id in self.cases else "")
            people = {notes: ""} if self.wanted(notes) else {}
        if not rows:
            return
        if not people:
            if any(speaker.role == "interviewer" for speaker in speaking):
                for row in rows:
                    groups = set(self.present(document, document.speakers).values())
                    self.asked.setdefault(row, set()).update(groups)
            return
        self.persons |= people
        self.coders.add(standing.coder)
        self.coded.add(document.id)
        column = event.valence if event.valence in JUDGED else "neutral"
        for row in rows:
            for person, group in people.items():
                if definition.layout == "cases":
                    key = (person, row, "")
                else:
                    key = (row, column, "*" if definition.across else group)
                self.cells.setdefault(key, {}).setdefault(event.id, set()).add(person)

    def _walk(self, row: str):
        code = self.book.get(row)
        assert code is not None
        return code.walk()

    def people(self, key: tuple[str, str, str]) -> set[str]:
        """Who speaks in a cell."""
        return set().union(*self.cells.get(key, {}).values())


# ---- a random study -----------------------------------------------------------------------------

WORDS = (
    "mentor moved school again helped nobody Monday asked March settled ŵyn 🙂 hard call".split()
)


def sentence(chance: random.Random) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, 7))) + "."


@dataclass
class RandomStudy:
    """A study in a folder, and everything it was made of."""

    root: Path
    documents: dict[str, Document]
    cases: list[Case]
    book: list[Entry]
    events: dict[tuple[str, str], list[CodingEvent]]

    def standing(self) -> list[Standing]:
        """The codings that stand on a document that is there, by their last events."""
        found = []
        for (coder, name), events in self.events.items():
            last = {event.id: event for event in sorted(events, key=lambda e: e.rev)}
            found += [
                Standing(self.documents[name], coder, event)
                for event in last.values()
                if event.op != "remove" and name in self.documents
            ]
        return found


BOOK: list[Entry] = [
    ("support", "Help.", (), [
        ("mentor", "One adult.", ("old-mentor",), [("trust", "Trust.", (), [])]),
        ("peers", "Other pupils.", (), []),
    ]),
    ("moves", "Moves.", ("old-moves", "older-moves"), [("home", "Of home.", (), [])]),
    ("money", "Grants.", (), []),
]  # fmt: skip
CODES = ("support", "mentor", "trust", "peers", "moves", "home", "money",
         "old-mentor", "old-moves", "older-moves", "unknown-code")  # fmt: skip


def random_study(root: Path, chance: random.Random) -> RandomStudy:
    """Interviews alone and joint, focus groups, notes, questions only; coded by up to three."""
    cases = [
        Case(f"P{n}", {"group": chance.choice([*GROUPS, ""]), "la": chance.choice(["1", "2", ""])})
        for n in range(1, 6)
    ]
    # Field notes of the same name as a participant are not that participant.
    names = ["talk", "group", "P1", "notes"][: chance.randint(1, 4)]
    made = [transcript(name, _talk(chance, [case.id for case in cases])) for name in names]
    events: dict[tuple[str, str], list[CodingEvent]] = {}
    number = 0
    for document, text in made:
        for coder in chance.sample(["ann", "ben", "cai"], chance.randint(0, 3)):
            log: list[CodingEvent] = []
            for _ in range(chance.randint(1, 8)):
                number += 1
                log += _history(chance, f"c{number:03}", document, text)
            chance.shuffle(log)
            events[(coder, document.id)] = log
    if chance.random() < 0.1:
        events[("ann", "gone")] = [msgspec.structs.replace(_event(chance, "x", *made[0]), id="x")]
    documents = {document.id: document for document, _ in made}
    write_study(root, made, cases, BOOK, events)
    return RandomStudy(root, documents, cases, BOOK, events)


def _talk(chance: random.Random, cases: list[str]) -> list[Said]:
    kind = chance.choice(["interview", "joint", "group", "notes", "questions"])
    if kind == "notes":
        return [(None, sentence(chance)) for _ in range(chance.randint(1, 3))]
    roles: list[Role] = ["participant", "participant", "participant", "other"]
    talking = [Speaker("I", "interviewer")]
    if kind != "questions":
        for n in range({"interview": 1, "joint": 2, "group": 4}[kind]):
            # Some are not of the cases, one may have two labels, or be in another document too.
            case = chance.choice([*cases, None, "not-in-cases"])
            talking.append(Speaker(f"S{n}", chance.choice(roles), case))
    said: list[Said] = []
    for _ in range(chance.randint(1, 7)):
        who = None if chance.random() < 0.1 else chance.choice(talking)
        said.append((who, sentence(chance)))
    return said


def _event(chance: random.Random, name: str, document: Document, text: str) -> CodingEvent:
    one, other = (chance.choice(document.turns) for _ in range(2))
    kind = chance.choice(["turn", "turn", "turns", "label", "any", "label and more"])
    first, last = sorted((one, other), key=lambda turn: turn.start)
    start, end = {
        "turn": (one.words, one.end),
        "turns": (first.words, last.end),
        "label": (one.start, max(one.words, one.start + 1)),
        "label and more": (first.start, last.words + 1),
        "any": tuple(sorted(chance.sample(range(len(text)), 2))),
    }[kind]
    digest = document.sha256 if chance.random() < 0.95 else text_digest("a text nobody has")
    return CodingEvent(name, "add", chance.choice(CODES), start, end, digest, "2026-01-02",
                       valence=chance.choice([*VALENCES, "works_well", "good"]),
                       assisted=chance.random() < 0.2)  # fmt: skip


def _history(chance: random.Random, name: str, document: Document, text: str) -> list[CodingEvent]:
    events = [_event(chance, name, document, text)]
    while chance.random() < 0.3:
        op = chance.choice(["change", "change", "remove"])
        again = _event(chance, name, document, text)
        events.append(msgspec.structs.replace(again, op=op, rev=len(events)))
    return events


def random_definition(chance: random.Random, study: RandomStudy) -> MatrixDefinition:
    """A matrix of a study by any of its keys."""
    coders = sorted({coder for coder, _ in study.events})
    there = {case.attributes["la"] for case in study.cases}
    asked = [code for code in CODES if code != "unknown-code"]
    return MatrixDefinition(
        layout=chance.choice(["synthesis", "synthesis", "cases"]),
        codes=tuple(chance.sample(asked, chance.choice([0, 0, 1, 3]))),
        sub_codes=chance.random() < 0.4,
        unused=chance.random() < 0.5,
        groups=tuple(chance.sample(list(GROUPS), chance.choice([0, 0, 1, 2]))),
        across=chance.random() < 0.3,
        columns=tuple(chance.sample(JUDGED, chance.choice([0, 0, 1, 2]))),
        coders=tuple(chance.sample(coders, min(len(coders), chance.choice([0, 0, 1])))),
        assisted=chance.random() < 0.7,
        where={"la": tuple(chance.sample(sorted(there), 1))} if chance.random() < 0.3 else {},
    )
