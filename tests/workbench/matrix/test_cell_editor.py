"""A cell at work: evidence in order, links and quotations, the summary, undo, and others' work."""

from __future__ import annotations

import pytest

from qualcode.errors import BadInputError, NotFoundError, StudyError
from qualcode.model.coding.coding import CodingEvent
from qualcode.store.records.coding_log import append_events
from qualcode.store.records.quotation_log import read_quotations
from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.matrix.cell_editor import ORDERS, CellEditor
from tests.workbench.charted import CODINGS, cell_of, desk_of, opened, set_print

CELL = ("support", "works_well", "yp")
ALL = ("monday", "name", "possessive", "sofa", "room", "both")
SUMMARY = "Each of the three spoke of one adult who could be found."


@pytest.fixture
def desk(charted: Study) -> CellEditor:
    return cell_of(charted, *CELL)


def ids(desk: CellEditor) -> tuple[str, ...]:
    return tuple(one.coding.id for one in desk.passages())


def linked(desk: CellEditor) -> set[str]:
    return {one.coding.id for one in desk.passages() if one.linked}


def files(study: Study) -> dict[str, str]:
    return {p.name: p.read_text() for p in (study.root / "synthesis").rglob("*.md")}


# ---- evidence -----------------------------------------------------------------------------------


def test_the_evidence_by_person_and_everything_linked_at_first(desk: CellEditor):
    assert desk.name == "Support · Works well · Young people"
    assert [one.person for one in desk.passages()] == ["YP1", "YP1", "YP1", "YP2", "YP2", "YP3"]
    assert linked(desk) == set(ALL)
    assert not any(one.came or one.quoted or one.hidden for one in desk.passages())


def test_passages_stand_in_the_order_chosen(charted: Study, desk: CellEditor):
    assert ids(desk) == ALL
    assert [desk.next_order() for _ in ORDERS] == [*ORDERS[1:], ORDERS[0]]
    desk.order = "by document"
    assert ids(desk) == ("both", "monday", "name", "possessive", "sofa", "room")
    log = charted.root / "codings" / "ann" / "yp-02.jsonl"
    lines = log.read_text().splitlines()
    [room] = [line for line in lines if '"id":"room"' in line]
    at = room.split('"at":"')[1].split('"')[0]
    log.write_text(log.read_text().replace(room, room.replace(at, "2999-01-01T00:00:00Z")))
    again = cell_of(charted, *CELL)
    again.order = "newest first"
    assert ids(again)[0] == "room"
    again.link("sofa")
    again.quote("both")
    again.order = "linked first"
    assert (ids(again)[0], ids(again)[-1]) == ("both", "sofa")


def test_what_came_since_is_marked(charted: Study, desk: CellEditor):
    desk.save(SUMMARY)
    session = CodingSession(Study.open(charted.root), "ann")
    code = session.codebook.get("support")
    assert code is not None
    [made] = session.add("yp-02", [code], (73, 90), valence="works_well")
    again = cell_of(charted, *CELL)
    came = [one for one in again.passages() if one.came]
    assert [(one.coding.id, one.linked) for one in came] == [(made.id, False)]
    assert again.cell.stale
    again.mark()
    assert not again.cell.stale
    assert made.id in linked(again)


def test_a_coder_who_has_begun_a_document_does_not_see_the_others_passages(charted: Study):
    session = CodingSession(Study.open(charted.root), "ben")
    code = session.codebook.get("moves")
    assert code is not None
    session.add("yp-02", [code], (73, 90), valence="works_well")
    desk = cell_of(charted, *CELL, coder="ben")
    hidden = {one.coding.id: one for one in desk.passages() if one.hidden}
    assert set(hidden) == {"sofa", "room"}
    assert [one.source for one in hidden.values()] == [None, None]
    assert "terrible sofa" not in desk.first_draft()
    with pytest.raises(NotFoundError, match="hidden from you"):
        desk.trim("sofa", "The office")
    # Once both call it done, both see all of it.
    for coder in ("ann", "ben"):
        Study.open(charted.root).mark_done(coder, "yp-02", True)
    assert not any(one.hidden for one in cell_of(charted, *CELL, coder="ben").passages())


def test_two_coders_passages_stand_in_one_cell(charted: Study):
    study = Study.open(charted.root)
    document = study.document("yp-01")
    text = study.text(document)
    start = text.index("Angharad told")
    event = CodingEvent("bens", "add", "support", start, start + 20, document.sha256,
                        "2026-01-01T00:00:00Z", valence="works_well")  # fmt: skip
    append_events(study.log_path("ben", "yp-01"), [event], study.local / "torn")
    assert "bens" in ids(cell_of(charted, *CELL))


# ---- links and quotations ----------------------------------------------------------------------


def test_links_are_taken_off_and_put_back(charted: Study, desk: CellEditor):
    assert desk.link("room") == "Unlinked a passage"
    assert linked(desk) == set(ALL) - {"room"}
    # On disk at once, and before any word is written.
    assert linked(cell_of(charted, *CELL)) == set(ALL) - {"room"}
    assert desk.cell.state == "unwritten"
    assert desk.link("room") == "Linked a passage"
    assert linked(desk) == set(ALL)
    with pytest.raises(NotFoundError, match="no coding 'taxi' in this cell"):
        desk.link("taxi")


def test_a_summary_rests_on_what_was_linked_by_hand(desk: CellEditor):
    desk.link("room")
    desk.save(SUMMARY)
    assert set(desk.cell.linked) == set(ALL) - {"room"}
    assert not desk.cell.stale
    assert desk.mark() == "Up to date with 5 linked passages"


def test_a_quotation_is_linked_and_unlinking_takes_it_off(desk: CellEditor):
    desk.link("sofa")
    assert desk.quote("sofa") == "Chose a quotation: nobody has signed it off"
    assert "sofa" in linked(desk)
    desk.link("sofa")
    assert desk.quotation("sofa") is None
    assert desk.summary.quotations == ()


def test_quotations_are_printed_in_the_order_they_are_put_in(desk: CellEditor):
    for coding in ("monday", "sofa", "both"):
        desk.quote(coding)
    assert desk.move_quotation("both", -1) == "Quotation 2 of 3"
    assert desk.move_quotation("monday", 9) == "Quotation 3 of 3"
    assert [one.coding for one in desk.cell.quotations] == ["both", "sofa", "monday"]
    assert desk.move_quotation("both", -1) == "Quotation 1 of 3"
    with pytest.raises(NotFoundError, match="no quotation yet"):
        desk.move_quotation("room", 1)


def test_a_quotation_whose_coding_is_gone_goes_when_the_cell_is_read_again(
    charted: Study, desk: CellEditor
):
    desk.quote("sofa")
    desk.save(SUMMARY)
    session = CodingSession(Study.open(charted.root), "ann")
    session.remove([c for c in session.codings("yp-02") if c.id == "sofa"])
    again = cell_of(charted, *CELL)
    assert again.cell.quotations == ()
    assert [change.kind for change in again.cell.changes] == ["went"]
    assert again.mark().endswith("1 quotation went with the codings")


# ---- the summary ---------------------------------------------------------------------------------


def test_a_summary_is_written_with_its_author_and_what_it_rests_on(
    charted: Study, desk: CellEditor
):
    assert desk.save(f"  {SUMMARY}\n\n- one\n- two\n") == "Saved"
    [(name, text)] = files(charted).items()
    assert name == "support--yp--works_well.md"
    assert text.endswith(f"---\n\n{SUMMARY}\n\n- one\n- two\n")
    assert (desk.cell.author, desk.cell.state) == ("ann", "current")
    assert desk.save(f"{SUMMARY}\n\n- one\n- two") == "The summary is as it was"


def test_a_summary_written_anew_stays_stale_until_it_is_marked(charted: Study, desk: CellEditor):
    desk.save(SUMMARY)
    session = CodingSession(Study.open(charted.root), "ann")
    session.remove([c for c in session.codings("yp-02") if c.id == "room"])
    again = cell_of(charted, *CELL)
    assert again.save("Each of the three had somebody.") == "Saved, still to be marked up to date"
    assert again.cell.stale
    again.mark()
    assert again.cell.state == "current"


def test_nothing_is_marked_that_was_not_written(charted: Study, desk: CellEditor):
    with pytest.raises(NotFoundError, match="no summary"):
        desk.mark()
    assert files(charted) == {}


def test_a_long_paragraph_is_kept_in_lines_that_git_compares(charted: Study, desk: CellEditor):
    desk.save("word " * 60)
    [text] = files(charted).values()
    assert max(map(len, text.splitlines())) <= 96
    assert desk.save(("word " * 60).strip()) == "The summary is as it was"


def test_the_first_draft_is_the_linked_passages_and_is_never_saved_as_it_is(
    charted: Study, desk: CellEditor
):
    desk.link("name")
    draft = desk.first_draft()
    assert draft.count("- “") == 5
    assert (
        "- “The office had a terrible sofa and you could just go.” (young person, local authority 1)"
        in draft
    )
    assert "keep going with the maths" not in draft
    assert "Mike Prosser" not in draft
    assert desk.save(draft).startswith("Kept as a draft on this machine")
    assert [text for text in files(charted).values() if "sofa and" in text] == []
    assert cell_of(charted, *CELL).draft == desk.draft
    desk.drop_draft()
    assert desk.draft == ""


# ---- undo, redo, and others ------------------------------------------------------------------------


def test_every_step_is_undone_and_done_again_in_turn(charted: Study, desk: CellEditor):
    states = [files(charted)]
    for step in (lambda: desk.link("room"), lambda: desk.quote("sofa"), lambda: desk.save(SUMMARY),
                 lambda: desk.move_quotation("sofa", 1), lambda: desk.quote("both"),
                 lambda: desk.move_quotation("both", -1), lambda: desk.save("Otherwise.")):  # fmt: skip
        step()
        if files(charted) != states[-1]:
            states.append(files(charted))
    assert len(states) == 7
    for before in reversed(states[:-1]):
        assert desk.session.undo().startswith("Undone: ")
        desk.read_again()
        assert files(charted) == before
    assert desk.summary.text == ""
    assert linked(desk) == set(ALL)
    with pytest.raises(NotFoundError):
        desk.session.undo()
    for after in states[1:]:
        desk.session.redo()
        assert files(charted) == after
    desk.read_again()
    assert desk.summary.text == "Otherwise."
    assert [one.coding for one in desk.cell.quotations] == ["both", "sofa"]


def test_undo_says_which_cell(desk: CellEditor):
    desk.save(SUMMARY)
    assert desk.session.undo() == "Undone: wrote the summary Support · Works well · Young people"


@pytest.mark.parametrize("act", [
    lambda desk: desk.save("What ann has to say of it."),
    lambda desk: desk.link("room"),
    lambda desk: desk.quote("sofa"),
])  # fmt: skip
def test_what_somebody_else_wrote_meanwhile_stays_and_is_told(charted: Study, act):
    cell_of(charted, *CELL).save(SUMMARY)
    anns = cell_of(charted, *CELL)
    bens = cell_of(charted, *CELL, coder="ben")
    bens.save("What ben has to say of it.")
    there = files(charted)
    with pytest.raises(StudyError, match="changed by someone else since, and stays as it is"):
        act(anns)
    assert files(charted) == there
    # Read again, ben's is there, and what ann does comes on top of it.
    anns.read_again()
    assert anns.summary.text == "What ben has to say of it."
    act(anns)
    assert files(charted) != there


def test_words_that_could_not_be_saved_are_not_lost(charted: Study):
    anns = cell_of(charted, *CELL)
    cell_of(charted, *CELL, coder="ben").save("What ben has to say of it.")
    with pytest.raises(StudyError):
        anns.save("What ann has to say of it.")
    assert cell_of(charted, *CELL).summary.text == "What ben has to say of it."
    anns.keep_draft("What ann has to say of it.")
    assert cell_of(charted, *CELL).draft == "What ann has to say of it."


def test_an_undo_does_not_take_back_what_somebody_else_wrote(charted: Study, desk: CellEditor):
    desk.save(SUMMARY)
    cell_of(charted, *CELL, coder="ben").save("What ben has to say of it.")
    assert "changed by someone else since, and stays as it is" in desk.session.undo()
    assert cell_of(charted, *CELL).summary.text == "What ben has to say of it."


# ---- trimming and signing off ----------------------------------------------------------------------


def test_a_quotation_is_trimmed_signed_by_two_and_taken_back(charted: Study, desk: CellEditor):
    desk.quote("sofa")
    shown = desk.trim("sofa", "[T]he office had a […] sofa […].")
    assert shown == "[T]he office had a […] sofa […]."
    assert desk.sign("sofa") == (
        "Signed off by ann. Young people: a second person must sign it off")  # fmt: skip
    assert desk.is_signed("sofa")
    bens = cell_of(charted, *CELL, coder="ben")
    assert not bens.is_signed("sofa")
    assert bens.sign("sofa") == "Cleared for print by ann, ben"
    again = desk_of(charted, "sofa")
    one = again.quotation("sofa")
    assert one is not None
    assert (one.cleared, one.signed_by, one.text) == (True, ("ann", "ben"), shown)
    assert again.unsign("sofa") == "The sign-off is taken back"
    one = again.quotation("sofa")
    assert one is not None
    assert (one.cleared, one.signed_by) == (False, ("ben",))
    with pytest.raises(NotFoundError, match="ann has not signed it off"):
        again.unsign("sofa")
    again.sign("sofa")
    assert desk_of(charted, "sofa").cell.quotations[0].cleared


def test_no_word_of_a_quotation_is_in_what_git_takes(charted: Study, desk: CellEditor):
    desk.quote("sofa")
    desk.trim("sofa", "The office had […] you could just go.")
    desk.sign("sofa", why="agreed")
    for folder in ("quotations", "synthesis", "codings"):
        for path in (charted.root / folder).rglob("*.*"):
            for word in ("office", "terrible", "just go"):
                assert word not in path.read_text()


def test_the_last_trim_of_anybody_counts_and_asks_for_signing_off_again(charted: Study):
    desk_of(charted, "three").quote("three")
    desk_of(charted, "three").sign("three")
    assert desk_of(charted, "three").cell.quotations[0].cleared
    desk_of(charted, "three", "ben").trim("three", "We hold the meeting at the school […].")
    one = desk_of(charted, "three").quotation("three")
    assert one is not None
    assert [(f.kind, f.message) for f in one.findings] == [
        ("changed", "it is not what ann signed off: it changed since")]  # fmt: skip
    # As it was, it is what was signed off.
    desk_of(charted, "three", "ben").trim("three", CODINGS["three"][2])
    assert desk_of(charted, "three").cell.quotations[0].cleared


def test_what_was_not_said_is_refused_and_nothing_is_written(charted: Study, desk: CellEditor):
    desk.quote("sofa")
    for edited in ("The office had a lovely sofa.", "", "[…]", "[I am my own words]"):
        with pytest.raises(BadInputError):
            desk.trim("sofa", edited)
    assert read_quotations(charted.root) == ({}, [])


def test_signed_otherwise_for_one_quotation_alone(charted: Study, desk: CellEditor):
    for coding in ("sofa", "monday"):
        desk.quote(coding)
    desk.trim("sofa", None, "{group_name}")
    [sofa, monday] = desk.cell.quotations
    assert (sofa.attribution, monday.attribution) == (
        "Young people",
        "young person, local authority 1",
    )
    passage = next(p for p in desk.passages() if p.coding.id == "monday")
    assert desk.signature_of(passage, "{role}") == "young person"
    assert desk.signature_of(passage, "") == "young person, local authority 1"
    with pytest.raises(BadInputError, match="no attribute 'age'"):
        desk.signature_of(passage, "{role}, {age}")
    desk.trim("sofa", None, "")
    assert desk.cell.quotations[0].attribution == "young person, local authority 1"


def test_what_may_be_accepted_and_what_never(charted: Study):
    set_print(charted, minimum_people=3)
    desk = desk_of(charted, "settle")
    desk.quote("settle")
    desk.trim("settle", "It […] to settle in the new school.")
    assert [f.kind for f in desk.to_accept("settle")] == ["negation", "unique"]
    assert desk.hard_findings("settle") == []
    with pytest.raises(BadInputError, match="leaves out “wasn't”"):
        desk.sign("settle", ("unique",))
    desk.sign("settle", ("unique", "negation"), "it is about the school")
    state = read_quotations(charted.root)[0]["settle"]
    assert set(state.signs[0].accepts) == {"negation", "unique"}
    assert state.signs[0].why == "it is about the school"
    other = desk_of(charted, "name")
    other.quote("name")
    assert [f.kind for f in other.hard_findings("name")] == ["name"]


def test_a_coding_is_found_where_it_is_quoted_first(charted: Study):
    assert desk_of(charted, "both").key == CELL
    cell_of(charted, "support", "works_well", "sc").quote("both")
    assert desk_of(charted, "both").key == ("support", "works_well", "sc")
    with pytest.raises(NotFoundError, match="has the coding 'nope'"):
        desk_of(charted, "nope")
    assert opened(charted).matrix.cell("support", "works_well", "sc").quotations[0].person == "SC3"
