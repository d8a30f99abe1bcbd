"""Two people edit one codebook: what each did is there, or it is said that both cannot be."""

from __future__ import annotations

import random

import pytest

from qualcode.errors import QualcodeError
from qualcode.model.codebook.code import Code, Codebook
from qualcode.store.codebook.edit import (
    with_code_added,
    with_code_changed,
    with_code_merged,
    with_code_moved,
    with_code_removed,
    with_code_renumbered,
)
from qualcode.store.codebook.reader import parse_codebook
from qualcode.store.merge.codebook import _shape, merge_codebooks
from qualcode.store.merge.conflicts import MARK
from tests.examples import examples

BASE = """\
# The team's codebook.
title: Team
codes:
  # About people.
  - id: adults
    name: Trusted adults
    definition: One adult who is there.   # from the pilot
    include:
      - Teachers.
    children:
      - id: mentor
        name: Mentor
        definition: Somebody who helps.
      - id: carer
        name: Carer
        definition: Who looks after the child.
  - id: moves
    name: Moves
    definition: Changing school or home.
  - id: stigma
    name: Stigma
    definition: Being singled out.
"""
RUNS = examples(150, "QUALCODE_MERGE_RUNS")


def book(text: str) -> Codebook:
    found, problems = parse_codebook(text, "codebook.yaml")
    assert not [p for p in problems if p.level == "error"], problems
    return found


def merged(ours: str, theirs: str, base: str = BASE):
    found = merge_codebooks(base, ours, theirs)
    book(found.text)
    return found


def test_different_fields_of_one_code_and_additions_of_both_sides():
    ours = with_code_changed(BASE, "moves", {"definition": "Changing school."})
    ours = with_code_added(ours, Code("taxi", "Taxis"), parent="moves")
    theirs = with_code_changed(BASE, "moves", {"name": "Moving", "include": ["Twice in a year."]})
    theirs = with_code_added(theirs, Code("art", "Art room"))
    found = merged(ours, theirs)
    assert not found.conflicts
    made = book(found.text)
    moves = made.get("moves")
    assert moves is not None
    assert (moves.name, moves.definition, moves.include) == (
        "Moving", "Changing school.", ("Twice in a year.",),
    )  # fmt: skip
    assert made.parent("taxi") == "moves"
    assert made.get("art") is not None
    assert "# from the pilot" in found.text
    assert "# About people." in found.text


def test_entries_of_a_list_from_both_sides_and_a_removed_one():
    ours = with_code_changed(BASE, "adults", {"include": ["Teachers.", "Carers."]})
    theirs = with_code_changed(BASE, "adults", {"include": ["Youth workers."]})
    adults = book(merged(ours, theirs).text).get("adults")
    assert adults is not None
    assert adults.include == ("Carers.", "Youth workers.")


def test_the_same_field_changed_to_two_things_is_a_block_that_can_be_read():
    ours = with_code_changed(BASE, "mentor", {"definition": "One who helps."})
    theirs = with_code_changed(BASE, "mentor", {"definition": "Someone who stays.\nFor years."})
    found = merged(ours, theirs)
    assert [(c.code, c.field) for c in found.conflicts] == [("mentor", "definition")]
    assert (
        "      - id: mentor\n"
        "        # CONFLICT in definition: here stands ours, the other side has\n"
        "        #   | Someone who stays.\n"
        "        #   | For years.\n"
        "        #   Decide: qualcode codebook resolve; or by hand, and then delete these lines.\n"
        "        name: Mentor\n"
        "        definition: One who helps.\n"
    ) in found.text
    same = with_code_changed(BASE, "mentor", {"definition": "One who helps."})
    assert not merged(ours, same).conflicts


def test_removed_here_and_changed_there_is_never_a_silent_loss():
    gone = with_code_removed(BASE, "stigma")
    changed = with_code_changed(BASE, "stigma", {"definition": "Being marked out."})
    for ours, theirs in ((gone, changed), (changed, gone)):
        found = merged(ours, theirs)
        assert [c.field for c in found.conflicts] == ["code"]
        stigma = book(found.text).get("stigma")
        assert stigma is not None
        assert stigma.definition == "Being marked out."
        assert MARK in found.text
    assert "stigma" not in merged(gone, BASE).text
    assert "stigma" not in merged(BASE, gone).text


def test_renames_moves_and_merges_follow_changes_of_the_other_side():
    renamed = with_code_renumbered(BASE, "moves", "moving")
    changed = with_code_changed(BASE, "moves", {"definition": "Changing home."})
    for ours, theirs in ((renamed, changed), (changed, renamed)):
        made = book(merged(ours, theirs).text)
        moving = made.get("moves")
        assert moving is not None
        assert (moving.id, moving.was, moving.definition) == (
            "moving",
            ("moves",),
            "Changing home.",
        )
    moved = with_code_moved(BASE, "stigma", parent="adults")
    named = with_code_changed(BASE, "stigma", {"name": "Stigma and labels"})
    for ours, theirs in ((moved, named), (named, moved)):
        made = book(merged(ours, theirs).text)
        assert made.parent("stigma") == "adults"
        assert made.get("stigma").name == "Stigma and labels"  # type: ignore[union-attr]
    one = with_code_merged(BASE, "carer", "mentor")
    other = with_code_changed(BASE, "mentor", {"definition": "One adult."})
    for ours, theirs in ((one, other), (other, one)):
        mentor = book(merged(ours, theirs).text).get("carer")
        assert mentor is not None
        assert (mentor.id, mentor.definition) == ("mentor", "One adult.")
    away = with_code_moved(BASE, "mentor", parent="moves")
    top = with_code_moved(BASE, "mentor")
    assert [c.field for c in merged(away, top).conflicts] == ["parent"]


def test_gits_own_merge_is_taken_where_it_means_the_same():
    ours = BASE.replace("# The team's codebook.", "# Ours, since May.")
    theirs = BASE.replace("definition: Being singled out.", "definition: Being marked.  # new")
    lines = ours.replace("definition: Being singled out.", "definition: Being marked.  # new")
    assert merge_codebooks(BASE, ours, theirs, lines).text == lines
    # One that lost a side's change is not.
    assert "Being marked." in merge_codebooks(BASE, ours, theirs, ours).text


def edited(chance: random.Random, text: str, side: str) -> str:
    """Return a codebook after one to four edits, each of a kind that a person makes."""
    for n in range(chance.randint(1, 4)):
        ids = [c.id for c in book(text)]
        if not ids:
            text = with_code_added(text, Code(f"new-{side}{n}", f"New {side}{n}", "Something."))
            continue
        one, other = chance.choice(ids), chance.choice(ids)
        kind = chance.choice(["name", "definition", "include", "add", "move", "merge", "remove",
                              "status", "id", "top"])  # fmt: skip
        try:
            if kind in ("name", "definition"):
                text = with_code_changed(text, one, {kind: f"{kind} {side}{n}{one}"})
            elif kind == "include":
                old = book(text).get(one)
                assert old is not None
                rules = [*old.include[chance.randint(0, 1) :], f"rule {side}{n}"]
                text = with_code_changed(text, one, {"include": rules})
            elif kind == "add":
                code = Code(f"new-{side}{n}", f"New {side}{n}", "Something.")
                text = with_code_added(text, code, parent=chance.choice(["", one]))
            elif kind == "move":
                text = with_code_moved(text, one, parent=other)
            elif kind == "top":
                text = with_code_moved(text, one)
            elif kind == "merge":
                text = with_code_merged(text, one, other)
            elif kind == "remove":
                text = with_code_removed(text, one)
            elif kind == "status":
                text = with_code_changed(text, one, {"status": chance.choice(["retired", "draft"])})
            else:
                text = with_code_renumbered(text, one, f"{one}-{side}")
        except QualcodeError:
            continue
    return text


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(RUNS))
def test_random_edits_of_two_people_lose_nothing(seed: int):
    chance = random.Random(seed)
    ours, theirs = edited(chance, BASE, "a"), edited(chance, BASE, "b")
    found = merged(ours, theirs)
    made, one, other, base = book(found.text), book(ours), book(theirs), book(BASE)
    told = {c.code for c in found.conflicts}
    for code in [*one, *other]:
        old = base.get(code.id) or next((b for w in code.was if (b := base.get(w))), None)
        gone = old is not None and (one.get(old.id) is None or other.get(old.id) is None)
        here = made.get(code.id)
        assert here is not None or gone, f"{code.id} was lost"
        if here is None or old is None or here.id in told or gone:
            continue
        mine, theirs_too = one.get(old.id), other.get(old.id)
        assert mine is not None
        assert theirs_too is not None
        if {mine.id, theirs_too.id} - {old.id, f"{old.id}-a", f"{old.id}-b"}:
            continue  # merged into another
        for name in ("name", "definition", "status"):
            was, a, b, now = (getattr(c, name) for c in (old, mine, theirs_too, here))
            assert now == (a if b == was else b if a == was else now)
            if a != was and b not in (was, a):
                assert here.id in told
    # No coding's code is unknown afterwards, unless both sides know it is gone.
    for code in base:
        if one.get(code.id) and other.get(code.id):
            assert made.get(code.id) is not None
    # The other way round means the same, where nobody has to decide.
    back = merge_codebooks(BASE, theirs, ours)
    assert bool(back.conflicts) == bool(found.conflicts)
    if not found.conflicts:
        assert sorted_shape(book(back.text)) == sorted_shape(made)
    # With one side unchanged the result is the other.
    assert sorted_shape(book(merge_codebooks(BASE, ours, BASE).text)) == sorted_shape(one)
    assert sorted_shape(book(merge_codebooks(BASE, BASE, theirs).text)) == sorted_shape(other)


def sorted_shape(one: Codebook):
    return {
        key: (
            code.name,
            code.definition,
            sorted(code.include),
            code.status,
            sorted(code.was),
            parent,
        )
        for key, (code, parent) in _shape(one).items()
    }
