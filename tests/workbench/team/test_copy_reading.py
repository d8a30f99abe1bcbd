"""A copy that was cut off, emptied or saved otherwise never takes anything from its original."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qualcode.store.study import Study
from qualcode.workbench.team.take_in import take_in
from tests.workbench.team.conflicting import coded, committed, edited, left, lines, put
from tests.workbench.team.test_take_in import SUMMARY

SUFFIX = " (Ann's conflicted copy 2026-12-01)"
FILES = {
    "codebook.yaml": "", "cases.csv": "", "study.toml": "", "documents/one.json": "",
    "transcripts/one.txt": "", ".gitignore": "transcripts/\n*.docx\nprivate/\n",
    "memos/ann/documents/one.md": "A short talk.\n\nShe laughed at the end.\n",
    "synthesis/main/support--yp--works-well.md": SUMMARY + "\nAnd somebody else, later on.\n",
    "synthesis/main/matrix.toml": 'codes = ["support"]\n',
    "private/names.csv": "name,kind,replacement\nGwen Ash,person,[aunt]\n",
    "quotations/ann.jsonl": '{"coding":"a","op":"sign","at":"1"}\n',
}  # fmt: skip
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "zeros": lambda data: b"\0" * len(data),
    "cut off": lambda data: data[: len(data) * 2 // 3],
    "cut off in its first line": lambda data: data[: data.index(b"\n") // 2],
    "a merge's lines": lambda data: (
        b"<<<<<<< ours\n" + data + b"=======\n" + data + b">>>>>>> theirs\n"
    ),
    "no text": lambda data: bytes(range(256)),
    "UTF-16": lambda data: data.decode("utf-8-sig").encode("utf-16"),
}


@pytest.fixture
def whole(study: Study) -> Study:
    for path, text in FILES.items():
        if text:
            put(study, path, text)
    committed(study)
    return study


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_copy_takes_nothing_from_its_original(damage: str, whole: Study):
    before = {}
    for path in FILES:
        original = whole.root / path
        before[path] = original.read_bytes()
        stem, dot, ending = original.name.rpartition(".")
        name = f"{stem}{SUFFIX}{dot}{ending}" if stem else f"{original.name}{SUFFIX}"
        original.with_name(name).write_bytes(DAMAGES[damage](before[path]))
    found = take_in(Study.open(whole.root))
    assert len(found) == len(FILES)
    assert {path: (whole.root / path).read_bytes() for path in FILES} == before
    if damage in ("empty", "zeros", "UTF-16"):
        assert left(found) == {}
    assert all(one.said for one in found)


def test_what_a_copy_in_another_encoding_adds_is_taken_in(whole: Study):
    log = put(whole, "codings/ann/one.jsonl", lines(coded(1, whole)))
    more = lines(coded(1, whole), coded(2, whole))
    put(whole, f"codings/ann/one{SUFFIX}.jsonl", "").write_bytes(more.encode("utf-16"))
    memo = FILES["memos/ann/documents/one.md"] + "Tŷ bach – café.\n"
    put(whole, f"memos/ann/documents/one{SUFFIX}.md", "").write_bytes(memo.encode("utf-16"))
    assert left(take_in(whole)) == {}
    assert log.read_text() == more
    assert (whole.root / "memos/ann/documents/one.md").read_text(encoding="utf-8") == memo


def test_settings_that_could_not_be_read_with_what_a_copy_adds_stay(whole: Study):
    before = (whole.root / "study.toml").read_text()
    edited(whole, "study.toml", lambda text: text + "nonsense\n", SUFFIX)
    [one] = take_in(whole)
    assert (one.aside, "damaged" in one.said) == ("", True)
    assert (whole.root / "study.toml").read_text() == before


def test_a_whole_copy_takes_a_damaged_originals_place_only_if_told(whole: Study):
    path = whole.root / "documents/one.json"
    right = path.read_text(encoding="utf-8")
    edited(whole, "documents/one.json", lambda text: text, SUFFIX)
    path.write_text(right[: len(right) // 2])
    [one] = take_in(Study(whole.root))
    assert (one.aside, "the original is damaged" in one.said) == ("", True)
    assert left(take_in(Study(whole.root), side="theirs")) == {}
    assert path.read_text(encoding="utf-8") == right
    assert (whole.root / "private/set-aside/documents/one.json").read_text() == right[
        : len(right) // 2
    ]


def test_a_line_that_was_cut_off_in_the_original_does_not_stand_between_others(whole: Study):
    log = put(whole, "codings/ann/one.jsonl", lines(coded(1, whole)) + '{"id":"cut')
    put(whole, f"codings/ann/one{SUFFIX}.jsonl", lines(coded(2, whole)))
    assert left(take_in(whole)) == {}
    assert log.read_text() == lines(coded(1, whole), coded(2, whole))
    assert (whole.root / "private/set-aside/codings/ann/one.jsonl").read_text().endswith("cut")


def test_no_line_that_keeps_a_file_out_of_git_is_taken_out(whole: Study):
    edited(whole, ".gitignore", lambda text: text.replace("private/\n", "*.mine\n"), SUFFIX)
    assert left(take_in(whole)) == {}
    assert (whole.root / ".gitignore").read_text() == FILES[".gitignore"] + "*.mine\n"
