"""Every place that counts codings or people counts the same: against one plain oracle, on random studies."""

from __future__ import annotations

import random
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import qualcode
from qualcode.analysis import listings
from qualcode.analysis.codes_by_document import codes_by_document
from qualcode.analysis.counted_codings import count_codings
from qualcode.model.document.document import Document
from qualcode.model.matrix.definition import MatrixDefinition
from qualcode.store.study import Study
from qualcode.workbench.coding.blind import Blind
from qualcode.workbench.coding.session import counts
from qualcode.workbench.find.retrieval import Retrieval, Retriever, groups_of
from qualcode.workbench.overview.rows import read_lines
from tests.analysis.random_studies import RandomStudy, Standing, once, random_study, voices


def people(one: Standing, cases: set[str]) -> frozenset[str]:
    """Whose evidence a coding is: every participant who says any of it."""
    document = one.document
    said = voices(document, one.event.start, one.event.end)
    if said or any(s.role == "participant" for s in document.speakers):
        return frozenset(document.person(s) for s in said if s.role == "participant")
    return frozenset({document.id + ("/" if document.id in cases else "")})


def group(person: str, study: Study) -> str:
    case = study.cases.get(person)
    return (case.attributes.get("group", "") if case else "") or "not given"


def by_code(table) -> dict[str, dict[str, int]]:
    """A crosstab without its zeros."""
    return {
        str(row["code"]): {k: v for k, v in row.items() if k != "code" and v}
        for row in table.records()
    }


@pytest.mark.slow
@given(seed=st.integers(0, 10**9))
def test_every_count_in_every_place_is_the_same(seed: int):
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        made = random_study(Path(folder) / "study", chance)
        study = Study.open(made.root)
        counted = once(made.standing(), study.codebook)
        cases = {case.id for case in made.cases}
        code_of = {one.event.id: study.codebook.resolve(one.event.code) for one in counted}
        whose = {one.event.id: people(one, cases) for one in counted}
        of_code: dict[str, list[Standing]] = defaultdict(list)
        for one in counted:
            of_code[code_of[one.event.id]].append(one)
        every = study.codings()

        left = count_codings(study, every)
        assert sorted(c.id for c in left.codings) == sorted(one.event.id for one in counted)
        assert left.orphaned + left.doubled + len(counted) == len(every)

        for row in listings.code_counts(study, every).records():
            own = of_code[row["code"]]
            code = study.codebook.get(row["code"])
            below = [one for c in (code.walk() if code else ()) for one in of_code[c.id]] or own
            assert row["codings"] == len(own)
            assert row["with_below"] == len(below)
            assert row["evidence"] == sum(bool(whose[one.event.id]) for one in own)
            assert row["documents"] == len({one.document.id for one in below})
            everybody = {person for one in below for person in whose[one.event.id]}
            assert row["people"] == len(everybody)
            assert row["works_well"] == sum(one.event.valence == "works_well" for one in below)

        headings = {
            "document": lambda one: [one.document.id],
            "coder": lambda one: [one.coder],
            "valence": lambda one: [one.event.valence or "none"],
            "case": lambda one: list(whose[one.event.id]) or ["none"],
            "group": lambda one: {group(p, study) for p in whose[one.event.id]} or ["none"],
        }
        for by, columns in headings.items():
            expected = {}
            for code, own in of_code.items():
                cells = Counter(column for one in own for column in columns(one))
                expected[code] = {**cells, "total": len(own)}
            shown = by_code(listings.crosstab(study, every, by=by))
            assert {code: row for code, row in shown.items() if row} == {
                code: row for code, row in expected.items() if row["total"]
            }

        check_documents(made, study, counted, code_of)
        check_screens(made, study, counted, code_of)
        check_retrieval(study, counted, code_of, whose)
        check_pictures(study, counted, code_of, whose)


def check_documents(made: RandomStudy, study: Study, counted: list[Standing], code_of) -> None:
    for row in listings.document_counts(study, study.codings()).records():
        own = [one for one in counted if one.document.id == row["document"]]
        assert row["codings"] == len(own)
        assert row["codes"] == len({code_of[one.event.id] for one in own})
    for row in listings.coders_table(study).records():
        own = [one for one in counted if one.coder == row["coder"]]
        assert (row["codings"], row["documents"]) == (len(own), len({o.document.id for o in own}))


def check_screens(made: RandomStudy, study: Study, counted: list[Standing], code_of) -> None:
    """The overview and the codebook beside a document, for each coder."""
    for coder in {coder for coder, _ in made.events}:
        own = [one for one in counted if one.coder == coder]
        lines = read_lines(study, coder, study.codebook)
        in_documents = Counter(one.document.id for one in own)
        assert {line.id: line.codings for line in lines.documents if line.codings} == in_documents
        assert {code: n.codings for code, n in lines.codes.items() if n.codings} == Counter(
            code_of[one.event.id] for one in own
        )
        for line in lines.documents:
            document = made.documents[line.id]
            assert line.shares[coder] == share(document, own)
            standing = count_codings(study, study.codings(coder=coder, document=line.id)).codings
            there = Counter(code_of[o.event.id] for o in own if o.document.id == line.id)
            assert counts(standing, study.codebook.resolve) == there


def check_retrieval(study: Study, counted: list[Standing], code_of, whose) -> None:
    """The codings of a code, of a group, and the numbers above them."""
    retriever = Retriever(study, Blind(study, "nobody"))
    for code in {"", *code_of.values()}:
        for of_group in ("", *groups_of(study)):
            found = retriever.retrieve(Retrieval(code=code, group=of_group))
            below = study.codebook.below(code) or {code}
            own = [
                one for one in counted
                if (not code or code_of[one.event.id] in below)
                and (not of_group or of_group in {group(p, study) for p in whose[one.event.id]})
            ]  # fmt: skip
            assert sorted(c.id for c in found.codings) == sorted(one.event.id for one in own)
            assert found.people == {p for one in own for p in whose[one.event.id]}
            assert found.documents == len({one.document.id for one in own})
            assert len(found.passages) == len(own) + found.orphaned + found.doubled


def share(document: Document, own: list[Standing]) -> float:
    """The share of the turns to code of which any character is coded."""
    turns = [document.turns[n] for n in document.turns_to_code()]
    coded = {
        at
        for one in own
        if one.document is document
        for at in range(one.event.start, one.event.end)
    }
    touched = sum(any(at in coded for at in range(turn.words, turn.end)) for turn in turns)
    return touched / len(turns) if turns else 0.0


def check_pictures(study: Study, counted: list[Standing], code_of, whose) -> None:
    """What a picture and a matrix are made of: codings of codes that exist, in people's words."""
    evidence = [
        one for one in counted
        if whose[one.event.id] and study.codebook.get(code_of[one.event.id]) is not None
    ]  # fmt: skip
    shown = codes_by_document(study, MatrixDefinition())
    assert shown.counts == Counter((code_of[o.event.id], o.document.id) for o in evidence)
    assert shown.codings == len(evidence)


@pytest.mark.slow
@given(seed=st.integers(0, 10**9))
def test_python_counts_as_the_commands_do(seed: int):
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        made = random_study(Path(folder) / "study", chance)
        study = Study.open(made.root)
        opened = qualcode.open_study(made.root)
        every = study.codings()
        told = opened.code_counts()
        rows = listings.code_counts(study, every).records()
        assert told.drop(columns="parent").to_dict("records") == [
            {name: value for name, value in row.items() if name != "parent"} for row in rows
        ]
        assert told.attrs["notes"] == [p.line() for p in count_codings(study, every).problems()]
        for by in ("document", "group", "case"):
            frame = opened.crosstab(by=by).reset_index().to_dict("records")
            assert frame == listings.crosstab(study, every, by=by).records()
