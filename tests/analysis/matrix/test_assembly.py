"""What a matrix shows beside its evidence: why cells are empty, how few people, order, Welsh."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.matrix.assembly import assemble
from qualcode.errors import NotFoundError
from qualcode.model.case import Case
from qualcode.model.coding.coding import CodingEvent
from qualcode.model.document.document import Speaker
from qualcode.model.matrix.definition import MatrixDefinition, natural, ordered_cases
from qualcode.model.matrix.matrix import Cell, Matrix
from qualcode.store.records.summaries import Summary
from qualcode.store.study import Study
from tests.analysis.random_studies import BOOK, Said, transcript, write_study

ASKING = Speaker("I", "interviewer")
NIA, TOM, EFA = Speaker("N", case="P1"), Speaker("T", case="P2"), Speaker("E", case="P10")
CASES = [
    Case("P10", {"group": "education", "local_authority": "local authority 7", "age": ""}),
    Case("P2", {"group": "education", "local_authority": "", "age": "41"}),
    Case("P1", {"group": "yp", "local_authority": "local authority 11", "age": "9"}),
]
TALKS: dict[str, list[Said]] = {
    "nia": [(ASKING, "Well?"), (NIA, "Yes."), (NIA, "No.")],
    "both": [(ASKING, "Well?"), (TOM, "Yes."), (EFA, "No.")],
}
DOCUMENTS = {name: transcript(name, said) for name, said in TALKS.items()}


def coded(name: str, turn: int, code: str, valence: str | None = "works_well") -> CodingEvent:
    document, _ = DOCUMENTS[name]
    place = document.turns[turn]
    return CodingEvent(f"{name}-{turn}-{code}", "add", code, place.words, place.end,
                       document.sha256, "2026-01-02", valence=valence)  # fmt: skip


def matrix(folder: Path, *events: CodingEvent, settings: str = "", summaries: list[Summary] | None = None,
           **keys: object) -> Matrix:  # fmt: skip
    logs: dict[tuple[str, str], list[CodingEvent]] = {}
    for event in events:
        logs.setdefault(("ann", event.id.split("-")[0]), []).append(event)
    root = folder / "s"
    write_study(root, DOCUMENTS.values(), CASES, BOOK, logs)
    if settings:
        text = (root / "study.toml").read_text().replace("[asked]\n", f"[asked]\n{settings}\n")
        (root / "study.toml").write_text(text)
    return assemble(Study.open(root), MatrixDefinition(**keys), summaries or []).matrix


def silent(made: Matrix, row: str, group: str, column: str = "works_well") -> Cell:
    cell = made.cell(row, column, group)
    assert not cell.codings
    assert not cell.people
    return cell


# ---- silence ------------------------------------------------------------------------------------


def test_without_a_record_of_asking_it_is_not_known_why_a_cell_is_empty(tmp_path: Path):
    made = matrix(tmp_path, coded("nia", 1, "support"), unused=True)
    cell = silent(made, "money", "education")
    assert (cell.silence, cell.not_asked, cell.spoke) == ("unknown", (), 0)
    # What has evidence is not silent, and no reason is given for it.
    assert made.cell("support", "works_well", "yp").silence == ""


def test_a_topic_guide_tells_who_was_asked_of_a_theme_and_all_below_it(tmp_path: Path):
    made = matrix(tmp_path, coded("nia", 1, "money"), unused=True, sub_codes=True,
                  settings='support = ["education"]\npeers = ["yp"]')  # fmt: skip
    told = {
        (row, group): silent(made, row, group).silence
        for row in ("support", "mentor", "trust", "peers", "moves")
        for group in ("yp", "education")
    }
    assert told == {
        ("support", "yp"): "not asked", ("support", "education"): "asked",
        ("mentor", "yp"): "not asked", ("mentor", "education"): "asked",
        ("trust", "yp"): "not asked", ("trust", "education"): "asked",
        # What is said of the code itself comes before what is said of its theme.
        ("peers", "yp"): "asked", ("peers", "education"): "not asked",
        ("moves", "yp"): "unknown", ("moves", "education"): "unknown",
    }  # fmt: skip
    assert silent(made, "trust", "yp").not_asked == ("yp",)


def test_a_coded_question_says_that_those_in_the_room_were_asked(tmp_path: Path):
    made = matrix(tmp_path, coded("both", 0, "home", None), unused=True, sub_codes=True)
    assert silent(made, "home", "education").silence == "asked"
    assert silent(made, "moves", "education").silence == "asked"
    assert silent(made, "moves", "yp").silence == "unknown"
    assert silent(made, "money", "education").silence == "unknown"


@pytest.mark.parametrize("valence", ["mixed", "works_less_well", "neutral", None])
def test_who_spoke_otherwise_was_asked_whatever_the_guide_says(tmp_path: Path, valence):
    made = matrix(tmp_path, coded("both", 1, "money", valence), coded("nia", 1, "moves"),
                  settings='money = ["yp"]')  # fmt: skip
    cell = silent(made, "money", "education")
    assert (cell.silence, cell.spoke) == ("asked", 1)
    assert silent(made, "money", "yp").silence == "asked"


def test_a_group_that_nobody_was_of(tmp_path: Path):
    made = matrix(tmp_path, coded("nia", 1, "money"), groups=("care", "yp"),
                  settings='money = ["yp"]')  # fmt: skip
    assert [(group.id, group.people) for group in made.groups] == [("care", 0), ("yp", 1)]
    assert silent(made, "money", "care").silence == "no people"


def test_of_everyone_together_those_not_asked_are_named(tmp_path: Path):
    made = matrix(tmp_path, coded("nia", 1, "moves"), unused=True, across=True,
                  settings='money = ["yp"]\nsupport = []')  # fmt: skip
    cell = silent(made, "money", "*")
    assert (cell.silence, cell.not_asked) == ("asked", ("education",))
    cell = silent(made, "support", "*")
    assert (cell.silence, cell.not_asked) == ("not asked", ("education", "yp"))


def test_in_a_chart_each_case_is_asked_as_their_group_was(tmp_path: Path):
    made = matrix(tmp_path, coded("nia", 1, "money"), layout="cases", unused=True,
                  settings='support = ["yp"]')  # fmt: skip
    told = {case: silent(made, case, "", "support").silence for case in ("P1", "P2", "P10")}
    assert told == {"P1": "asked", "P2": "not asked", "P10": "not asked"}
    assert silent(made, "P2", "", "moves").silence == "unknown"


# ---- thin ---------------------------------------------------------------------------------------


def test_thin_is_by_people_not_by_passages(tmp_path: Path):
    made = matrix(tmp_path, coded("nia", 1, "money"), coded("nia", 2, "money"),
                  coded("both", 1, "money"), coded("both", 2, "money"))  # fmt: skip
    one, two = (made.cell("money", "works_well", group) for group in ("yp", "education"))
    assert (len(one.codings), one.people, one.thin) == (2, 1, True)
    assert (len(two.codings), two.people, two.thin) == (2, 2, False)
    # Nobody is not few: that is silence.
    assert not made.cell("money", "works_less_well", "yp").thin


def test_one_person_a_cell_is_what_a_chart_is_of(tmp_path: Path):
    made = matrix(tmp_path, coded("nia", 1, "money"), layout="cases")
    assert made.cell("P1", "money", "").people == 1
    assert not any(cell.thin for cell in made.cells)


# ---- order --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ((), ["P1", "P10", "P2"]),
        (("case",), ["P1", "P2", "P10"]),
        (("-case",), ["P10", "P2", "P1"]),
        (("local_authority",), ["P10", "P1", "P2"]),
        (("-local_authority",), ["P1", "P10", "P2"]),
        (("age",), ["P1", "P2", "P10"]),
        (("-age",), ["P2", "P1", "P10"]),
        (("group", "-case"), ["P10", "P2", "P1"]),
        (("group", "age"), ["P2", "P10", "P1"]),
    ],
)
def test_cases_in_the_order_asked_for_numbers_as_numbers_and_blanks_last(
    tmp_path: Path, order, expected
):
    made = matrix(tmp_path, coded("nia", 1, "money"), layout="cases", order=order)
    assert [row.id for row in made.rows] == expected


def test_a_row_says_what_it_is_ordered_by_or_its_group(tmp_path: Path):
    made = matrix(tmp_path, coded("nia", 1, "money"), layout="cases",
                  order=("local_authority", "-age"))  # fmt: skip
    assert [row.name for row in made.rows] == [
        "P10 · local authority 7",
        "P1 · local authority 11 · 9",
        "P2 · 41",
    ]


def test_without_an_order_rows_say_the_group(tmp_path: Path):
    made = matrix(tmp_path, coded("nia", 1, "money"), layout="cases")
    assert [row.name for row in made.rows] == [
        "P1 · Young people",
        "P10 · Education",
        "P2 · Education",
    ]


VALUES = st.one_of(
    st.sampled_from(["", "7", "11", "007", "local authority 7", "local authority 11", "Ŵyn", "a"]),
    st.text(max_size=6),
)
CASE_LISTS = st.lists(st.tuples(VALUES, VALUES), max_size=8).map(
    lambda rows: [Case(f"C{n}", {"a": a, "b": b}) for n, (a, b) in enumerate(rows)]
)


@given(
    cases=CASE_LISTS, order=st.lists(st.sampled_from(["a", "-a", "b", "-b", "case"]), max_size=3)
)
def test_any_order_keeps_everybody_sorts_by_the_first_and_leaves_alike_ones(cases, order):
    found = ordered_cases(cases, order)
    assert sorted(case.id for case in found) == sorted(case.id for case in cases)
    assert ordered_cases(found, order) == found
    if order and order[0] != "case":
        values = [case.attributes[order[0][-1]] for case in found]
        given_ = [value for value in values if value]
        assert values == given_ + [""] * (len(values) - len(given_))
        assert given_ == sorted(given_, key=natural, reverse=order[0].startswith("-"))
        # The rest of the order, then the order they were in, among those alike.
        rest = ordered_cases(cases, order[1:])
        for value in set(values):
            alike = [case for case in found if case.attributes[order[0][-1]] == value]
            assert alike == [case for case in rest if case in alike]


@pytest.mark.slow
@given(
    stem=st.sampled_from(["", "local authority ", "ALl "]), numbers=st.lists(st.integers(0, 10**6))
)
def test_numbers_in_names_are_numbers(stem, numbers):
    shown = [f"{stem}{number}" for number in numbers]
    assert sorted(shown, key=natural) == [f"{stem}{number}" for number in sorted(numbers)]


# ---- Welsh --------------------------------------------------------------------------------------


def welsh(folder: Path, **keys: object) -> Matrix:
    book = folder / "s" / "codebook.yaml"
    settings = folder / "s" / "study.toml"
    logs = {("ann", "nia"): [coded("nia", 1, "support"), coded("nia", 2, "money", "mixed")]}
    write_study(folder / "s", DOCUMENTS.values(), CASES, BOOK, logs)
    book.write_text(
        book.read_text().replace('"name": "Support"', '"name": "Support", "name_cy": "Cefnogaeth"')
    )
    more = '\n[groups_cy]\nyp = "Pobl ifanc"\n[matrix.headings_cy]\nmixed = "Cymysg iawn"\n'
    settings.write_text(settings.read_text() + more)
    definition = MatrixDefinition(title="A matrix", title_cy="Matrics", **keys)
    return assemble(Study.open(folder / "s"), definition, []).matrix


def test_a_welsh_matrix_has_welsh_names_where_there_are_any(tmp_path: Path):
    made = welsh(tmp_path, language="cy")
    assert (made.title, made.language) == ("Matrics", "cy")
    assert [row.name for row in made.rows] == ["Cefnogaeth", "Money"]
    assert made.columns == (
        ("works_well", "Yn gweithio'n dda"),
        ("works_less_well", "Yn gweithio'n llai da"),
        ("mixed", "Cymysg iawn"),
    )
    names = {group.id: group.name for group in made.groups}
    assert names["yp"] == "Pobl ifanc"


def test_an_english_one_has_none_of_them(tmp_path: Path):
    made = welsh(tmp_path)
    assert made.title == "A matrix"
    assert [row.name for row in made.rows] == ["Support", "Money"]
    assert [name for _, name in made.columns] == ["Works well", "Works less well", "Mixed"]


def test_everyone_in_welsh(tmp_path: Path):
    made = welsh(tmp_path, language="cy", across=True)
    assert [(group.id, group.name) for group in made.groups] == [("*", "Pawb")]


# ---- what is shown ------------------------------------------------------------------------------


def test_a_row_is_there_for_its_evidence_or_its_summary(tmp_path: Path):
    summary = Summary("moves", "yp", "works_well", "Nobody speaks of it.")
    made = matrix(tmp_path, coded("nia", 1, "trust"), summaries=[summary])
    assert [row.id for row in made.rows] == ["support", "moves"]
    assert [row.id for row in made.rows_without] == ["moves", "money"]
    assert made.cell("moves", "works_well", "yp").state == "current"


def test_rows_of_sub_codes_know_how_deep_they_are(tmp_path: Path):
    made = matrix(tmp_path, coded("nia", 1, "trust"), sub_codes=True)
    assert [(row.id, row.depth) for row in made.rows] == [
        ("support", 0), ("mentor", 1), ("trust", 2),
    ]  # fmt: skip


def test_the_column_of_mixed_is_there_when_anything_is(tmp_path: Path):
    made = matrix(tmp_path, coded("nia", 1, "money"))
    assert [column for column, _ in made.columns] == ["works_well", "works_less_well"]
    summary = Summary("money", "yp", "mixed", "Both.")
    with_one = matrix(tmp_path / "2", coded("nia", 1, "money"), summaries=[summary])
    assert [column for column, _ in with_one.columns][2:] == ["mixed"]


def test_a_summary_of_no_cell_is_reported_and_never_lost(tmp_path: Path):
    write_study(tmp_path / "s", DOCUMENTS.values(), CASES, BOOK, {})
    stray = Summary("nothing", "yp", "mixed", "Lost?", where="synthesis/main/x.md")
    found = assemble(Study.open(tmp_path / "s"), MatrixDefinition(), [stray])
    [problem] = found.problems
    assert (problem.code, problem.where) == ("stray-summary", "synthesis/main/x.md")
    assert "nothing · mixed · yp" in problem.message


def test_a_coder_who_coded_nothing_is_no_empty_matrix(tmp_path: Path):
    with pytest.raises(NotFoundError, match="'cai'") as error:
        matrix(tmp_path, coded("nia", 1, "money"), coders=("cai",))
    assert "ann" in error.value.mend


@pytest.mark.slow
@given(seed=st.integers(0, 10**9))
def test_one_summary_put_in_is_the_matrix_assembled_anew_with_it(tmp_path_factory, seed):
    chance = random.Random(seed)
    folder = tmp_path_factory.mktemp("m")
    logs = {("ann", "nia"): [coded("nia", 1, "support"), coded("nia", 2, "money", "mixed")]}
    write_study(folder / "s", DOCUMENTS.values(), CASES, BOOK, logs)
    study = Study.open(folder / "s")
    definition = MatrixDefinition(
        layout=chance.choice(["synthesis", "cases"]), unused=True, across=chance.random() < 0.3
    )
    before = assemble(study, definition, [])
    row, column, group = key = chance.choice(before.matrix.cells).key
    summary = Summary(row, group, column, "So.", codings=("nia-1-support",), seen={"gone": ()})
    after = before.with_summary(key, summary)
    assert after.matrix == assemble(study, definition, [summary]).matrix
    assert after.with_summary(key, None).matrix == before.matrix
