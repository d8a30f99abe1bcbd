"""Settings, codebook, memos and summaries as editors save them: read, and told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.errors import BadInputError
from qualcode.store.io.durable import read_text, text_in
from qualcode.store.records.study_texts import texts_saved_otherwise
from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from tests.conftest import Run
from tests.examples import examples

ENCODINGS = ("utf-16", "utf-16-le", "cp1252", "utf-32")
FILES = ("study.toml", "codebook.yaml", "memos/ann/documents/one.md")


@pytest.fixture
def written(study_path: Path) -> Path:
    for name, old, new in (
        ("study.toml", 'yp = "Young people"', 'yp = "Pobl ifanc â’u llais"'),
        ("codebook.yaml", "name: Moves", "name: Moves – tô"),
    ):
        path = study_path / name
        path.write_text(path.read_text().replace(old, new), encoding="utf-8")
    CodingSession(Study.open(study_path), "ann").write_memo(
        "documents", "one", "They sat in tô y tŷ’s kitchen for a while"
    )
    return study_path


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", FILES)
def test_a_file_in_another_encoding_is_read_told_and_mended(
    written: Path, run: Run, name: str, encoding: str
):
    path = written / name
    text = path.read_text(encoding="utf-8").replace("ŷ", "ô")
    path.write_bytes(text.replace("\n", "\r\n").encode(encoding))
    assert read_text(path) == text
    for command in (("documents",), ("search", "moved"), ("table", "codes")):
        got = run("-C", written, *command)
        assert got.status == 0, got.err
    [told] = [one for one in texts_saved_otherwise(written) if one.where == name]
    assert told.code == "saved-otherwise"
    checked = run("-C", written, "check")
    assert (checked.status, "was saved by another program" in checked.out) == (0, True)


def test_what_is_changed_is_written_as_utf_8_again(written: Path):
    for name in FILES[1:]:
        path = written / name
        path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))
    session = CodingSession(Study.open(written), "ann")
    session.write_memo("documents", "one", session.memo("documents", "one") + "more")
    session.edit_codebook("a remark", lambda text: text + "# seen\n")
    assert "kitchen for a while\nmore" in (written / FILES[2]).read_text(encoding="utf-8")
    assert "Moves – tô" in (written / FILES[1]).read_text(encoding="utf-8")
    assert not [*texts_saved_otherwise(written)]
    assert session.undo() == "Undone: a remark"


def test_utf_8_is_not_told_with_a_mark_or_without(written: Path):
    for name in FILES:
        path = written / name
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert not [*texts_saved_otherwise(written)]
    assert Study.open(written).config.groups["yp"] == "Pobl ifanc â’u llais"


def test_what_is_no_text_is_refused_in_one_line(tmp_path: Path):
    path = tmp_path / "study.toml"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff\xd8")
    with pytest.raises(BadInputError, match="picture"):
        read_text(path)


@settings(max_examples=examples(60))
@given(
    st.text(
        st.characters(codec="utf-8", exclude_characters="\0\r\ufeff", exclude_categories=["Cs"])
    ),
    st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "utf-32")),
)
def test_a_text_comes_back_whatever_mark_it_bears(text: str, encoding: str):
    assert text_in(text.encode(encoding), "a")[0] == text
