"""Saying who a speaker is, after import; codings stay, counts follow."""

import json

import pytest

from qualcode.model.document.document import Speaker
from qualcode.model.document.speaker_changes import merged, unspoken, with_speaker
from qualcode.store.merge.cases_documents import merge_documents
from qualcode.store.records.real_names import real_speakers
from qualcode.store.study import Study
from qualcode.workbench.check.study import check_study
from qualcode.workbench.documents.speaker_data import SpeakerData
from qualcode.workbench.documents.speaker_edit import merge_speakers, set_speaker, take_back
from tests.conftest import Run

pytestmark = pytest.mark.slow


def words_of(study: Study) -> list[str]:
    text = study.text(study.document("talk"))
    codings = study.codings(document="talk")
    assert all(c.event.sha256 == study.document("talk").sha256 for c in codings)
    return [text[c.event.start : c.event.end] for c in codings]


def by_group(study: Study, run: Run) -> dict[str, int]:
    table = json.loads(run("-C", study.root, "table", "crosstab", "--by", "group", "--json").out)
    row = next(row for row in table if row["code"] == "moves")
    return {name: n for name, n in row.items() if name in ("yp", "sw", "not given", "none") and n}


def test_role_case_and_group_are_said_and_counts_follow(talk: Study, run: Run):
    before = words_of(talk)
    assert by_group(talk, run) == {"not given": 3}
    done = run(
        "-C", talk.root, "speakers", "set", "talk", "Speaker 2", "--case", "SW1", "--group", "sw"
    )
    assert done.status == 0, done.err
    assert (
        "talk: Speaker 2 is a participant, case SW1 (was a participant), shown as SW1" in done.out
    )
    assert "2 turns, 1 coding stays on them" in done.out
    assert "new case SW1, group sw" in done.out
    assert words_of(talk) == before
    assert by_group(talk, run) == {"not given": 2, "sw": 1}
    assert ("Alaw Wyn", "SW1") in real_speakers(talk.root)["talk"]
    assert not [p for p in check_study(Study.open(talk.root)) if p.level == "error"]


def test_two_labels_of_one_person(talk: Study, run: Run):
    before = words_of(talk)
    set_speaker(talk, ["talk"], "Alaw Wyn", SpeakerData(case="SW1", group="sw"))
    done = run("-C", talk.root, "speakers", "merge", "talk", "Alaw", "SW1")
    assert done.status == 0, done.err
    assert "talk: Speaker 4 is SW1, a participant, case SW1; 3 turns, 1 coding stays" in done.out
    after = talk.document("talk")
    assert [s.label for s in after.speakers] == ["Interviewer", "SW1", "Speaker 3"]
    assert [t.speaker for t in after.turns] == [0, 1, 0, 1, 2, 1, 0, 1, 2, 1]
    assert words_of(talk) == before
    names = real_speakers(talk.root)["talk"]
    assert ("Alaw", "SW1") in names
    assert ("Alaw Wyn", "SW1") in names


def test_a_label_is_nobodys_and_a_speakers_again(talk: Study, run: Run):
    before, was = words_of(talk), talk.document("talk")
    done = run("-C", talk.root, "speakers", "set", "talk", "Details", "--role", "nobody")
    assert "Speaker 3 is nobody: the words stay (was a participant); 2 turns, 1 coding" in done.out
    silent = talk.document("talk")
    assert [t.speaker for t in silent.turns].count(-1) == 2
    assert words_of(talk) == before
    run("-C", talk.root, "speakers", "set", "talk", "Details", "--role", "other")
    again = talk.document("talk")
    assert again.words == was.words
    assert again.speakers[-1].role == "other"
    assert "Details" not in str(again.speakers)
    assert ("Details", again.speakers[-1].label) in real_speakers(talk.root)["talk"]


def test_an_interviewer_has_no_case(talk: Study, run: Run):
    set_speaker(talk, ["talk"], "Alaw", SpeakerData(case="SW1"))
    done = run("-C", talk.root, "speakers", "set", "talk", "SW1", "--role", "interviewer")
    assert "case SW1 speaks in no document now; it stays in cases.csv" in done.out
    assert talk.document("talk").speakers[3] == Speaker("Interviewer 2", "interviewer")
    back = run("-C", talk.root, "speakers", "set", "talk", "Alaw", "--case", "SW1")
    assert "is a participant, case SW1 (was an interviewer)" in back.out


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["talk", "Speaker 2"], "nothing was said to set. Say --role, --case or --group"),
        (["talk", "Nobody", "--role", "other"], "talk: no speaker 'Nobody'. The document has"),
        (["two", "P", "--role", "other"], "no document 'two'"),
        (["--all", "Nobody", "--role", "other"], "no document has a speaker 'Nobody'"),
        (["P"], "name a document, or say --all, and LABEL"),
        (["--all", "one", "P", "--role", "other"], "--all is for all documents"),
        (["talk", "Tutor", "--group", "sw"], "'Interviewer' is an interviewer, who has no group"),
        (["talk", "Tutor", "--role", "interviewer", "--case", "X"], "--case would have no effect"),
        (["talk", "Details", "--role", "nobody", "--group", "sw"], "--group would have no effect"),
        (["talk", "Alaw", "--group", "sw"], "--group needs a case, and 'Speaker 4' has none"),
        (["talk", "Alaw", "--group", "nope"], "no group 'nope' in study.toml"),
        (["talk", "Alaw", "--case", "a b"], "'a b' cannot be a case id"),
        (["talk", "Alaw", "--case", "yp1"], "'yp1' is 'YP1' in cases.csv. Write it YP1"),
        (["talk", "Alaw", "--case", "X", "--no-case"], "exclude one another"),
        (["talk", "Alaw", "--case", ""], "to take a case away: --no-case"),
    ],
)
def test_what_cannot_be_is_one_line_and_changes_nothing(
    talk: Study, run: Run, given: list[str], said: str
):
    files = [p for p in talk.root.rglob("*") if p.is_file() and ".qualcode" not in p.parts]
    before = {path: path.read_bytes() for path in files}
    done = run("-C", talk.root, "speakers", "set", *given)
    assert done.status
    assert said in done.err
    assert done.err.count("\n") == 1
    assert {path: path.read_bytes() for path in files} == before


def test_people_with_two_cases_are_not_joined(talk: Study, run: Run):
    set_speaker(talk, ["talk"], "Alaw", SpeakerData(case="SW1"))
    set_speaker(talk, ["talk"], "Alaw Wyn", SpeakerData(case="SW2"))
    done = run("-C", talk.root, "speakers", "merge", "talk", "Alaw", "Alaw Wyn")
    assert done.status == 1
    assert "'SW1' is case SW1, and 'SW2' is SW2. Say first who it is" in done.err
    one = run("-C", talk.root, "speakers", "merge", "talk", "Alaw", "SW1")
    assert "'Alaw' and 'SW1' are one speaker already" in one.err


def test_all_documents_at_once(talk: Study, run: Run):
    done = run("-C", talk.root, "speakers", "set", "--all", "I", "--role", "other")
    assert "one: I is somebody else (was an interviewer)" in done.out
    assert "1 document has no 'I'" in done.err
    # The only participant's case is called like the document.
    set_speaker(talk, ["one"], "P", SpeakerData(case=""))
    done = run("-C", talk.root, "speakers", "set", "one", "P", "--group", "yp")
    assert "new case one, group yp" in done.out


def test_a_dry_run_says_it_and_changes_nothing(talk: Study, run: Run):
    before = (talk.root / "documents" / "talk.json").read_bytes()
    given = ("speakers", "set", "talk", "Alaw", "--case", "SW1", "--group", "sw", "--dry-run")
    done = run("-C", talk.root, *given)
    assert "new case SW1, group sw" in done.out
    assert "Nothing was changed" in done.out
    assert (talk.root / "documents" / "talk.json").read_bytes() == before
    assert "SW1" not in Study.open(talk.root).cases


def test_everything_is_taken_back(talk: Study):
    names = ("documents/talk.json", "cases.csv", "private/speakers.csv")
    before = {name: (talk.root / name).read_bytes() for name in names}
    for change in (
        lambda: set_speaker(talk, ["talk"], "Alaw", SpeakerData(case="SW1", group="sw")),
        lambda: set_speaker(talk, ["talk"], "Details", SpeakerData(role="nobody")),
        lambda: merge_speakers(talk, ["talk"], "Alaw", "Alaw Wyn"),
    ):
        done = change()
        assert take_back(talk, done) == []
        assert {name: (talk.root / name).read_bytes() for name in names} == before
    done = set_speaker(talk, ["talk"], "Alaw", SpeakerData(case="SW1"))
    assert take_back(talk, done) == []
    done = set_speaker(talk, ["talk"], "Alaw", SpeakerData(case="SW1"))
    set_speaker(talk, ["talk"], "Alaw", SpeakerData(role="other"))
    assert take_back(talk, done) == ["talk"]
    assert "SW1" in Study.open(talk.root).cases


def test_two_people_say_who_speaks_and_git_takes_both(talk: Study):
    base = talk.document("talk")
    case = with_speaker(base, 1, Speaker("SW1", "participant", "SW1"))
    role = with_speaker(base, 2, Speaker("Speaker 3", "other"))
    for ours, theirs in ((case, role), (role, case)):
        both, open_ = merge_documents(base, ours, theirs)
        assert both.speakers[1:3] == (case.speakers[1], role.speakers[2])
        assert not open_
    joined = merged(base, 3, 1)
    for ours, theirs in ((joined, base), (base, joined)):
        assert merge_documents(base, ours, theirs)[0] == joined
    # Of other turns: both stand. Of the same: asked, with how many.
    both, open_ = merge_documents(base, joined, unspoken(base, 2))
    assert not open_
    assert [s.label for s in both.speakers] == ["Interviewer", "Speaker 2"]
    assert [t.speaker for t in both.turns] == [0, 1, 0, 1, -1, 1, 0, 1, -1, 1]
    _, open_ = merge_documents(base, joined, unspoken(base, 3))
    assert [one.key for one in open_] == ["turns"]
    assert "3 turns of Speaker 4, turn 6 first" in open_[0].what
    assert (open_[0].ours, open_[0].theirs) == ("Speaker 2, participant", "nobody")
