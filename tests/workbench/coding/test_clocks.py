"""What is done stands over what was done before it, whatever the clock says."""

import contextlib
import datetime as dt
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.errors import NotFoundError
from qualcode.model.codebook.find import find_code
from qualcode.model.coding.suggestion import SuggestionEvent
from qualcode.model.moments import after
from qualcode.store import study as study_module
from qualcode.store.records.quotation_log import (
    QuotationEvent,
    append_quotation_events,
    dated_quotations,
    read_quotations,
)
from qualcode.store.records.revisions import read_revisions
from qualcode.store.records.suggestions import (
    append_suggestions,
    dated_suggestions,
    read_suggestions,
    standing_answers,
)
from qualcode.store.study import Study
from qualcode.workbench.codebook import split as splitting
from qualcode.workbench.coding import buffer as open_codings
from qualcode.workbench.coding.session import CodedAlreadyError, CodingSession
from qualcode.workbench.documents import revision as revising
from qualcode.workbench.documents.revision_list import bring_back
from qualcode.workbench.matrix import cell_editor as cell_desk
from qualcode.workbench.suggestions import answers as answering
from tests.conftest import INTERVIEW, Run, make_quietly
from tests.examples import examples
from tests.workbench.charted import desk_of

START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
CLOCKS: tuple[ModuleType, ...] = (
    study_module, open_codings, revising, splitting, cell_desk, answering,
)  # fmt: skip
SPANS = ((22, 32), (34, 41), (118, 124))
Act = tuple[str, int, int]
#: An act, and how many seconds the clock goes before it: on, back, or not at all.
ACTS = st.lists(
    st.tuples(
        st.tuples(
            st.sampled_from((
                "add", "add", "change", "remove", "undo", "undo", "confirm", "assign", "unassign",
                "done", "not done", "sign", "unsign", "trim", "reject", "accept", "take back",
            )),
            st.integers(0, 5),
            st.integers(0, 5),
        ),
        st.integers(-7200, 7200) | st.just(0),
    ),
    min_size=2,
    max_size=14,
)  # fmt: skip


class Clock:
    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> str:
        return self.time.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    for module in CLOCKS:
        monkeypatch.setattr(module, "now", made)
    return made


@pytest.fixture(scope="module")
def world_once(module_study: Path) -> Path:
    """Two documents, and a code that is split."""
    study_path = module_study
    other = study_path.parent / "two.txt"
    other.write_text(INTERVIEW.replace("mentor", "teacher"), encoding="utf-8")
    make_quietly("-C", study_path, "import", other, "--case", "YP2", "--group", "yp")
    make_quietly("-C", study_path, "codebook", "split", "moves", "--into", "School moves",
                 "--into", "home=Home moves")  # fmt: skip
    return study_path


@pytest.fixture
def world(world_once: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    shutil.copytree(world_once.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / "study"


def act(root: Path, did: Act, now: Callable[[], str]) -> None:
    """Do one thing as a command does it: the study is opened for it."""
    kind, which, how = did
    study = Study.open(root)
    coder = ("ann", "ben")[which % 2]
    document = ("one", "two")[how % 2]
    session = CodingSession(study, coder)
    own = study.codings(coder=coder)
    one = own[how % len(own)] if own else None
    if kind == "add":
        with contextlib.suppress(CodedAlreadyError):
            code = find_code(study.codebook, "school-moves")
            session.add(document, [code], SPANS[which % 3])
    elif kind == "change" and one:
        session.change(one, valence=("works_well", "mixed")[which % 2])
    elif kind == "confirm" and one:
        session.change(one, definition=f"d{which}")
    elif kind == "remove" and one:
        session.remove([one])
    elif kind == "undo":
        with contextlib.suppress(NotFoundError):
            session.take_back()
    elif kind in ("assign", "unassign") and one:
        split = splitting.find_split(study, "moves")
        part = split.parts[which % 2] if kind == "assign" else None
        splitting.assign(study, split, part, [one], coder="ann")
    elif kind in ("done", "not done"):
        study.mark_done(coder, document, kind == "done")
    elif kind in ("sign", "unsign", "trim"):
        event = QuotationEvent(f"q{how % 2}", kind, now(), signed_as=f"{{role}} {which}")  # type: ignore[arg-type]
        append_quotation_events(root, coder, dated_quotations(root, [event]))
    else:
        deed = {"reject": "rejected", "accept": "accepted", "take back": "taken back"}.get(kind)
        if deed:
            event = SuggestionEvent(now(), document, 0, 5, "x", "moves", 0.5, deed, f"{which}")  # type: ignore[arg-type, assignment]
            append_suggestions(root, coder, dated_suggestions(root, coder, [event]))  # type: ignore[list-item]


def outcome(root: Path) -> dict[str, object]:
    """Return all that stands, without times and ids."""
    study = Study.open(root)
    states, problems = read_quotations(root)
    assert not problems
    return {
        "codings": [
            (c.coder, c.document, c.code, c.event.start, c.event.valence, c.event.definition)
            for c in study.codings()
        ],
        "done": {name: sorted(marks) for name, marks in study.done_marks().items()},
        "quotations": {
            name: (s.trim and s.trim.signed_as, s.trimmed_by, sorted(sign.by for sign in s.signs))
            for name, s in states.items()
        },
        "suggestions": {
            (coder, key): (event.did, event.reason)
            for coder in ("ann", "ben")
            for key, event in standing_answers(read_suggestions(root, coder)[0]).items()
        },
    }


@pytest.mark.slow
@settings(max_examples=examples(40))
@given(acts=ACTS)
def test_the_same_acts_give_the_same_under_any_clock(
    world: Path, tmp_path: Path, clock: Clock, acts: Sequence[tuple[Act, int]]
):
    found = []
    for right in (True, False):
        root = tmp_path / "world"
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(world, root)
        clock.time = START + dt.timedelta(days=1)
        for did, seconds in acts:
            clock.time += dt.timedelta(seconds=60 if right else seconds)
            act(root, did, clock)
        found.append(outcome(root))
    assert found[0] == found[1]


def test_undo_takes_back_what_was_done_last(world: Path, clock: Clock, run: Run):
    study = Study.open(world)
    code = find_code(study.codebook, "mentor")
    CodingSession(study, "ann").add("one", [code], SPANS[0])
    clock.time -= dt.timedelta(hours=1)
    CodingSession(study, "ann").add("two", [code], SPANS[1])
    said = run("-C", world, "--coder", "ann", "coding", "undo")
    assert "mentor on two removed again" in said.out + said.err
    assert [c.document for c in Study.open(world).codings()] == ["one"]


def test_what_is_coded_on_a_screen_is_later_too(world: Path, clock: Clock):
    session = CodingSession(Study.open(world), "ann")
    code = find_code(session.study.codebook, "mentor")
    for document in ("one", "two"):
        session.add(document, [code], SPANS[0])
        clock.time -= dt.timedelta(hours=1)
    session.change(session.codings("one")[0], valence="mixed")
    undone = [CodingSession(Study.open(world), "ann").take_back() for _ in range(3)]
    assert [one.document for one in undone] == ["one", "two", "one"]
    assert undone[0].event.op == "change"


def test_what_a_colleague_whose_clock_is_ahead_did_is_followed(world: Path, clock: Clock):
    # Ben's file came by a merge; his clock is a day ahead.
    mentor = find_code(Study.open(world).codebook, "mentor")
    [coding] = CodingSession(Study.open(world), "ann").add("one", [mentor], SPANS[0])
    ahead = (clock.time + dt.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    append_quotation_events(
        world, "ben", [QuotationEvent(coding.id, "trim", ahead, signed_as="his")]
    )
    hers = QuotationEvent(coding.id, "trim", clock(), signed_as="hers")
    append_quotation_events(world, "ann", dated_quotations(world, [hers]))
    trim = read_quotations(world)[0][coding.id].trim
    assert trim is not None
    assert trim.signed_as == "hers"


def test_an_own_log_that_came_from_a_machine_ahead_is_followed(world: Path, clock: Clock):
    code = find_code(Study.open(world).codebook, "mentor")
    clock.time += dt.timedelta(days=300)
    session = CodingSession(Study.open(world), "ann")
    for span in SPANS:
        session.add("one", [code], span)
    clock.time -= dt.timedelta(days=300)
    log = world / "codings" / "ann" / "one.jsonl"
    here = CodingSession(Study.open(world), "ann")
    here.add("two", [code], SPANS[0])
    # A merge may leave the lines in any order.
    log.write_text("".join(reversed(log.read_text().splitlines(keepends=True))))
    clock.time += dt.timedelta(seconds=5)
    CodingSession(Study.open(world), "ann").add("two", [code], SPANS[1])
    assert CodingSession(Study.open(world), "ann").take_back().event.start == SPANS[1][0]


def test_the_last_revision_is_the_one_that_is_undone(world: Path, clock: Clock):
    texts = [INTERVIEW.replace("mentor", word) for word in ("tutor", "coach")]
    for text in (texts[0], texts[1], INTERVIEW, texts[1]):
        revising.revise_texts(Study.open(world), [revising.NewText("one", text)], why="w")
        clock.time -= dt.timedelta(hours=1)
    study = Study.open(world)
    ats = [r.at for r in read_revisions(world, "one")[0]]
    assert len(set(ats)) == len(ats)
    bring_back(study, "one")
    assert "mentor" in Study.open(world).text(Study.open(world).document("one"))


def test_the_last_assignment_stands_and_what_its_coder_says_after_it(world: Path, clock: Clock):
    study = Study.open(world)
    code = find_code(study.codebook, "school-moves")
    [made] = CodingSession(study, "ann").add("one", [code], SPANS[0])

    def now_is() -> tuple[str, str]:
        one = Study.open(world).codings()[0]
        return one.code, one.event.definition

    for part in (1, 0, 1):
        clock.time -= dt.timedelta(hours=1)
        split = splitting.find_split(Study.open(world), "moves")
        splitting.assign(Study.open(world), split, split.parts[part], [made], coder="ben")
        assert now_is() == (split.parts[part].id, split.parts[part].digest)
    clock.time -= dt.timedelta(hours=1)
    CodingSession(Study.open(world), "ann").change(made, definition="d")
    assert now_is() == ("home", "d")
    clock.time -= dt.timedelta(hours=1)
    split = splitting.find_split(Study.open(world), "moves")
    [coding] = Study.open(world).codings()
    splitting.assign(Study.open(world), split, split.parts[1], [coding], coder="ben")
    assert now_is() == ("home", split.parts[1].digest)


def test_the_last_answer_to_a_suggestion_stands(world: Path, clock: Clock):
    for kind in ("reject", "take back", "accept", "reject"):
        clock.time -= dt.timedelta(hours=1)
        act(world, (kind, 0, 0), clock)
        said = [e.did for e in standing_answers(read_suggestions(world, "ann")[0]).values()]
        assert said == {"reject": ["rejected"], "accept": ["accepted"]}.get(kind, [])


def test_a_sign_off_and_a_done_mark_are_taken_back(charted: Study, clock: Clock, run: Run):
    desk_of(charted, "sofa").quote("sofa")
    said = ("-C", charted.root, "--coder", "zoe", "matrix", "clear", "sofa")
    document = charted.document_ids()[0]

    def signed() -> bool:
        state = read_quotations(charted.root)[0]["sofa"]
        return "zoe" in {sign.by for sign in state.signs}

    for taken_back in (False, True, False):
        clock.time -= dt.timedelta(hours=1)
        done = run(*said, *(["--take-back"] if taken_back else []))
        assert done.status == 0, done.err
        charted.mark_done("zoe", document, not taken_back)
        assert signed() is not taken_back
        assert charted.is_done("zoe", document) is not taken_back


@given(
    at=st.datetimes().map(lambda d: d.strftime("%Y-%m-%dT%H:%M:%S.%fZ")),
    earlier=st.lists(
        st.datetimes().map(lambda d: d.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
        | st.sampled_from(("9999-12-31T23:59:59.999999Z", "2026-03-02T09:00:00Z", "later"))
        | st.text(max_size=30)
    ),
)
def test_a_time_is_after_all_that_it_follows(at: str, earlier: list[str]):
    found = after(at, earlier)
    assert all(found > one for one in earlier)
    assert found == at or any(one >= at for one in earlier)


def test_the_next_microsecond_is_a_time():
    assert after("2026-01-01T00:00:00.000000Z", ["2026-12-31T23:59:59.999999Z"]) == (
        "2027-01-01T00:00:00.000000Z"
    )
