"""Done marks and memos, each coder's in their own files."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import BadInputError
from qualcode.store.records.done_marks import DoneMark, append_marks, read_marks
from qualcode.store.records.memos import list_memos, memo_path, read_memo, write_memo
from qualcode.store.study import Study


def test_the_last_mark_of_a_document_counts(study_path: Path):
    study = Study.open(study_path)
    doc = study.document_ids()[0]
    assert study.done_marks() == {}
    study.mark_done("ann", doc, True)
    study.mark_done("ben", doc, True)
    assert set(study.done_marks()[doc]) == {"ann", "ben"}
    study.mark_done("ann", doc, False)
    assert set(study.done_marks()[doc]) == {"ben"}
    assert not study.is_done("ann", doc)
    # A done mark is no log of codings.
    assert study.codings() == []
    assert study.coded_documents("ann") == []


marks = st.builds(
    DoneMark, st.sampled_from(["a", "b"]), st.booleans(), st.integers(0, 9).map(lambda n: f"2026-01-0{n}")
)  # fmt: skip


@pytest.mark.slow
@given(st.lists(marks, max_size=12), st.randoms())
def test_the_order_of_lines_does_not_matter(tmp_path_factory, found, chance):
    folder = tmp_path_factory.mktemp("marks")
    append_marks(folder / "one", found)
    chance.shuffle(found)
    append_marks(folder / "two", found)
    assert read_marks(folder / "one", "one") == read_marks(folder / "two", "two")


def test_a_torn_line_is_told_and_does_not_swallow_the_next(tmp_path: Path):
    path = tmp_path / "+done.jsonl"
    path.write_text('{"document":"a","do')
    append_marks(path, [DoneMark("b", True, "2026")])
    found, problems = read_marks(path, "here")
    assert set(found) == {"b"}
    assert [p.where for p in problems] == ["here:1"]


def test_memos_are_a_file_a_coder_and_thing(tmp_path: Path):
    path = memo_path(tmp_path, "ann", "documents", "sc-04")
    assert read_memo(path) == ""
    write_memo(path, "ŵ is hard\n\nto hear")
    assert read_memo(path) == "ŵ is hard\n\nto hear\n"
    assert [(m.coder, m.kind, m.about) for m in list_memos(tmp_path)] == [
        ("ann", "documents", "sc-04")
    ]
    write_memo(path, "  ")
    assert not path.exists()
    with pytest.raises(BadInputError):
        memo_path(tmp_path, "ann", "codes", "../x")
