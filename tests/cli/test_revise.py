"""``revise`` and ``edit`` as their users call them: codings follow, nothing is lost or half-done."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.documents.revision import revise_from
from tests.conftest import Run
from tests.cut_off import each_cut, needs_fork

pytestmark = pytest.mark.slow


def text_of(path: Path) -> str:
    return (path / "transcripts" / "one.txt").read_text(encoding="utf-8")


def everything(path: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(path)): p.read_bytes()
        for p in path.rglob("*")
        if p.is_file() and ".git/" not in str(p) and "locks" not in str(p)
    }


def flags(run: Run, path: Path) -> list[tuple[str, bool, bool]]:
    rows = json.loads(run("-C", path, "coding", "list", "--json").out)
    return [(r["text"], r["text_changed"], r["orphaned"]) for r in rows]


@pytest.fixture
def coded(study_path: Path, run: Run) -> Path:
    for quote in ("Moving.", "We moved in March", "It was hard."):
        made = run("-C", study_path, "--coder", "ann", "coding", "add", "one", "moves",
                   "--quote", quote)  # fmt: skip
        assert made.status == 0, made.err
    return study_path


def mended(path: Path, tmp_path: Path, name: str = "new.txt") -> Path:
    file = tmp_path / name
    text = text_of(path).replace("in March", "in April").replace(" It was hard.", "")
    file.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    return file


def test_revise_says_what_becomes_of_codings_and_undo_brings_all_back(
    coded: Path, run: Run, tmp_path: Path
):
    before = everything(coded)
    file = mended(coded, tmp_path)
    dry = run("-C", coded, "revise", "one", file, "--dry-run")
    assert dry.status == 0, dry.err
    assert everything(coded) == before
    done = run("-C", coded, "--coder", "ann", "revise", "one", file, "--why", "second listening")
    assert done.status == 0, done.err
    assert done.out.replace("changed:", "would change:", 1) == dry.out
    assert "1 with the same words, 1 flagged 'text changed', 1 orphaned" in done.out
    assert flags(run, coded) == [
        ("Moving.", False, False),
        ("We moved in April", True, False),
        (None, False, True),
    ]
    checked = run("-C", coded, "check").out
    assert "1 coding orphaned: a revision of one took their words out" in checked
    assert "1 coding of one on words that a revision changed" in checked
    listed = run("-C", coded, "coding", "list", "--orphaned", "--text-changed", "--json")
    assert len(json.loads(listed.out)) == 2
    # Nothing of the words is where git would take it.
    for name, data in everything(coded).items():
        if name.startswith(("documents/", "revisions/", "codings/")):
            assert b"April" not in data
            assert b"hard" not in data
    shown = run("-C", coded, "revise", "one", "--list", "--json")
    rows = json.loads(shown.out)
    assert [(r["why"], r["now"]) for r in rows] == [("imported", False), ("second listening", True)]
    back = run("-C", coded, "revise", "one", "--undo")
    assert back.status == 0, back.err
    after = everything(coded)
    assert {n: d for n, d in after.items() if n in before} == before
    assert flags(run, coded)[2] == ("It was hard.", False, False)
    again = run("-C", coded, "revise", "one", "--to", rows[1]["text"])
    assert again.status == 0
    assert "April" in text_of(coded)


def test_a_coding_is_confirmed_or_placed_anew(coded: Path, run: Run, tmp_path: Path):
    run("-C", coded, "revise", "one", mended(coded, tmp_path))
    ids = [r["id"] for r in json.loads(run("-C", coded, "coding", "list", "--json").out)]
    one = ("-C", coded, "--coder", "ann", "coding")
    assert run(*one, "confirm", ids[1]).status == 0
    refused = run(*one, "confirm", ids[2])
    assert refused.status == 1
    assert "orphaned" in refused.err
    assert run(*one, "change", ids[2], "--quote", "moved again in May").status == 0
    assert [(t, c, o) for t, c, o in flags(run, coded) if c or o] == []
    assert run(*one, "undo").status == 0
    assert [o for _, _, o in flags(run, coded)].count(True) == 1


def test_changes_made_in_another_program_are_taken_over(coded: Path, run: Run):
    file = coded / "transcripts" / "one.txt"
    file.write_bytes(file.read_bytes().replace(b"Moving.", b"Moving, yes.").replace(b"\n", b"\r\n"))
    assert run("-C", coded, "coding", "add", "one", "moves", "--turn", "2").status == 1
    done = run("-C", coded, "revise", "one")
    assert done.status == 0, done.err
    assert "\r" not in text_of(coded)
    assert ("We moved in March", False, False) in flags(run, coded)
    # The same again: there is nothing to take over; and only line ends are put right.
    assert "nothing changed" in run("-C", coded, "revise", "one").out
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert "nothing changed" in run("-C", coded, "revise", "one").out
    assert run("-C", coded, "check").status == 0


def test_without_the_earlier_text_nothing_is_guessed(coded: Path, run: Run):
    file = coded / "transcripts" / "one.txt"
    for original in (coded / "originals").iterdir():
        original.unlink()
    file.write_bytes(file.read_bytes().replace(b"Moving.", b"Moving, yes."))
    before = everything(coded)
    refused = run("-C", coded, "revise", "one")
    assert refused.status == 1
    assert "codings cannot follow" in refused.err
    assert len(refused.err.splitlines()) == 1
    assert everything(coded) == before


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("none.txt", None, "none.txt"),
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\n \n", "empty"),
        ("broken.docx", b"PK\x03\x04 no", "broken.docx"),
        ("other.txt", b"I: Something else.\n\nP: Altogether so.\n", "--force"),
    ],
)
def test_wrong_files_are_refused_in_one_line(
    coded: Path, run: Run, tmp_path: Path, name: str, data: bytes | None, words: str
):
    file = tmp_path / name
    if data is not None:
        file.write_bytes(data)
    before = everything(coded)
    refused = run("-C", coded, "revise", "one", file)
    assert refused.status == 1
    assert words in refused.err
    assert len(refused.err.splitlines()) == 1
    assert everything(coded) == before


def test_wrong_calls_say_what_is_wrong(coded: Path, run: Run, tmp_path: Path):
    file = mended(coded, tmp_path)
    assert run("-C", coded, "revise", "one", file, "--undo").status == 2
    assert "nothing to undo" in run("-C", coded, "revise", "one", "--undo").err
    assert "no text 'abc'" in run("-C", coded, "revise", "one", "--to", "abc").err
    assert "no document" in run("-C", coded, "revise", "two", file).err
    run("-C", coded, "revise", "one", file)
    for kept in (coded / ".qualcode" / "texts").iterdir():
        kept.unlink()
    assert "not on this machine" in run("-C", coded, "revise", "one", "--undo").err


def test_a_word_file_of_the_same_talk_takes_the_place_of_a_text(
    coded: Path, run: Run, tmp_path: Path
):
    from docx import Document

    made = Document()
    for line in text_of(coded).replace("in March", "in April").strip().split("\n\n"):
        made.add_paragraph(line)
    made.save(str(tmp_path / "new.docx"))
    done = run("-C", coded, "revise", "one", tmp_path / "new.docx")
    assert done.status == 0, done.err
    assert [c for _, c, _ in flags(run, coded)] == [False, True, False]


def test_edit_opens_the_editor_and_keeps_what_could_not_be_taken(
    coded: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    script = tmp_path / "editor.py"
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
    monkeypatch.delenv("VISUAL", raising=False)
    edit = "import sys; p = sys.argv[1]; t = open(p, encoding='utf-8').read(); "
    write = "open(p, 'w', encoding='utf-8').write"
    script.write_text(f"{edit}{write}(t.replace('Moving.', 'We moved, we did.'))")
    done = run("-C", coded, "--coder", "ann", "edit", "one")
    assert done.status == 0, done.err
    assert "We moved, we did." in text_of(coded)
    script.write_text("")
    assert "nothing changed" in run("-C", coded, "edit", "one").out
    script.write_text(f"{edit}{write}('')")
    refused = run("-C", coded, "edit", "one")
    assert refused.status == 1
    assert "empty" in refused.err
    script.write_text(f"{edit}{write}('I: mended again.\\n\\n' + {text_of(coded)!r})")
    resumed = run("-C", coded, "edit", "one")
    assert "Going on" in resumed.err
    assert text_of(coded).startswith("I: mended again.")
    assert not list((coded / ".qualcode" / "edit").iterdir())


def test_an_editor_that_fails_changes_nothing_and_what_it_wrote_is_kept(
    coded: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    script = tmp_path / "editor.py"
    monkeypatch.delenv("VISUAL", raising=False)
    before = text_of(coded)
    for command, words in (("/no/such/editor", "cannot run the editor"), ('vi "', "cannot read")):
        monkeypatch.setenv("EDITOR", command)
        failed = run("-C", coded, "edit", "one")
        assert failed.status == 1
        assert words in failed.err
        assert "kept" not in failed.err
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
    script.write_text("import sys; open(sys.argv[1], 'a').write('P: More.\\n'); sys.exit(3)")
    failed = run("-C", coded, "edit", "one")
    assert failed.status == 1
    assert "nothing was taken" in failed.err
    assert "kept" in failed.err
    assert text_of(coded) == before
    script.write_text("")
    assert run("-C", coded, "edit", "one").status == 0
    assert "P: More." in text_of(coded)


def test_two_coders_one_of_whom_has_not_got_the_new_text(coded: Path, run: Run, tmp_path: Path):
    earlier = (coded / "transcripts" / "one.txt").read_bytes()
    run("-C", coded, "--coder", "ben", "revise", "one", mended(coded, tmp_path))
    newer = (coded / "transcripts" / "one.txt").read_bytes()
    for kept in (coded / ".qualcode" / "texts").iterdir():
        kept.unlink()
    (coded / "transcripts" / "one.txt").write_bytes(earlier)
    got = run("-C", coded, "coding", "list")
    assert got.status == 0
    assert "earlier text: it was revised by ben" in got.err
    assert "Ask ben for the new one.txt" in got.err
    (coded / "transcripts" / "one.txt").write_bytes(newer)
    assert run("-C", coded, "coding", "list").err == ""


@needs_fork
def test_a_crash_between_two_files_leaves_a_whole_text(coded: Path, run: Run, tmp_path: Path):
    file = mended(coded, tmp_path)
    earlier = text_of(coded)

    def revise(root: Path) -> None:
        study = Study.open(root)
        revise_from(study, "one", file, coder="ann")

    texts = []
    for _, cut in each_cut(revise, coded, tmp_path):
        study = Study.open(cut)
        texts.append(study.text(study.document("one")))
        # What is served is what the file holds, whenever it was cut off.
        assert study.text_path("one").read_text(encoding="utf-8") == texts[-1]
        assert study.problems == []
        assert any(orphaned for _, _, orphaned in flags(run, cut)) == (texts[-1] != earlier)
        assert run("-C", cut, "revise", "one", file).status == 0
        assert "April" in text_of(cut)
    assert earlier in texts
    assert "April" in texts[-1]


@pytest.mark.parametrize("damage", ["{", '"kept": [[0, 0, 9], [4, 20, 9]]'])
def test_a_damaged_revision_is_named_and_codings_are_kept(
    coded: Path, run: Run, tmp_path: Path, damage: str
):
    run("-C", coded, "revise", "one", mended(coded, tmp_path))
    [file] = (coded / "revisions" / "one").iterdir()
    whole = file.read_text()
    head = whole[: whole.index('"kept"')]
    file.write_text(damage if damage == "{" else head + damage + "}")
    assert [o for _, _, o in flags(run, coded)] == [True, True, True]
    checked = run("-C", coded, "check")
    assert checked.status == 3
    assert f"revisions/one/{file.name}: not a revision" in checked.out
    file.write_text(whole)
    assert [o for _, _, o in flags(run, coded)] == [False, False, True]


def test_another_id_for_a_document_and_everything_on_it_follows(
    coded: Path, run: Run, tmp_path: Path
):
    session = CodingSession(Study.open(coded), "ann")
    session.write_memo("documents", "one", "A memo.")
    session.set_done("one", True)
    run("-C", coded, "revise", "one", mended(coded, tmp_path))
    before = flags(run, coded)
    done = run("-C", coded, "revise", "one", "--as", "yp-01")
    assert done.status == 0, done.err
    assert flags(run, coded) == before
    study = Study.open(coded)
    assert study.document_ids() == ["yp-01"]
    assert study.is_done("ann", "yp-01")
    assert CodingSession(study, "ann").memo("documents", "yp-01") == "A memo.\n"
    assert not [p for p in coded.rglob("one*") if ".git" not in p.parts and "locks" not in p.parts]
    assert run("-C", coded, "check").status == 0
    assert run("-C", coded, "revise", "yp-01", "--undo").status == 0
    assert [o for _, _, o in flags(run, coded)] == [False, False, False]
    for wrong in ("a/b", "yp-01", "CON"):
        refused = run("-C", coded, "revise", "yp-01", "--as", wrong)
        assert refused.status == 1
        assert len(refused.err.splitlines()) == 1


@pytest.mark.parametrize(
    "lying",
    ["codings/ben/two.jsonl", "memos/ben/documents/two.md", "originals/two.txt",
     "revisions/two/a.json"],
)  # fmt: skip
def test_another_id_is_refused_where_files_of_one_that_had_it_lie(
    study: Study, run: Run, lying: str
):
    old = study.root / lying.replace("two", "one")
    there = study.root / lying
    for path in (old, there):
        path.parent.mkdir(parents=True, exist_ok=True)
    there.write_text("theirs\n")
    if not old.exists():
        old.write_text("mine\n")
    done = run("-C", study.root, "revise", "one", "--as", "two")
    assert done.status == 1
    assert "already, of another document that had this id" in done.err
    assert there.read_text() == "theirs\n"
    assert old.exists()
    assert study.document_ids() == ["one"]
    assert not (study.root / "private" / "unfinished").exists()
