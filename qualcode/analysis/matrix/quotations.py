"""The quotations of a matrix: their printed form, attribution and what prevents printing them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from qualcode.analysis.matrix.assembly import Assembled
from qualcode.analysis.matrix.evidence import Person
from qualcode.analysis.passages import PassageReader
from qualcode.errors import BadInputError
from qualcode.model.case import Case, attribution
from qualcode.model.coding.coding import Coding
from qualcode.model.document.document import Document
from qualcode.model.matrix.definition import EVERYONE
from qualcode.model.matrix.matrix import Cell, Finding, Matrix, Quotation
from qualcode.model.plural import counted
from qualcode.model.problem import Problem
from qualcode.model.quotation.lost_words import dropped
from qualcode.model.quotation.trim import Cut, form_digest, printed
from qualcode.store.records.quotation_log import QuotationState, SignOff, read_quotations
from qualcode.store.study import Study

#: Finds real names in a text, and returns them as they stand there.
FindNames = Callable[[str], Sequence[str]]

_LABELS = {
    "en": ("[Interviewer:]", "[Another speaker:]", "[Participant:]"),
    "cy": ("[Cyfwelydd:]", "[Siaradwr arall:]", "[Cyfranogwr:]"),
}


@dataclass(frozen=True)
class Source:
    """A quotation's passage at present: its document, text, labels to hide, cuts in place."""

    coding: Coding
    document: Document
    text: str
    labels: tuple[tuple[int, int, str], ...]
    cuts: tuple[Cut, ...]
    moved: bool
    person: Person | None


class Quoter:
    """Makes quotations from a study's codings; reads each quoted text once, and no other text."""

    def __init__(
        self,
        study: Study,
        assembled: Assembled,
        names: FindNames,
        reader: PassageReader | None = None,
    ) -> None:
        self._study = study
        self._assembled = assembled
        self.evidence = assembled.evidence
        self._names = names
        self.reader = reader or PassageReader(study)
        self.states, self._problems = read_quotations(study.root)
        self._generic: dict[str, Counter[str]] = {}

    @property
    def problems(self) -> list[Problem]:
        """The problems of the log of quotations, and of the texts that are quoted."""
        return [*self._problems, *self.reader.problems]

    def with_quotations(self, *, automatic: bool) -> Matrix:
        """Return the matrix with its chosen quotations, and with some for cells without a summary.

        With ``automatic`` a cell without summary and quotations shows the first passages by
        different people, as many as the study's settings say; these count as not chosen.
        """
        found: dict[tuple[str, str, str], list[Quotation]] = {}
        for cell in self._assembled.matrix.cells:
            quotations = self._of_cell(cell, automatic)
            if quotations:
                found[cell.key] = quotations
        self._over_quoted(found)
        cells = tuple(
            replace(cell, quotations=tuple(found[cell.key])) if cell.key in found else cell
            for cell in self._assembled.matrix.cells
        )
        return replace(self._assembled.matrix, cells=cells)

    def _of_cell(self, cell: Cell, automatic: bool) -> list[Quotation]:
        summary = self._assembled.summaries.get(cell.key)
        chosen = summary.quotations if summary else ()
        at = self.evidence.cells.get(cell.key, ())
        if chosen:
            ids = zip(self.evidence.ids(cell.key), at, strict=True)
            standing = {name: i for name, i in ids if name in chosen}
            codings = [standing[name] for name in chosen if name in standing]
        elif automatic and not cell.summary.strip():
            codings = self._first(at, self._study.config.quotations)
        else:
            return []
        made = (self.quotation(i, cell.group, chosen=bool(chosen)) for i in codings)
        return [one for one in made if one is not None]

    def _first(self, at: Sequence[int], most: int) -> list[int]:
        """Return passages, those by different people first, none overlapping another."""
        picked: list[int] = []
        people: set[tuple[str, ...]] = set()
        for again in (False, True):
            for i in at:
                if len(picked) >= most:
                    return picked
                who = self.evidence.people[i]
                if i in picked or (who in people) != again:
                    continue
                if any(
                    _overlap(self.evidence.codings[i], self.evidence.codings[j]) for j in picked
                ):
                    continue
                if self.source(i, EVERYONE) is not None:
                    picked.append(i)
                    people.add(who)
        return picked

    # ---- one quotation ------------------------------------------------------------------

    def source(self, at: int, group: str) -> Source | None:
        """Return the present passage of a coding, by its number in the evidence.

        ``None`` if its words are not in the text, or not on this machine.
        """
        coding = self.evidence.codings[at]
        document = self.evidence.documents.get(coding.document)
        if document is None or coding.event.sha256 != document.sha256:
            return None
        text = self.reader.text(document)
        if text is None:
            return None
        person = self._person(at, group)
        cuts, moved = self._placed(coding)
        return Source(
            coding, document, text, _labels(document, coding, person), cuts, moved, person
        )

    def _person(self, at: int, group: str) -> Person | None:
        persons = [self.evidence.persons[key] for key in self.evidence.people[at]]
        own = [p for p in persons if group in (EVERYONE, "", p.group)] or persons
        return own[0] if own else None

    def _placed(self, coding: Coding) -> tuple[tuple[Cut, ...], bool]:
        """Return the cuts at their present places, and whether words changed under them."""
        state = self.states.get(coding.id)
        trim = state.trim if state else None
        event = coding.event
        if trim is not None and trim.sha256 == event.sha256:
            # Whoever trimmed it saw exactly these words.
            cuts, changed = trim.cuts, False
        elif trim is None or not trim.cuts:
            return (), coding.text_changed
        else:
            anchoring = self._study.anchoring(coding.document)
            placed = [(cut, anchoring.span(cut.start, cut.end, trim.sha256)) for cut in trim.cuts]
            changed = coding.text_changed
            changed |= any(m is None or m.orphaned or m.changed for _, m in placed)
            cuts = tuple(
                Cut(m.start, m.end, cut.instead, cut.joined) for cut, m in placed if m is not None
            )
        inside = tuple(cut for cut in cuts if event.start <= cut.start and cut.end <= event.end)
        return inside, changed or len(inside) != len(cuts)

    def words(self, at: int) -> str | None:
        """Return the words of a coding, by its number in the evidence; ``None`` if not here."""
        return self.reader.words(self.evidence.codings[at])[1]

    def template(self, coding: str) -> str:
        """Return the attribution template of a coding's quotation: its own, or else the study's."""
        state = self.states.get(coding)
        own = state.trim.signed_as if state and state.trim else ""
        return own or self._study.config.attribution

    def signature(self, person: Person | None, template: str) -> str:
        """Return a person's attribution; the group if they have no case."""
        if person is None:
            return ""
        if person.case is None:
            return self._study.group_name(person.group) if person.group else ""
        return attribution(person.case, template, self._study.group_name(person.group))

    def quotation(self, at: int, group: str, *, chosen: bool) -> Quotation | None:
        """Return a coding as a quotation, with the findings against printing it."""
        source = self.source(at, group)
        if source is None:
            return None
        coding, event = source.coding, source.coding.event
        template = self.template(coding.id)
        signed = self.signature(source.person, template)
        state = self.states.get(coding.id)
        form = self._form(source, signed)
        try:
            text = printed(source.text, event.start, event.end, source.cuts, source.labels)
        except BadInputError:
            # The cuts do not fit any more, or are not qualcode's: show the whole, to be trimmed
            # again.
            source = replace(source, cuts=(), moved=True)
            text = printed(source.text, event.start, event.end, (), source.labels)
        same = (form, self._form(source, signed, document=coding.document))
        signs = [s for s in state.signs if s.form in same] if state else []
        made = Quotation(
            coding=coding.id,
            text=text,
            attribution=signed,
            document=coding.document,
            start=event.start,
            end=event.end,
            person=source.person.key if source.person else coding.document,
            chosen=chosen,
            signed_by=tuple(sorted(s.by for s in signs)),
            trimmed=bool(source.cuts),
            form=form,
            language=source.document.language,
        )
        found = [
            *self._against(source, made, template),
            *self._sign_offs(made, source, state, signs),
        ]
        return _judged(replace(made, findings=tuple(found)), signs)

    def forms(self, at: int, group: str) -> tuple[str, str] | None:
        """Return the digest of a quotation's form, and the one that earlier versions made of it.

        That one held the document's id. ``None`` where its words are not in the text, or not on
        this machine.
        """
        source = self.source(at, group)
        if source is None:
            return None
        signed = self.signature(source.person, self.template(source.coding.id))
        return (
            self._form(source, signed),
            self._form(source, signed, document=source.coding.document),
        )

    def _form(self, source: Source, signed: str, *, document: str = "") -> str:
        # The text's digest says which text it is: under another id a document has the same.
        state = self.states.get(source.coding.id)
        trim = state.trim if state else None
        logged = source.coding.logged
        return form_digest(
            document=document,
            sha256=logged.sha256,
            start=logged.start,
            end=logged.end,
            cuts=trim.cuts if trim else (),
            signed=signed,
            group=source.person.group if source.person else "",
            trimmed_in=trim.sha256 if trim and trim.sha256 != logged.sha256 else "",
        )

    def _against(self, source: Source, made: Quotation, template: str) -> Iterator[Finding]:
        config = self._study.config
        if source.moved:
            yield Finding("words-changed", "its words changed in a revision: trim it anew")
        for where, words in (("it", made.text), ("its attribution", made.attribution)):
            for name in dict.fromkeys(self._names(words)):
                yield Finding("name", f"{where} holds “{name}”, a real name of the private table")
        event = source.coding.event
        for one in dropped(source.text, event.start, event.end, source.cuts):
            how = {"cut": "leaves out", "before": "begins after", "after": "ends before"}[one.where]
            yield Finding("negation", f"{how} “{one.word}”, which may turn its meaning round", True)
        person = source.person
        if person is None:
            return
        least = max(2, config.minimum_people)
        alike = self._alike(person, template)
        if alike is not None and alike[1] < least:
            people = counted(alike[1], "person")
            yield Finding("unique", f"signed “{alike[0]}”, which is {people} in this study", True)
        size = self._sizes[person.group]
        if size < config.minimum_people:
            name = self._study.group_name(person.group)
            yield Finding("small-group", f"{name} is a group of {size}", True)

    def _alike(self, person: Person, template: str) -> tuple[str, int] | None:
        """Return the non-pseudonym parts of the attribution, and how many people they fit."""
        if person.case is None:
            return None
        if template not in self._generic:
            pseudonyms = self._study.config.pseudonyms
            counts = Counter(
                self._plain(self._study.cases[name], template, pseudonyms)
                for name in self._speaking
            )
            self._generic[template] = counts
        plain = self._plain(person.case, template, self._study.config.pseudonyms)
        return (plain, self._generic[template][plain]) if plain else None

    @cached_property
    def _sizes(self) -> Counter[str]:
        """The number of people of each group in the matrix."""
        return Counter(person.group for person in self.evidence.persons.values())

    @cached_property
    def _speaking(self) -> set[str]:
        """The cases that speak in any document: nobody can hide among those not interviewed."""
        documents = self.evidence.documents.values()
        return {name for one in documents for name in one.cases if name in self._study.cases}

    def _plain(self, case: Case, template: str, pseudonyms: Sequence[str]) -> str:
        kept = {k: v for k, v in case.attributes.items() if k not in pseudonyms}
        return attribution(Case("", kept), template, self._study.group_name(case.group))

    def _sign_offs(
        self, made: Quotation, source: Source, state: QuotationState | None, signs: list[SignOff]
    ) -> Iterator[Finding]:
        if not signs:
            if state and state.signs:
                by = ", ".join(sorted(s.by for s in state.signs))
                yield Finding("changed", f"it is not what {by} signed off: it changed since")
            else:
                yield Finding("not-cleared", "nobody has signed it off")
        if len({s.by for s in signs}) != 1:
            return
        spoken = self._groups_of(source)
        group = next((g for g in sorted(spoken) if self._study.config.needs_two(g)), None)
        if group is not None:
            name = self._study.group_name(group)
            yield Finding("second-sign-off", f"{name}: a second person must sign it off")

    def _groups_of(self, source: Source) -> set[str]:
        """Return the groups of everybody who speaks in a passage, also outside this cell."""
        event, cases = source.coding.event, self._study.cases
        speakers = source.document.speakers_in(event.start, event.end)
        found = {cases[s.case].group for s in speakers if s.case and s.case in cases}
        return found | ({source.person.group} if source.person else set())

    def _over_quoted(self, found: dict[tuple[str, str, str], list[Quotation]]) -> None:
        """Report people quoted more often than the study allows; the first signed off may stay."""
        most = self._study.config.quoted_most
        by_person: dict[str, dict[str, Quotation]] = defaultdict(dict)
        for quotations in found.values():
            for one in quotations:
                if one.chosen:
                    by_person[one.person].setdefault(one.coding, one)
        over: dict[str, int] = {}
        for own in by_person.values():
            if len(own) > most:
                order = sorted(own, key=lambda name: (self._signed_at(own[name]), name))
                over |= dict.fromkeys(order[most:], len(own))
        if not over:
            return
        for key, quotations in found.items():
            found[key] = [self._too_often(one, over.get(one.coding, 0)) for one in quotations]

    def _too_often(self, one: Quotation, times: int) -> Quotation:
        if not times:
            return one
        most = self._study.config.quoted_most
        finding = Finding(
            "over-quoted", f"one person is quoted {times} times, at most {most}", True
        )
        state = self.states.get(one.coding)
        signs = [s for s in state.signs if s.by in one.signed_by] if state else []
        return _judged(replace(one, findings=(*one.findings, finding)), signs)

    def _signed_at(self, one: Quotation) -> str:
        state = self.states.get(one.coding)
        signs = state.signs if state else ()
        return min((s.at for s in signs if s.by in one.signed_by), default="~")


def _judged(made: Quotation, signs: Sequence[SignOff]) -> Quotation:
    """Return whether a quotation is cleared; findings accepted by those who signed do not count."""
    accepted = {kind for sign in signs for kind in sign.accepts}
    against = tuple(f for f in made.findings if not (f.acceptable and f.kind in accepted))
    return replace(made, findings=against, cleared=bool(signs) and not against)


def _overlap(one: Coding, other: Coding) -> bool:
    a, b = one.event, other.event
    return one.document == other.document and a.start < b.end and b.start < a.end


def _labels(
    document: Document, coding: Coding, person: Person | None
) -> tuple[tuple[int, int, str], ...]:
    """Return the labels inside a passage, which may be names, and the text printed for each."""
    interviewer, another, same = _LABELS.get(document.language, _LABELS["en"])
    start, end = coding.event.start, coding.event.end
    found = []
    spoken = ""
    for turn in document.turns:
        if turn.end <= start or turn.start >= end:
            continue
        if turn.speaker < 0:
            if turn.words > start and turn.start < turn.words:
                found.append((max(turn.start, start), min(turn.words, end), ""))
            continue
        speaker = document.speakers[turn.speaker]
        key = document.person(speaker)
        if speaker.role == "interviewer":
            shown = interviewer
        elif person is not None and key == person.key:
            shown = same if spoken and spoken != key else ""
        else:
            shown = another
        spoken = key
        if turn.words > start and turn.start < turn.words:
            found.append((max(turn.start, start), min(turn.words, end), shown))
    return tuple(found)
