"""Which passages are evidence where, and on how many people's word: against a plain oracle."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.matrix.assembly import assemble
from qualcode.analysis.matrix.evidence import Evidence, gather_evidence
from qualcode.model.case import Case
from qualcode.model.coding.coding import CodingEvent
from qualcode.model.document.document import Speaker
from qualcode.model.matrix.definition import MatrixDefinition
from qualcode.store.study import Study
from tests.analysis.random_studies import (
    BOOK,
    JUDGED,
    Oracle,
    RandomStudy,
    Said,
    random_definition,
    random_study,
    transcript,
    voices,
    write_study,
)


def expected(made: RandomStudy, study: Study, definition: MatrixDefinition) -> Oracle:
    cases = {case.id: case for case in made.cases}
    oracle = Oracle(definition, study.codebook, cases, made.documents)
    oracle.take_all(made.standing())
    return oracle


@pytest.mark.slow
@given(seed=st.integers(0, 10**9))
def test_every_passage_is_in_exactly_the_cells_that_it_should_be(seed):
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        made = random_study(Path(folder) / "study", chance)
        study = Study.open(made.root)
        for _ in range(4):
            definition = random_definition(chance, made)
            evidence = gather_evidence(study, definition)
            oracle = expected(made, study, definition)
            ids = [coding.id for coding in evidence.codings]
            cells = {key: [ids[at] for at in cell] for key, cell in evidence.cells.items()}
            assert {key: sorted(cell) for key, cell in cells.items()} == {
                key: sorted(cell) for key, cell in oracle.cells.items()
            }
            for key in cells:
                assert evidence.people_in(key) == oracle.people(key)
            assert {key: p.group for key, p in evidence.persons.items()} == oracle.persons
            assert {row: groups for row, groups in evidence.asked.items() if groups} == {
                row: groups for row, groups in oracle.asked.items() if groups
            }
            assert (evidence.coders, evidence.coded) == (oracle.coders, oracle.coded)
            told = {one_id for cell in oracle.cells.values() for one_id in cell}
            judged = {
                one_id for k, cell in oracle.cells.items() if k[1] != "neutral" for one_id in cell
            }
            assert (evidence.evidence, evidence.unjudged) == (len(judged), len(told - judged))
            for row in oracle.rows() if not definition.by_case else ():
                for group in {"*"} if definition.across else {*oracle.persons.values()}:
                    columns = (*JUDGED, "neutral")
                    speaking = [oracle.people((row, column, group)) for column in columns]
                    assert evidence.spoke(row, group) == set().union(*speaking)


@pytest.mark.slow
@given(seed=st.integers(0, 10**9))
def test_the_matrix_shows_all_of_the_evidence_and_only_that(seed):
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        made = random_study(Path(folder) / "study", chance)
        study = Study.open(made.root)
        definition = random_definition(chance, made)
        oracle = expected(made, study, definition)
        matrix = assemble(study, definition, []).matrix
        shown = {cell.key: set(cell.codings) for cell in matrix.cells if cell.codings}
        assert shown == {
            key: set(cell)
            for key, cell in oracle.cells.items()
            if definition.by_case
            or (key[1] != "neutral" and key[1] in (definition.columns or JUDGED))
        }
        least = 1 if definition.by_case else 2
        for cell in matrix.cells:
            people = len(oracle.people(cell.key))
            assert (cell.people, cell.thin) == (people, 0 < people < least)
            assert bool(cell.silence) == (not cell.codings)
        size = {group.id: group.people for group in matrix.groups}
        if definition.by_case or definition.across:
            assert list(size.values()) == [len(oracle.persons)]
        else:
            everybody = list(oracle.persons.values())
            assert {g: n for g, n in size.items() if n} == {
                g: everybody.count(g) for g in everybody
            }
        if definition.by_case:
            assert sorted(row.id for row in matrix.rows) == sorted(oracle.persons)
        else:
            # In the codebook's order, or the one asked for, and nothing with evidence left out.
            rows = [row.id for row in matrix.rows]
            assert rows == [row for row in oracle.rows() if row in rows]
            assert {key[0] for key in oracle.cells} <= set(rows)


@pytest.mark.slow
@given(seed=st.integers(0, 10**9))
def test_who_speaks_in_a_passage(seed):
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        made = random_study(Path(folder) / "study", chance)
        for document in made.documents.values():
            for _ in range(10):
                start, end = sorted(chance.sample(range(document.characters + 1), 2))
                found = document.speakers_in(start, end)
                said = {
                    document.speakers[turn.speaker]
                    for turn in document.turns
                    if turn.speaker >= 0
                    and set(range(turn.words, turn.end)) & set(range(start, end))
                }
                assert set(found) == said
                assert len(found) == len(said)
                assert set(found) == voices(document, start, end) or not found
                firsts = [min(t.start for t in document.turns if t.end > start
                              and document.speakers[t.speaker] == s and t.speaker >= 0)
                          for s in found]  # fmt: skip
                assert firsts == sorted(firsts)


# ---- by hand ------------------------------------------------------------------------------------

ASKING = Speaker("I", "interviewer")
NIA, TOM = Speaker("N", case="P1"), Speaker("T", case="P2")


class Coded:
    """A study of a few talks, coded by turn numbers from 0."""

    def __init__(self, folder: Path, talks: dict[str, list[Said]]) -> None:
        self._folder = folder
        self._made = {name: transcript(name, said) for name, said in talks.items()}
        self._events: dict[tuple[str, str], list[CodingEvent]] = {}

    def code(self, name: str, first: int, last: int, code: str = "money") -> str:
        document, _ = self._made[name]
        own = self._events.setdefault(("ann", name), [])
        turns = document.turns
        made = CodingEvent(f"{name}{len(own)}", "add", code, turns[first].words, turns[last].end,
                           document.sha256, "2026-01-02", valence="works_well")  # fmt: skip
        own.append(made)
        return made.id

    def evidence(self, **keys: object) -> Evidence:
        cases = [Case("P1", {"group": "yp"}), Case("P2", {"group": "care"})]
        root = write_study(self._folder / "s", self._made.values(), cases, BOOK, self._events)
        return gather_evidence(Study.open(root), MatrixDefinition(**keys))


MONEY = ("money", "works_well")


def test_one_human_being_in_two_documents_is_one(tmp_path: Path):
    made = Coded(tmp_path, {"alone": [(NIA, "Yes.")], "group": [(NIA, "Yes."), (TOM, "No.")]})
    made.code("alone", 0, 0)
    made.code("group", 0, 0)
    found = made.evidence()
    assert found.people_in((*MONEY, "yp")) == {"P1"}
    assert set(found.persons) == {"P1", "P2"}


def test_two_who_talk_to_each_other_are_two_and_each_groups_evidence(tmp_path: Path):
    made = Coded(tmp_path, {"joint": [(ASKING, "Well?"), (NIA, "Yes."), (TOM, "No.")]})
    both = made.code("joint", 0, 2)
    found = made.evidence()
    assert [found.codings[at].id for at in found.cells[(*MONEY, "yp")]] == [both]
    assert [found.codings[at].id for at in found.cells[(*MONEY, "care")]] == [both]
    assert found.people_in((*MONEY, "yp")) == {"P1"}


@pytest.mark.parametrize("layout", ["synthesis", "cases"])
def test_a_question_is_nobodys_evidence_but_says_who_was_asked(tmp_path: Path, layout: str):
    made = Coded(tmp_path, {"joint": [(ASKING, "Well?"), (NIA, "Yes."), (TOM, "No.")]})
    made.code("joint", 0, 0, "home")
    found = made.evidence(layout=layout)
    assert found.cells == {}
    assert found.asked == {"moves": {"yp", "care"}}
    assert not found.coders


def test_what_somebody_left_out_says_is_no_question(tmp_path: Path):
    made = Coded(tmp_path, {"joint": [(ASKING, "Well?"), (NIA, "Yes."), (TOM, "No.")]})
    made.code("joint", 1, 1)
    found = made.evidence(groups=("care",))
    assert found.cells == {}
    assert found.asked == {}


def test_notes_stand_for_themselves_whatever_their_name(tmp_path: Path):
    made = Coded(tmp_path, {"P1": [(None, "A tidy room.")], "talk": [(NIA, "Yes.")]})
    made.code("P1", 0, 0)
    made.code("talk", 0, 0)
    found = made.evidence()
    assert found.people_in((*MONEY, "yp")) == {"P1"}
    assert found.people_in((*MONEY, "")) == {"P1/"}


def test_a_question_with_nobody_to_answer_it_is_no_ones_evidence(tmp_path: Path):
    talks: dict[str, list[Said]] = {"trial": [(ASKING, "Well?"), (ASKING, "And?")]}
    made = Coded(tmp_path, talks)
    document, _ = made._made["trial"]
    made._events[("ann", "trial")] = [
        CodingEvent("label", "add", "money", 0, document.turns[0].words, document.sha256, "2026")
    ]
    assert made.evidence().cells == {}
