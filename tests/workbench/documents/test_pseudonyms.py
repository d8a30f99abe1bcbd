"""Accepted names replaced wherever qualcode writes, counted, and nothing half done."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from qualcode.errors import BadInputError, NotFoundError
from qualcode.model.personal_names import KnownName
from qualcode.store.records.real_names import write_names
from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.documents.pseudonyms import Pseudonymised, pseudonymise
from tests.conftest import Run, make_quietly
from tests.cut_off import tree

TALK = """\
Interviewer: Who rang you, Mair?

Mair Tandridge: Osian Prys rang. Mair's mam said so, and Osian again from Aberlwyn.
"""
NAMES = [
    KnownName("Mair Tandridge", "person", "[young person 1]", ("Mair",)),
    KnownName("Osian Prys", "person", "[social worker 1]", ("Osian",)),
    KnownName("Aberlwyn", "place", "[place 1]", keep=True),
    KnownName("Nel", "person"),
]


@pytest.fixture(scope="module")
def named_once(module_study: Path) -> Path:
    """A study of ``one``, which names nobody, and ``talk``, with names and codings."""
    study_path = module_study
    talk = study_path.parent / "talk.txt"
    talk.write_text(TALK, encoding="utf-8")
    given = ("--as", "talk", "--case", "YP2", "--interviewer", "Interviewer")
    make_quietly("-C", study_path, "import", talk, *given)
    write_names(study_path, NAMES)
    session = CodingSession(Study.open(study_path), "ann")
    code = session.codebook.get("moves")
    assert code is not None
    for words in ("Osian Prys rang.", "Mair's mam said so"):
        start = TALK.index(words)
        [made] = session.add("talk", [code], (start, start + len(words)))
        session.change(made, note=f"{words.split()[0]} it is")
    return study_path


@pytest.fixture
def named(named_once: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    shutil.copytree(named_once.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / "study"


def text_of(path: Path, name: str = "talk") -> str:
    study = Study.open(path)
    return study.text(study.document(name))


def done(path: Path, *documents: str, **options: bool) -> Pseudonymised:
    return pseudonymise(Study.open(path), documents, coder="ann", **options)


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_texts_and_notes_are_replaced_and_counted_by_place_and_by_name(named: Path):
    found = done(named)
    assert text_of(named) == (
        "Interviewer: Who rang you, [young person 1]?\n\n"
        "[young person 1]: [social worker 1] rang. [young person 1]'s mam said so, and "
        "[social worker 1] again from Aberlwyn.\n"
    )
    assert found.documents == ["talk"]
    assert found.places == Counter({"transcripts": 5, "notes on codings": 2})
    assert found.names == Counter({"[young person 1]": 4, "[social worker 1]": 3})
    assert (found.codings, found.changed) == (2, 0)
    codings = Study.open(named).codings(document="talk")
    said = [text_of(named)[c.event.start : c.event.end] for c in codings]
    assert said == ["[social worker 1] rang.", "[young person 1]'s mam said so"]
    assert [c.event.note for c in codings] == [
        "[social worker 1] it is",
        "[young person 1]'s it is",
    ]
    assert not any(c.text_changed for c in codings)


def test_a_second_run_changes_nothing(named: Path):
    done(named)
    before = tree(named)
    again = done(named)
    assert (again.documents, again.places, again.names) == ([], Counter(), Counter())
    assert tree(named) == before


def test_a_dry_run_counts_the_same_and_writes_nothing(named: Path):
    write(named / "memos" / "ann" / "documents" / "talk.md", "Osian was brief.\n")
    before = tree(named)
    dry = done(named, dry_run=True)
    assert tree(named) == before
    assert dry == done(named)
    assert dry.places["memos"] == 1


def test_titles_and_labels_of_speakers_are_replaced(named: Path, run: Run, tmp_path: Path):
    talk = write(tmp_path / "x.txt", "Interviewer: And?\n\nP: That is all.\n")
    assert run("-C", named, "import", talk, "--as", "other").status == 0
    file = named / "documents" / "other.json"
    file.write_text(file.read_text().replace('"title": "other"', '"title": "With Osian Prys"'))
    assert Study.open(named).document("other").title == "With Osian Prys"
    found = done(named)
    assert Study.open(named).document("other").title == "With [social worker 1]"
    assert found.places["titles"] == 1
    # Its text has no name: it is no new text of it.
    assert found.documents == ["talk"]


def test_memos_summaries_and_drafts_are_replaced(named: Path):
    head = "---\nrow: moves\ngroup: yp\ncolumn: works_well\nauthor: Osian Prys\n---\n"
    memo = write(named / "memos" / "ann" / "codes" / "moves.md", "As Mair said.\n")
    note = write(named / "memos" / "ann" / "codes" / "support.md", "---\nOsian\n---\nMair\n")
    summary = write(
        named / "synthesis" / "main" / "moves--yp--works_well.md", f"{head}\nMair did.\n"
    )
    draft = write(named / "private" / "drafts" / "d.md", "Osian did.\n")
    found = done(named)
    assert memo.read_text() == "As [young person 1] said.\n"
    # A memo has no head: all of it is what somebody wrote.
    assert note.read_text() == "---\n[social worker 1]\n---\n[young person 1]\n"
    # The head of a summary is read by programs, so it is left, and said with its line.
    assert summary.read_text() == f"{head}\n[young person 1] did.\n"
    assert draft.read_text() == "[social worker 1] did.\n"
    assert (found.places["memos"], found.places["summaries"], found.places["drafts"]) == (3, 1, 1)
    place = "synthesis/main/moves--yp--works_well.md:5"
    told = [one for one in found.left if one.startswith("synthesis/")]
    assert told == [f"{place} holds 'Osian Prys': change it there"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("cases.csv", "case,group,role\nYP1,yp,\nYP2,yp,friend of Mair\n", "cases.csv:3 holds 'Mair'"),
        ("codebook.yaml", "title: Of Osian\ncodes: []\n", "codebook.yaml:1 holds 'Osian'"),
        ("quotations/ann.jsonl", '{"a": 1}\n{"b": "[Osian] rang"}\n', "quotations/ann.jsonl:2 holds 'Osian'"),
        ("synthesis/main/matrix.toml", 'title = "Of Mair"\n', "synthesis/main/matrix.toml:1 holds 'Mair'"),
    ],
)  # fmt: skip
def test_where_a_person_has_to_change_it_is_said_and_left(named: Path, name, text, said):
    path = write(named / name, text)
    before = path.read_bytes()
    found = pseudonymise(Study.open(named), dry_run=True)
    assert f"{said}: change it there" in found.left
    done(named, "one", "talk")
    assert path.read_bytes() == before


def test_an_id_with_a_name_is_said(named: Path, run: Run, tmp_path: Path):
    talk = write(tmp_path / "x.txt", "Interviewer: And?\n\nP: That is all.\n")
    assert run("-C", named, "import", talk, "--as", "mair_tandridge-2").status == 0
    [line] = [one for one in done(named).left if "id of" in one]
    assert line == (
        "the id of mair_tandridge-2 holds a name: qualcode revise mair_tandridge-2 --as ANOTHER-ID"
    )


def test_names_with_no_replacement_yet_are_told_and_stay(named: Path):
    found = done(named)
    assert any(one.startswith("1 name of the table has no replacement yet") for one in found.left)


def test_of_documents_that_are_named_only_those_and_no_memo(named: Path, run: Run, tmp_path: Path):
    other = write(tmp_path / "o.txt", "Interviewer: And?\n\nP: Osian.\n")
    assert run("-C", named, "import", other, "--as", "other").status == 0
    memo = write(named / "memos" / "ann" / "codes" / "moves.md", "As Mair said.\n")
    found = done(named, "other")
    assert found.documents == ["other"]
    assert found.places == Counter({"transcripts": 1})
    assert text_of(named) == TALK
    assert memo.read_text() == "As Mair said.\n"
    notes = {c.event.note for c in Study.open(named).codings(document="talk")}
    assert notes == {"Osian it is", "Mair's it is"}
    with pytest.raises(NotFoundError):
        done(named, "nowhere")


def test_a_text_that_is_not_here_is_told_and_the_others_are_done(named: Path):
    (named / "transcripts" / "one.txt").unlink()
    found = done(named)
    assert found.documents == ["talk"]
    assert any(one.startswith("one: ") for one in found.left)
    assert "Osian" not in text_of(named)


def test_earlier_texts_go_only_where_it_is_asked(named: Path):
    kept = done(named)
    assert kept.forgotten == 0
    there = [p for p in named.rglob("*") if p.is_file() and ".git" not in p.parts]
    assert any(b"Osian Prys rang" in p.read_bytes() for p in there if ".qualcode" in p.parts)
    gone = done(named, forget_earlier=True)
    assert gone.forgotten == 1
    texts = [p for p in (named / ".qualcode").rglob("*") if p.is_file()]
    assert not any(b"Osian Prys rang" in p.read_bytes() for p in texts)
    # Both in one go come to the same.
    assert "Osian" not in text_of(named)


def test_earlier_texts_go_in_the_same_act(named: Path):
    found = done(named, forget_earlier=True)
    assert found.documents == ["talk"]
    texts = [p for p in (named / ".qualcode").rglob("*") if p.is_file()]
    assert not any(b"Osian Prys rang" in p.read_bytes() for p in texts)


@pytest.mark.parametrize(
    "names", [[], [KnownName("Mair")], [KnownName("Mair", "person", "[person 1]", keep=True)]]
)
def test_without_an_accepted_name_nothing_is_begun(named: Path, names: list[KnownName]):
    write_names(named, names)
    before = tree(named)
    with pytest.raises(BadInputError, match="no name has been accepted yet"):
        done(named)
    assert tree(named) == before


def test_the_longest_name_is_taken_and_what_is_kept_shields_what_is_in_it(named: Path):
    write_names(named, [
        KnownName("Osian", "person", "[person 1]"),
        KnownName("Osian Prys", "person", "[person 2]"),
        KnownName("Mair Tandridge", "person", keep=True),
        KnownName("Tandridge", "place", "[place 1]"),
    ])  # fmt: skip
    done(named)
    text = text_of(named)
    assert "Mair Tandridge: [person 2] rang." in text
    assert "and [person 1] again" in text


def test_progress_is_told(named: Path):
    seen: list[tuple[str, int, int]] = []
    pseudonymise(Study.open(named), progress=lambda *given: seen.append(given))
    assert seen == [("Replacing names", 2, 2)]
