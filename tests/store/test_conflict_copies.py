"""Which files are conflict copies: by name, by the original being there, and by what both hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qualcode.store.conflict_copies import copies_among, original_of, own_folders, own_names
from tests.model.test_conflict_name import LIKELY, SURE

TEXT = "ab" * 32


def document(root: Path, name: str, says: str | None = None) -> None:
    put(root, f"documents/{name}.json", json.dumps({"id": says or name, "sha256": TEXT}))


def put(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def event(number: int, text: str = TEXT) -> str:
    return f'{{"id":"event-{number:04}","op":"add","sha256":"{text}"}}\n'


@pytest.mark.parametrize("name", [*SURE.values(), *LIKELY.values()], ids=[*SURE, *LIKELY])
@pytest.mark.parametrize(
    ("original", "text"),
    [("documents/t1.json", '{"id":"t1"}'), ("codings/ann/t1.jsonl", event(1)),
     ("memos/ann/documents/t1.md", "A memo.\n"), ("transcripts/t1.txt", "P: Yes.\n"),
     ("originals/t1.docx", "PK"), ("splits/t1.jsonl", "{}\n"), ("quotations/t1.jsonl", "{}\n"),
     ("synthesis/main/t1.md", "---\nrow: a\ngroup: b\ncolumn: c\n---\n"),
     ("withdrawals/t1.json", '{"case":"t1"}'), ("cases.csv", "case,group\n"),
     ("codebook.yaml", "codes:\n  - id: a\n"), ("study.toml", "name = 'x'\n")],
)  # fmt: skip
def test_each_clients_copy_of_each_kind_is_known(
    name: str, original: str, text: str, tmp_path: Path
):
    document(tmp_path, "t1")
    put(tmp_path, original, text)
    folder, _, own = original.rpartition("/")
    stem, ending = own.rsplit(".", 1)
    copy = f"{folder}/{name.replace('t1', stem).replace('json', ending)}".lstrip("/")
    put(tmp_path, copy, text)
    known = original_of(tmp_path, copy)
    assert known is not None
    assert known.original == original
    assert original_of(tmp_path, original) is None


def test_documents_with_ids_of_their_own_are_no_copies(tmp_path: Path):
    for name in ("t1", "t1-2", "t1 2", "t1 (1)", "t1-DESKTOP", "t1.2"):
        document(tmp_path, name)
        put(tmp_path, f"codings/ann/{name}.jsonl", event(1))
        put(tmp_path, f"memos/ann/documents/{name}.md", "A memo.\n")
        put(tmp_path, f"transcripts/{name}.txt", "P: Yes.\n")
    for folder in ("documents", "codings/ann", "memos/ann/documents", "transcripts"):
        names = [path.name for path in (tmp_path / folder).iterdir()]
        assert own_names(tmp_path, folder, names) == sorted(names)


def test_a_documents_file_is_told_by_the_id_in_it_whatever_its_name(tmp_path: Path):
    document(tmp_path, "t1")
    document(tmp_path, "t1-annslaptop", says="t1")
    document(tmp_path, "t1-other", says="another")
    names = [path.name for path in (tmp_path / "documents").iterdir()]
    found = copies_among(tmp_path, "documents", names)
    assert {name: known.original for name, known in found.items()} == {
        "t1-annslaptop.json": "t1.json"
    }


def test_a_damaged_copy_of_a_document_is_known_and_a_damaged_document_stays(tmp_path: Path):
    document(tmp_path, "t1")
    put(tmp_path, "documents/t1-DESKTOP-AB12.json", "")
    put(tmp_path, "documents/t2.json", "")
    names = [path.name for path in (tmp_path / "documents").iterdir()]
    assert own_names(tmp_path, "documents", names) == ["t1.json", "t2.json"]


def test_a_log_on_another_text_than_the_documents_is_no_copy_of_its_log(tmp_path: Path):
    document(tmp_path, "t1")
    put(tmp_path, "codings/ann/t1.jsonl", event(1))
    put(tmp_path, "codings/ann/t1 2.jsonl", event(2, "cd" * 32))
    put(tmp_path, "codings/ann/t1-earlier.jsonl", event(3))
    put(tmp_path, "codings/ann/t1-DESKTOP-X.jsonl", event(4))
    put(tmp_path, "codings/ann/t1-annslaptop.jsonl", event(1) + event(5))
    names = [path.name for path in (tmp_path / "codings/ann").iterdir()]
    assert set(copies_among(tmp_path, "codings/ann", names)) == {
        "t1-DESKTOP-X.jsonl", "t1-annslaptop.jsonl",
    }  # fmt: skip


def test_ids_of_cases_codes_and_coders_that_look_like_copies_are_their_own(tmp_path: Path):
    put(tmp_path, "cases.csv", "case,group\nP1,yp\nP1 2,yp\n")
    put(tmp_path, "codebook.yaml", "codes:\n  - id: care\n  - id: care-PC\n")
    (tmp_path / "codings" / "ann-PC").mkdir(parents=True)
    for path in ("memos/ann/cases/P1.md", "memos/ann/cases/P1 2.md", "memos/ann/cases/P1 3.md",
                 "splits/care.jsonl", "splits/care-PC.jsonl", "splits/care-LAPTOP.jsonl",
                 "quotations/ann.jsonl", "quotations/ann-PC.jsonl", "quotations/ann 2.jsonl",
                 "synthesis/main/a.md", "reports/first.md", "reports/first 2.md"):  # fmt: skip
        put(tmp_path, path, "---\nrow: a\n---\n")
    put(tmp_path, "synthesis/main/a-YP.md", "---\nrow: a\ngroup: YP\n---\n")
    files = [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()]
    assert {path for path in files if original_of(tmp_path, path)} == {
        "memos/ann/cases/P1 3.md", "splits/care-LAPTOP.jsonl", "quotations/ann 2.jsonl",
    }  # fmt: skip


def test_a_copy_of_a_copy_and_a_file_in_a_copied_folder_lead_to_the_first(tmp_path: Path):
    document(tmp_path, "t1")
    put(tmp_path, "codings/ann/t1.jsonl", event(1))
    put(tmp_path, "codings/ann/t1-PC-ONE.jsonl", event(1))
    for path in ("codings/ann/t1-PC-ONE (Ann's conflicted copy 2026-12-01).jsonl",
                 "codings/ann (Case Conflict)/t1.jsonl",
                 "codings/ann (Case Conflict)/t1-PC-ONE.jsonl"):  # fmt: skip
        put(tmp_path, path, event(1))
        known = original_of(tmp_path, path)
        assert known is not None
        assert known.original == "codings/ann/t1.jsonl"


@pytest.mark.parametrize(
    "mark", ["{} 2", "{} (1)", "{} - Copy", "{} (Ann's conflicted copy 2026-12-01)"]
)
def test_a_folder_beside_its_original_is_a_copy_of_it(mark: str, tmp_path: Path):
    document(tmp_path, "t1")
    for folder in ("codings/ann", "memos/ann", "synthesis/main", "documents", "revisions/t1"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        copy = mark.format(folder)
        put(tmp_path, f"{copy}/t1.jsonl", event(1))
        known = original_of(tmp_path, f"{copy}/t1.jsonl")
        assert known is not None
        assert known.original == f"{folder}/t1.jsonl"
        above, _, name = copy.rpartition("/")
        assert own_folders(tmp_path, above, [Path(folder).name, name]) == [Path(folder).name]


def test_folders_with_names_that_people_give_are_no_copies(tmp_path: Path):
    document(tmp_path, "t1")
    document(tmp_path, "t1 2")
    for path in ("codings/ann/t1.jsonl", "codings/ben 2/t1.jsonl", "codings/ann-PC/t1.jsonl",
                 "reports/first/a.md", "reports/first 2/a.md", "reports 2/a.md",
                 "transcripts/t1.txt", "transcripts 2/new.txt", "themes (1)/themes.json",
                 "revisions/t1/a.json", "revisions/t1 2/a.json", "themes/themes.json"):  # fmt: skip
        put(tmp_path, path, "{}\n")
    files = [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()]
    assert [path for path in files if original_of(tmp_path, path)] == []


def test_names_that_differ_in_capitals_alone_are_one_files(tmp_path: Path):
    document(tmp_path, "t1")
    document(tmp_path, "T1", says="t1")
    document(tmp_path, "T2")
    for path in ("codings/ann/t1.jsonl", "codings/ann/T1.jsonl", "codings/Ann/t1.jsonl",
                 "codings/Ben/t1.jsonl"):  # fmt: skip
        put(tmp_path, path, event(1))
    files = [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()]
    assert {path: known.original for path in files if (known := original_of(tmp_path, path))} == {
        "documents/T1.json": "documents/t1.json",
        "codings/ann/T1.jsonl": "codings/ann/t1.jsonl",
        "codings/Ann/t1.jsonl": "codings/ann/t1.jsonl",
    }
    names = [path.name for path in (tmp_path / "documents").iterdir()]
    assert own_names(tmp_path, "documents", names) == ["T2.json", "t1.json"]


def test_a_name_that_leads_to_the_same_file_in_small_letters_is_no_copy(tmp_path: Path):
    document(tmp_path, "T1")
    (tmp_path / "documents/t1.json").hardlink_to(tmp_path / "documents/T1.json")
    assert original_of(tmp_path, "documents/T1.json") is None


def test_a_report_on_conflicts_is_no_copy(tmp_path: Path):
    for path in ("reports/family.docx", "reports/family (conflict at home).docx",
                 "reports/peers (conflict, a copy for Ann).docx", "reports/peers [Conflict].docx",
                 "memos/ann/codes/moves (conflict at home).md"):  # fmt: skip
        put(tmp_path, path, "x\n")
        assert original_of(tmp_path, path) is None


def test_what_was_put_aside_is_no_copy_any_more(tmp_path: Path):
    put(tmp_path, f"private/set-aside/documents/{SURE['Syncthing']}", "{}")
    assert original_of(tmp_path, f"private/set-aside/documents/{SURE['Syncthing']}") is None
