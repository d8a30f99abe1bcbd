"""Each kind of file is merged with its copy by what it says; what a person decides is left."""

from __future__ import annotations

from pathlib import Path

from qualcode.store.study import Study
from qualcode.workbench.team.take_in import take_in
from tests.conftest import Run
from tests.workbench.team.conflicting import DESKTOP, coded, committed, edited, left, lines, put


def test_two_definitions_are_left_for_a_person_and_a_choice_decides(study: Study):
    committed(study)
    book = study.codebook_path
    name = edited(study, "codebook.yaml", lambda t: t.replace("One adult who helps.", "Anybody."))
    book.write_text(book.read_text().replace("One adult who helps.", "One adult in school."))
    [one] = take_in(study)
    assert (one.aside, len(one.decisions)) == ("", 1)
    assert "One adult in school." in one.decisions[0]
    assert (study.root / name).exists()
    assert left(take_in(study, side="theirs")) == {}
    assert "Anybody." in book.read_text()
    assert "One adult in school." not in book.read_text()


def test_what_was_committed_since_a_copy_was_made_is_not_undone_by_it(study: Study):
    committed(study)
    edited(study, "codebook.yaml", lambda t: t.replace("Changing school or home.", "Any change."))
    edited(study, "cases.csv", lambda t: t + "YP8,yp\n")
    book = study.codebook_path
    book.write_text(book.read_text().replace("Help that a young person gets.", "Any help at all.")
                    + "  - id: fresh\n    name: Fresh\n")  # fmt: skip
    cases = study.root / "cases.csv"
    cases.write_text(cases.read_text(encoding="utf-8-sig") + "YP9,yp\n", encoding="utf-8")
    committed(study)
    assert left(take_in(study)) == {}
    assert "Any change." in book.read_text()
    assert "Any help at all." in book.read_text()
    study = Study.open(study.root)
    assert "fresh" in {code.id for code in study.codebook}
    assert set(study.cases) == {"YP1", "YP8", "YP9"}


def test_a_code_or_case_that_a_copy_lacks_is_never_removed_unasked(study: Study):
    committed(study)
    edited(study, "codebook.yaml", lambda t: t[: t.index("  - id: moves")])
    edited(study, "cases.csv", lambda t: t.splitlines()[0] + "\n")
    found = left(take_in(study))
    assert sorted(found) == ["cases-DESKTOP-AB12.csv", "codebook-DESKTOP-AB12.yaml"]
    assert "moves" in found["codebook-DESKTOP-AB12.yaml"]
    assert set(Study.open(study.root).cases) == {"YP1"}


def test_memos_that_both_rewrote_are_kept_both(study: Study):
    memo = put(study, "memos/ann/documents/one.md", "A short talk.\n")
    committed(study)
    memo.write_text("A long talk.\n")
    copy = put(
        study, "memos/ann/documents/one (Ann's conflicted copy 2026-12-01).md", "A sad talk.\n"
    )
    [one] = take_in(study)
    assert one.aside == ""
    assert (memo.read_text(), copy.read_text()) == ("A long talk.\n", "A sad talk.\n")


def test_the_text_that_a_document_has_now_takes_its_place_and_both_are_kept(study: Study):
    text = study.root / "transcripts/one.txt"
    right = text.read_text(encoding="utf-8")
    text.write_text("I: Another.\n")
    put(study, "transcripts/one-DESKTOP-AB12.txt", right)
    assert left(take_in(study)) == {}
    assert text.read_text(encoding="utf-8") == right
    aside = study.root / "private/set-aside/transcripts"
    assert (aside / "one.txt").read_text() == "I: Another.\n"
    assert (aside / "one-DESKTOP-AB12.txt").read_text(encoding="utf-8") == right


def test_a_text_that_the_study_does_not_know_stays_with_the_way_to_take_it(study: Study):
    put(study, "transcripts/one-DESKTOP-AB12.txt", "I: Another.\n")
    [one] = take_in(study)
    assert one.aside == ""
    assert "qualcode revise one" in one.said


def test_a_note_whose_name_was_replaced_since_does_not_come_back(study: Study):
    put(study, "codings/ann/one.jsonl", lines(coded(1, study, note="[aunt] said so")))
    put(study, f"codings/ann/one{DESKTOP}.jsonl", lines(coded(1, study, note="Gwen said so")))
    assert left(take_in(study)) == {}
    assert "Gwen" not in study.log_path("ann", "one").read_text()


def test_a_log_whose_own_file_is_gone_comes_back_and_one_of_no_document_stays(study: Study):
    put(study, "codings/ann/one (conflicted copy 2026-12-01 101112).jsonl", lines(coded(1, study)))
    put(study, "codings/ann/two (conflicted copy 2026-12-01 101112).jsonl", lines(coded(2, study)))
    found = take_in(study)
    assert list(left(found)) == ["codings/ann/two (conflicted copy 2026-12-01 101112).jsonl"]
    assert study.log_path("ann", "one").read_text() == lines(coded(1, study))


def test_rows_of_private_tables_that_differ_are_left_without_saying_names(study: Study):
    put(study, "private/names.csv", "name,kind,replacement\nGwen Ash,person,[aunt]\n")
    put(study, "private/names-DESKTOP-AB12.csv", "name,kind,replacement\nGwen Ash,person,[nan]\n")
    [one] = take_in(study)
    assert one.aside == ""
    assert "row 2" in one.said
    assert "Gwen" not in one.said


def test_codings_on_what_somebody_withdrew_do_not_come_back(study: Study, run: Run, tmp_path: Path):
    talk = tmp_path / "talk.txt"
    talk.write_text("A: We came by bus every day.\n\nB: And we walked home in the rain.\n")
    given = ("--as", "fg", "--speaker", "A=YP3", "--speaker", "B=YP4", "--group", "yp")
    assert run("-C", study.root, "import", talk, *given).status == 0
    for quote in ("came by bus", "walked home"):
        assert run("-C", study.root, "coding", "add", "fg", "moves", "--quote", quote).status == 0
    log = study.log_path("ann", "fg")
    before = log.read_text()
    assert run("-C", study.root, "withdraw", "YP3", "--yes").status == 0
    assert len(log.read_text().splitlines()) == 1
    put(study, f"codings/ann/fg{DESKTOP}.jsonl", before)
    [one] = take_in(Study.open(study.root))
    assert one.aside
    assert "1 on what somebody withdrew left out" in one.said
    assert len(log.read_text().splitlines()) == 1


def test_a_document_whose_speaker_one_machine_changed_is_merged(study: Study, run: Run):
    committed(study)
    path = study.root / "documents/one.json"
    before = path.read_text()
    done = run("-C", study.root, "speakers", "set", "one", "I", "--role", "other")
    assert done.status == 0, done.err
    put(study, f"documents/one{DESKTOP}.json", before.replace('"title": "', '"title": "Our '))
    assert left(take_in(Study.open(study.root))) == {}
    document = Study.open(study.root).document("one")
    assert document.title.startswith("Our ")
    assert "other" in {speaker.role for speaker in document.speakers}


def test_a_case_that_withdrew_does_not_come_back_with_a_copy(study: Study, run: Run):
    cases = study.root / "cases.csv"
    before = cases.read_text(encoding="utf-8-sig")
    assert run("-C", study.root, "withdraw", "YP1", "--yes").status == 0
    put(study, f"cases{DESKTOP}.csv", before)
    [one] = take_in(Study.open(study.root))
    assert "1 of people who withdrew left out" in one.said
    assert "YP1" not in Study.open(study.root).cases
    # What was put aside holds them as it did.
    assert run("-C", study.root, "withdraw", "YP1", "--yes").status == 0
    assert not (study.root / one.aside).exists()
