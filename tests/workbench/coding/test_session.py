"""Undo and redo across a session, and nothing lost when the disk refuses."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualcode.errors import BadInputError, NotFoundError, QualcodeError, StudyError
from qualcode.store.codebook.edit import with_code_added
from qualcode.store.study import Study
from qualcode.workbench.codebook.code_form import new_code
from qualcode.workbench.coding.session import CodedAlreadyError, CodingSession
from tests.examples import examples


def session(path: Path) -> tuple[CodingSession, str]:
    study = Study.open(path)
    return CodingSession(study, "ann"), study.document_ids()[0]


def on_disk(path: Path, document: str) -> set[tuple[str, int, int, str | None]]:
    found = Study.open(path).codings(coder="ann", document=document)
    return {(c.code, c.event.start, c.event.end, c.event.valence) for c in found}


def shown(work: CodingSession, document: str) -> set[tuple[str, int, int, str | None]]:
    found = work.codings(document)
    return {(c.code, c.event.start, c.event.end, c.event.valence) for c in found}


def usable(work: CodingSession) -> list:
    return [c for c in work.codebook if c.can_be_used]


def test_several_codes_in_one_step_and_undo_says_what_it_undid(study_path: Path):
    work, doc = session(study_path)
    codes = usable(work)[:2]
    span = work.texts.turn(doc, 2)
    work.add(doc, codes, span, valence="works_well")
    assert len(on_disk(study_path, doc)) == 2
    assert work.undo() == f"Undone: coded “{codes[0].name}”, “{codes[1].name}” ({doc})"
    assert on_disk(study_path, doc) == set()
    assert work.redo().startswith("Done again: coded")
    assert len(on_disk(study_path, doc)) == 2
    assert work.recent[0] == codes[1].id
    with pytest.raises(BadInputError, match="already"):
        work.add(doc, codes, span)


def test_a_split_coding_leaves_two_of_the_same_code(study_path: Path):
    work, doc = session(study_path)
    start, end = work.texts.turn(doc, 2)
    (coding,) = work.add(doc, usable(work)[:1], (start, end))
    text = work.texts.open_document(doc)[1]
    middle = text.index(" ", start + 1)
    work.split(coding, middle)
    spans = sorted((s, e) for _, s, e, _ in on_disk(study_path, doc))
    assert spans == [(start, middle), (middle + 1, end)]
    work.undo()
    assert [(s, e) for _, s, e, _ in on_disk(study_path, doc)] == [(start, end)]
    with pytest.raises(BadInputError, match="inside"):
        work.split(work.codings(doc)[0], start)


def test_another_window_is_seen_and_never_overwritten(study_path: Path):
    one, doc = session(study_path)
    two, _ = session(study_path)
    assert two.codings(doc) == []
    one.add(doc, usable(one)[:1], one.texts.turn(doc, 2))
    assert two.refresh(doc)
    assert not two.refresh(doc)
    two.change(two.codings(doc)[0], valence="mixed")
    one.refresh(doc)
    assert one.codings(doc)[0].event.valence == "mixed"
    # Window one has not looked since; what it does last still counts as last.
    two.change(two.codings(doc)[0], valence="neutral")
    two.change(two.codings(doc)[0], valence=None)
    one.change(one.codings(doc)[0], valence="works_well")
    assert {v for *_, v in on_disk(study_path, doc)} == {"works_well"}
    assert not one.refresh(doc)
    two.refresh(doc)
    two.change(two.codings(doc)[0], valence="neutral")
    two.change(two.codings(doc)[0], valence=None)
    one.remove(one.codings(doc))
    assert on_disk(study_path, doc) == set()
    one.undo()
    assert {v for *_, v in on_disk(study_path, doc)} == {"works_well"}
    assert not one.refresh(doc)


def test_what_could_not_be_saved_is_kept_told_and_written_later(study_path: Path):
    work, doc = session(study_path)
    span = work.texts.turn(doc, 2)
    work.add(doc, usable(work)[1:2], span)
    away = study_path.with_name("away")
    shutil.move(study_path, away)
    work.add(doc, usable(work)[:1], span)
    assert work.state == "unsaved"
    assert "is not there" in work.problem
    assert not study_path.exists()
    assert not work.refresh(doc)
    assert len(shown(work, doc)) == 2
    shutil.move(away, study_path)
    assert work.retry() == "saved"
    assert on_disk(study_path, doc) == shown(work, doc)


def test_a_write_that_fails_half_way_is_not_taken_for_another_window(
    study_path: Path, monkeypatch: pytest.MonkeyPatch
):
    work, doc = session(study_path)

    def full(path: Path, *rest: object) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b'{"id":"torn')
        raise StudyError("No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("qualcode.store.study.append_events", full)
        work.add(doc, usable(work)[:1], work.texts.turn(doc, 2))
        assert work.state == "unsaved"
        assert not work.refresh(doc)
    assert work.retry() == "saved"
    assert on_disk(study_path, doc) == shown(work, doc)
    assert not work.refresh(doc)


def test_done_marks_memos_and_the_codebook_are_undone_with_the_rest(study_path: Path):
    work, doc = session(study_path)
    book = (study_path / "codebook.yaml").read_text()
    code = new_code(work.codebook, "Bus fares")
    span = work.texts.turn(doc, 2)
    work.set_done(doc, True)
    work.write_memo("documents", doc, "a memo")
    work.edit_codebook("made it", lambda text: with_code_added(text, code), (doc, code, span))
    assert {c for c, *_ in on_disk(study_path, doc)} == {"bus-fares"}
    assert work.undo() == f"Undone: made it ({doc})"
    assert (study_path / "codebook.yaml").read_text() == book
    assert on_disk(study_path, doc) == set()
    work.undo()
    assert work.memo("documents", doc) == ""
    work.undo()
    assert not work.is_done(doc)
    for _ in range(3):
        work.redo()
    assert work.memo("documents", doc) == "a memo\n"
    assert work.codebook.get("bus-fares") is not None
    # What somebody else has changed since stays, and is told.
    path = study_path / "codebook.yaml"
    path.write_text(path.read_text() + "\n# a comment\n")
    assert "changed by someone else" in work.undo()
    assert on_disk(study_path, doc) == set()
    assert path.read_text().endswith("# a comment\n")


def test_many_passages_are_coded_in_one_step_across_documents(study_path: Path):
    work, doc = session(study_path)
    places = [(doc, work.texts.turn(doc, n)) for n in (1, 2, 3, 2)]
    done = work.add_each(places, usable(work)[:1])
    assert (done.passages, done.made, done.had, done.before, done.after) == (3, 3, 0, 0, 3)
    again = work.add_each(places[:2], usable(work)[:1])
    assert (again.passages, again.made, again.had, again.after) == (0, 0, 2, 2 + 1)
    assert "coded 3 passages" in work.undo()
    assert on_disk(study_path, doc) == set()


def test_the_same_coding_given_in_two_windows_at_once_stands_once(study_path: Path):
    one, doc = session(study_path)
    two, _ = session(study_path)
    code, span = usable(one)[:1], one.texts.turn(doc, 2)
    assert one.codings(doc) == two.codings(doc) == []
    [made] = one.add(doc, code, span, note="why")
    # Window two has not looked since.
    with pytest.raises(CodedAlreadyError) as there:
        two.add(doc, code, span)
    assert (there.value.coding.id, there.value.coding.event.note) == (made.id, "why")
    assert [c.id for c in Study.open(study_path).codings()] == [made.id]
    assert [c.id for c in two.codings(doc)] == [made.id]


def test_what_is_done_to_a_coding_that_was_put_back_is_taken_back_next(study_path: Path):
    work, doc = session(study_path)
    [made] = work.add(doc, usable(work)[:1], work.texts.turn(doc, 2))
    work.change(made, valence="mixed")
    session(study_path)[0].take_back()
    later, _ = session(study_path)
    later.change(later.codings(doc)[0], valence="neutral")
    undone = session(study_path)[0].take_back()
    assert (undone.event.op, undone.event.valence) == ("change", "neutral")
    assert {v for *_, v in on_disk(study_path, doc)} == {None}
    assert session(study_path)[0].take_back().event.op == "add"
    assert on_disk(study_path, doc) == set()


def test_taking_back_while_another_program_writes_comes_after_it(study_path: Path):
    work, doc = session(study_path)
    [made] = work.add(doc, usable(work)[:1], work.texts.turn(doc, 2))
    other, _ = session(study_path)
    other.codings(doc)
    work.change(made, valence="mixed")
    work.change(made, valence="neutral")
    assert other.take_back().words == f"{made.code} on {doc} changed back"
    assert {v for *_, v in on_disk(study_path, doc)} == {"mixed"}
    assert shown(other, doc) == on_disk(study_path, doc)


step = st.one_of(
    st.tuples(st.just("add"), st.integers(0, 3), st.integers(1, 4)),
    st.tuples(st.sampled_from(["undo", "redo"])),
    st.tuples(st.just("valence"), st.integers(0, 9), st.sampled_from(["mixed", "works_well", None])),
    st.tuples(st.sampled_from(["remove", "split", "shorten"]), st.integers(0, 9)),
)  # fmt: skip


@pytest.mark.slow
@given(st.lists(step, max_size=25))
@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_disk_always_has_what_the_screen_shows(study_path: Path, steps):
    shutil.rmtree(study_path / "codings", ignore_errors=True)
    work, doc = session(study_path)
    codes = usable(work)
    past = [shown(work, doc)]
    for name, *args in steps:
        standing = work.codings(doc)
        pick = standing[args[0] % len(standing)] if standing and args and name != "add" else None
        try:
            if name == "add":
                work.add(doc, [codes[args[0] % len(codes)]], work.texts.turn(doc, args[1]))
            elif name in ("undo", "redo"):
                getattr(work, name)()
            elif pick is None:
                continue
            elif name == "valence":
                work.change(pick, valence=args[1])
            elif name == "remove":
                work.remove([pick])
            elif name == "split":
                work.split(pick, (pick.event.start + pick.event.end) // 2)
            else:
                work.change(pick, end=max(pick.event.start + 1, pick.event.end - 3))
        except QualcodeError:
            pass
        past.append(shown(work, doc))
        assert on_disk(study_path, doc) == shown(work, doc)
    while True:
        try:
            work.undo()
        except NotFoundError:
            break
    assert on_disk(study_path, doc) == past[0]
