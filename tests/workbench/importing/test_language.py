"""The language of each document is found; another than the study's is taken where it is plain."""

from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.workbench.importing.language import language_of
from tests.conftest import Run

FRENCH = (
    "I: Comment était l'école pour vous à ce moment-là, et avec qui parliez-vous le plus souvent ?\n\n"
    "P: Les professeurs étaient gentils, et mes amies sont toujours là. Nous avons déménagé deux "
    "fois dans la même année, alors j'ai perdu beaucoup de choses, mais pas elles.\n\n"
)
GERMAN = (
    "I: Was hat dir damals am meisten geholfen, und wer hat dich danach gefragt?\n\n"
    "P: Meine Lehrerin hat jede Woche angerufen, und sie wusste immer, wie es mir ging. Wir sind "
    "zweimal umgezogen, aber in der Schule durfte ich bleiben, und das war gut.\n\n"
)
CHINESE = "I：那时候谁帮助了你？\n\nP：我的老师每个星期都打电话给我，她总是知道我过得怎么样。\n\n"
ENGLISH = "I: What helped you most, would you say?\n\nP: It was my mentor. She rang every week.\n\n"


@pytest.mark.parametrize(
    ("words", "code"), [(FRENCH, "fr"), (GERMAN, "de"), (CHINESE, "zh"), (ENGLISH, "en")]
)
def test_a_long_text_is_sure_and_a_short_one_is_a_guess(words: str, code: str):
    assert language_of([words * 9]) == (code, True)
    assert language_of(["Ja, gut."]) == ("", False)
    if code in ("fr", "de"):
        assert language_of([words[:180]]) == (code, False)


def test_a_text_of_two_languages_is_not_sure():
    assert not language_of([FRENCH * 4, GERMAN * 4]).sure


def test_a_stretch_in_another_language_does_not_decide():
    long = [ENGLISH * 99, GERMAN * 9, ENGLISH * 99]
    assert language_of(long) == ("en", True)
    assert not language_of([GERMAN * 10, ENGLISH * 20]).sure


def test_each_document_gets_its_language_and_another_than_the_studys_is_told(
    empty_study: Path, tmp_path: Path, run: Run
):
    folder = tmp_path / "in"
    folder.mkdir()
    for name, words in (("a", FRENCH), ("b", GERMAN), ("c", ENGLISH), ("d", FRENCH)):
        (folder / f"{name}.txt").write_text(words * 9 + name)
    got = run("-C", empty_study, "import", folder)
    study = Study.open(empty_study)
    assert [study.document(name).language for name in "abcd"] == ["fr", "de", "en", "fr"]
    assert got.out.count("its language is fr, the study's is en: --language en if that is") == 2
    assert got.out.count("its language is de, the study's is en") == 1


def test_a_language_that_was_said_is_taken_without_a_word(
    empty_study: Path, tmp_path: Path, run: Run
):
    (tmp_path / "a.txt").write_text(FRENCH * 9)
    got = run("-C", empty_study, "import", tmp_path / "a.txt", "--language", "br")
    assert Study.open(empty_study).document("a").language == "br"
    assert "language is" not in got.out


def test_a_code_that_is_none_is_refused_and_one_that_nothing_is_known_of_is_told(
    empty_study: Path, tmp_path: Path, run: Run
):
    (tmp_path / "a.txt").write_text(ENGLISH)
    for said, mend in (("xx", "Give the code of ISO 639"), ("Welsh", "write --language cy")):
        got = run("-C", empty_study, "import", tmp_path / "a.txt", "--language", said)
        assert got.status == 1
        assert f"--language '{said}' is not the code of a language. " in got.err
        assert mend in got.err
        assert not Study.open(empty_study).document_ids()
    got = run("-C", empty_study, "import", tmp_path / "a.txt", "--language", "GV")
    assert "--language gv (Manx) is taken as you say, though it is none of the" in got.out
    assert Study.open(empty_study).document("a").language == "gv"
    assert run("new", tmp_path / "s", "--language", "klingon", "--codebook", "nine-principles").err
    assert not (tmp_path / "s").exists()
