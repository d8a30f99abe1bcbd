"""Codes by document and codes that meet, against plain counting, character by character."""

from __future__ import annotations

import itertools
import random
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.code_cooccurrence import code_cooccurrence, meetings, merged_passages
from qualcode.analysis.codes_by_document import codes_by_document
from qualcode.analysis.matrix.assembly import assemble
from qualcode.errors import NotFoundError
from qualcode.model.matrix.definition import MatrixDefinition
from qualcode.store.study import Study
from tests.analysis.random_studies import (
    JUDGED,
    Oracle,
    RandomStudy,
    Standing,
    random_definition,
    random_study,
)

Span = tuple[int, int, str]


def oracle_of(made: RandomStudy, study: Study, definition: MatrixDefinition) -> Oracle:
    found = Oracle(
        definition, study.codebook, {case.id: case for case in made.cases}, made.documents
    )
    found.take_all(made.standing())
    return found


def counted(made: RandomStudy, oracle: Oracle) -> list[tuple[Standing, set[str]]]:
    """The codings that are evidence anywhere, with who speaks in each."""
    who: dict[str, set[str]] = {}
    for cell in oracle.cells.values():
        for name, people in cell.items():
            who.setdefault(name, set()).update(people)
    return [(one, who[one.event.id]) for one in made.standing() if one.event.id in who]


def passages(spans: list[Span]) -> list[tuple[frozenset[int], str]]:
    """Spans of one code that hang together by shared characters, as sets of characters."""
    left = [(set(range(start, end)), code) for start, end, code in spans if end > start]
    found: list[tuple[set[int], str]] = []
    while left:
        chars, code = left.pop()
        again = [one for one in found if one[1] == code and one[0] & chars]
        if again:
            for one in again:
                found.remove(one)
            left.append((chars.union(*(one[0] for one in again)), code))
        else:
            found.append((chars, code))
    return [(frozenset(chars), code) for chars, code in found]


def meet(spans: list[Span]) -> Counter[frozenset[str]]:
    return Counter(
        frozenset((code, other))
        for (chars, code), (others, other) in itertools.combinations(passages(spans), 2)
        if chars & others
    )


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), st.sampled_from("abc")), max_size=14)
)
def test_passages_that_share_a_character_meet_once_a_pair(spans: list[Span]):
    merged = merged_passages(spans)
    assert Counter((frozenset(range(s, e)), c) for s, e, c in merged) == Counter(passages(spans))
    assert Counter(map(frozenset, meetings(merged))) == meet(spans)


@pytest.mark.slow
@given(seed=st.integers(0, 10**9))
def test_both_count_what_the_matrix_takes_and_nothing_else(seed: int):
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        made = random_study(Path(folder) / "study", chance)
        study = Study.open(made.root)
        for _ in range(3):
            definition = random_definition(chance, made)
            plain = replace(definition, layout="synthesis", across=True)
            taken = counted(made, oracle_of(made, study, plain))
            resolve = study.codebook.resolve
            by_document = Counter((resolve(o.event.code), o.document.id) for o, _ in taken)
            counts = codes_by_document(study, definition)
            assert {key: n for key, n in counts.counts.items() if n} == by_document
            assert counts.codings == len(taken)
            assert counts.documents == tuple(sorted(made.documents))
            groups = {case.id: case.group for case in made.cases}
            by_group = Counter(
                (resolve(one.event.code), group)
                for one, people in taken
                for group in {groups.get(key, "") for key in people}
            )
            assert {key: n for key, n in counts.by_group.items() if n} == by_group
            assert {group for group, _ in counts.groups} == {group for _, group in by_group}
            order = [code.id for code in study.codebook]
            used = {code for code, _ in by_document}
            assert [row.id for row in counts.rows] == [code for code in order if code in used]
            times: Counter[frozenset[str]] = Counter()
            for name in made.documents:
                spans = [
                    (one.event.start, one.event.end, resolve(one.event.code))
                    for one, _ in taken
                    if one.document.id == name
                ]
                times += meet(spans)
            met = code_cooccurrence(study, definition)
            assert {frozenset(pair): n for pair, n in met.times.items()} == times
            at = {row.id: n for n, row in enumerate(met.rows)}
            assert all(at[one] < at[other] for one, other in met.times)


@pytest.mark.slow
@given(seed=st.integers(0, 10**9))
def test_the_matrix_knows_how_many_of_a_group_speak_of_a_row(seed: int):
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        made = random_study(Path(folder) / "study", chance)
        study = Study.open(made.root)
        definition = random_definition(chance, made)
        matrix = assemble(study, definition, []).matrix
        if definition.by_case:
            assert matrix.spoken == {}
            return
        oracle = oracle_of(made, study, definition)
        expected = {
            (row.id, group.id): len(people)
            for row in matrix.rows
            for group in matrix.groups
            if (
                people := set().union(
                    *(oracle.people((row.id, c, group.id)) for c in (*JUDGED, "neutral"))
                )
            )
        }
        assert matrix.spoken == expected


def test_one_passage_coded_by_two_counts_once():
    spans = [(0, 10, "a"), (0, 10, "a"), (2, 12, "a"), (5, 8, "b"), (12, 14, "b")]
    assert Counter(meetings(merged_passages(spans))) == {("a", "b"): 1}
    # Touching is not sharing.
    assert meetings(merged_passages([(0, 5, "a"), (5, 9, "b")])) == []


def test_a_welsh_matrix_has_welsh_names(charted: Study):
    path = charted.root / "codebook.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "name: Moves", "name: Moves\n    name_cy: Symud"
    )
    path.write_text(text, encoding="utf-8")
    study = Study.open(charted.root)
    for count in (codes_by_document, code_cooccurrence):
        for language, name in (("cy", "Symud"), ("en", "Moves")):
            found = count(study, MatrixDefinition(language=language))
            assert {row.name for row in found.rows if row.id == "moves"} == {name}


def test_a_coder_who_coded_nothing_is_said(charted: Study):
    for count in (codes_by_document, code_cooccurrence):
        with pytest.raises(NotFoundError, match="nobody-here"):
            count(charted, MatrixDefinition(coders=("nobody-here",)))
