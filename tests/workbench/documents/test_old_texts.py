"""A text that was stored with what nobody sees in it stays so, is searched, and can be quoted."""

import pytest

from qualcode.store.study import Study
from qualcode.workbench.coding.locate import PassageFinder
from qualcode.workbench.documents.revision import NewText, revise_from, revise_texts
from qualcode.workbench.find.search import SearchOptions, search


@pytest.fixture
def old(study: Study) -> tuple[Study, str]:
    """A study with a zero-width space and a soft hyphen in words of its one text."""
    text = study.text(study.document("one"))
    first, second = text.index("mentor") + 3, text.index("thanks") + 3
    new = f"{text[:first]}\u200b{text[first:second]}\u00ad{text[second:]}"
    blocks = [
        (0, 0, first),
        (first, first + 1, second - first),
        (second, second + 2, len(text) - second),
    ]
    revise_texts(study, [NewText("one", new, blocks)], why="as of old")
    return Study.open(study.root), new


def test_it_is_the_same_while_nobody_changes_it(old: tuple[Study, str]):
    study, text = old
    assert study.text(study.document("one")) == text
    assert revise_texts(study, [NewText("one", text)], why="")[0].same
    assert revise_from(study, "one", None).same
    assert study.text(study.document("one")) == text


def test_it_is_searched_and_quoted_as_if_it_were_not_there(old: tuple[Study, str]):
    study, text = old
    for words, stands in (("my mentor", "My men\u200btor"), ("thanks", "tha\u00adnks")):
        [hit] = search(study, words, SearchOptions())
        assert hit.text == text[hit.start : hit.end] == stands
        assert PassageFinder(study).quote("one", words) == (hit.start, hit.end)


def test_whoever_changes_it_gets_a_text_without(old: tuple[Study, str]):
    study, text = old
    [done] = revise_texts(study, [NewText("one", text.replace("hard", "harder"))], why="misheard")
    assert not done.same
    now = study.text(study.document("one"))
    assert "mentor" in now
    assert "\u00ad" not in now
