"""The themes suggested last: read as they were written, and one line for what is none."""

from __future__ import annotations

import json

import pytest

from qualcode.errors import NotFoundError, StudyError
from qualcode.store.study import Study
from qualcode.workbench.study.creation import make_study
from qualcode.workbench.themes.run import write_themes
from qualcode.workbench.themes.stored import stored_data, stored_themes, themes_path
from tests.workbench.stored import SAID, suggested

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A study without anything."""
    return make_study(tmp_path_factory.mktemp("bare") / "study").study


def test_what_was_written_is_read(study: Study):
    data = suggested(study)
    write_themes(study, data)
    found = stored_themes(study)
    assert (found.model, found.seed, found.segments, found.left_out) == ("a-model", 0, 3, 2)
    assert found.made.startswith("20")
    assert len(found.made) == 10
    first, second = found.themes
    assert (first.id, first.label, first.size, first.people) == ("T1", "mentor, moving", 3, 1)
    assert (first.stability, first.coded, first.covered) == (0.81, 0.33, True)
    assert (first.groups, first.leaning, first.valence) == (
        {"yp": 1}, {"yp": 0.03}, {"works_well": 1})  # fmt: skip
    assert [(n.code, n.similarity) for n in first.near] == [("mentor", 1.2)]
    text = study.text(study.document("one"))
    assert [p.text for p in first.passages] == list(SAID)
    assert all(text[p.start : p.end] == p.text for p in first.passages)
    assert [(g.kind, g.document, g.words, g.themes) for g in found.gaps] == [
        ("uncoded", "one", 24, ("T1",))]  # fmt: skip
    assert [(f.label, f.themes) for f in found.families] == [("help", ("T2", "T1"))]
    assert [(m.code, m.nearest_theme) for m in found.codes_without_theme] == [("moves", "T1")]
    assert found.tree is not None
    assert [branch.theme for branch in found.tree.below] == ["T2", "T1"]
    assert [(label, t.id) for label, t in found.in_families()] == [("help", "T1"), ("help", "T2")]
    assert second.passages == first.passages[2:]
    assert stored_data(study) == data


def test_a_theme_is_named_by_its_id_or_its_label(study: Study):
    write_themes(study, suggested(study))
    found = stored_themes(study)
    assert found.theme("t2") is found.theme("no, Thanks") is found.themes[1]
    with pytest.raises(NotFoundError, match=r"there is no theme 'T9'. There are T1, T2$"):
        found.theme("T9")


def test_a_file_of_an_earlier_version_is_read(study: Study):
    data = suggested(study)
    kept = ("model", "seed", "segments", "outliers", "themes")
    old = {key: data[key] for key in kept}
    for theme in old["themes"]:
        for key in ("coded", "valence", "leaning"):
            theme.pop(key)
    write_themes(study, old)
    found = stored_themes(study)
    assert [t.coded for t in found.themes] == [None, None]
    assert (found.gaps, found.families, found.tree, found.groups) == ((), (), None, ())
    assert [(label, t.id) for label, t in found.in_families()] == [("", "T1"), ("", "T2")]
    assert stored_data(study) == old


def test_keys_of_a_later_version_do_no_harm(study: Study):
    data = suggested(study)
    write_themes(study, data | {"later": [1, {"x": None}]})
    assert stored_themes(study).themes
    assert stored_data(study)["later"] == [1, {"x": None}]


def test_without_any_the_command_that_makes_them_is_named(study: Study):
    for read in (stored_themes, stored_data):
        with pytest.raises(NotFoundError, match="Run 'qualcode themes' first"):
            read(study)


@pytest.mark.parametrize("raw", [
    b"", b"{", b"[]", b"null", b"3", b"{}", b"\xff\xfe{\x00", b"\x00" * 64, b"PK\x03\x04",
    b'{"model": "m", "seed": 0, "segments": 1, "themes": 3}',
    b'{"model": "m", "seed": 0, "segments": 1, "themes": [{"id": "T1"}]}',
    b'{"model": "m", "seed": "0", "segments": 1, "themes": []}',
    b'{"model": "m", "seed": 0, "segments": 1, "themes": [], "gaps": [{"kind": "uncoded"}]}',
    b'{"model": "m", "seed": 0, "segments": 1, "themes": [], "tree": [1]}',
    b'{"model": "m", "seed": 0, "segments": 1, "themes": [], "groups": [{}]}',
    b'{"model": "m\xff", "seed": 0, "segments": 1, "themes": []}',
    b'{"model": "m", "seed": 0, "segments": 1, "themes": [], "x": ' + b"[" * 5000 + b"]" * 5000 + b"}",
])  # fmt: skip
def test_what_is_no_such_file_gets_one_line(bare: Study, raw: bytes):
    themes_path(bare).parent.mkdir(exist_ok=True)
    themes_path(bare).write_bytes(raw)
    for read in (stored_themes, stored_data):
        with pytest.raises(StudyError) as caught:
            read(bare)
        line = str(caught.value)
        assert line.startswith("themes/themes.json: does not hold suggested themes")
        assert line.endswith("Make it again: qualcode themes")
        assert "\n" not in line


def test_words_that_are_no_utf8_are_told_wherever_they_stand(study: Study):
    write_themes(study, suggested(study))
    raw = themes_path(study).read_bytes().replace(b"by hand", b"by \xff\xfe")
    themes_path(study).write_bytes(raw)
    with pytest.raises(StudyError, match="does not hold suggested themes"):
        stored_data(study)


def test_a_folder_in_its_place_gets_one_line(study: Study):
    themes_path(study).mkdir(parents=True)
    with pytest.raises(StudyError, match=r"themes/themes.json: cannot be read"):
        stored_themes(study)


def test_the_json_on_disk_is_the_contract(study: Study):
    data = suggested(study)
    write_themes(study, data)
    assert json.loads(themes_path(study).read_text(encoding="utf-8")) == data
