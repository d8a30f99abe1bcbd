"""Colours of new codes, and of the codebooks that come with qualcode: siblings differ."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.codebook.code import Code, Codebook
from qualcode.store.codebook.reader import parse_codebook
from qualcode.workbench.codebook.code_form import new_code
from qualcode.workbench.codebook.colours import PALETTE, difference, free_colour

CODEBOOKS = sorted((Path(__file__).parents[3] / "codebooks").glob("*.yaml"))
#: Colours that differ less are taken for one beside each other.
LEAST = 0.095


def built_in(path: Path) -> Codebook:
    return parse_codebook(path.read_text(encoding="utf-8"), path.name)[0]


def with_new(book: Codebook, name: str) -> Codebook:
    return Codebook(codes=(*book.codes, new_code(book, name)))


def test_the_first_codes_of_a_codebook_are_far_from_each_other():
    book = Codebook()
    for name in "abcdefgh":
        book = with_new(book, name)
    colours = [code.colour for code in book]
    assert min(difference(a, b) for a, b in combinations(colours, 2)) > LEAST
    assert min(difference(a, b) for a, b in pairwise(colours)) > 0.15


@given(st.lists(st.sampled_from(PALETTE), max_size=5))
def test_a_code_below_another_differs_from_it_and_from_its_siblings(colours: list[str]):
    children = tuple(Code(id=f"c{n}", name=f"c{n}", colour=c) for n, c in enumerate(colours))
    above = Code(id="above", name="above", colour=PALETTE[4], children=children)
    others = tuple(Code(id=f"o{n}", name=f"o{n}", colour=c) for n, c in enumerate(PALETTE))
    book = Codebook(codes=(above, *others))
    found = free_colour(book, "above")
    assert min(difference(found, one) for one in (PALETTE[4], *colours)) > 0


def test_no_colour_and_colours_of_another_kind_stand_in_no_way():
    book = Codebook(codes=(Code(id="a", name="a", colour=""), Code(id="b", name="b", colour="red")))
    assert free_colour(book) == PALETTE[0]


@pytest.mark.parametrize("path", CODEBOOKS, ids=lambda path: path.stem)
def test_in_the_codebooks_that_come_along_siblings_and_neighbours_differ(path: Path):
    book = built_in(path)
    given = [code for code in book if code.can_be_used]
    close = [(a, b) for a, b in pairwise(given)]
    close += list(combinations([code for code in given if code in book.codes], 2))
    for code in given:
        close += combinations((code, *code.children), 2)
    alike = {
        (a.id, b.id, round(difference(a.colour, b.colour), 3))
        for a, b in close
        if difference(a.colour, b.colour) < LEAST
    }
    assert not alike


def test_the_colours_differ_from_each_other():
    assert len(set(PALETTE)) == len(PALETTE)
    assert difference("#000000", "#FFFFFF") == pytest.approx(1, abs=0.001)
    assert difference("#0072b2", "#0072B2") == 0
