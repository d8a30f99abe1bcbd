"""The codebooks and the sample study are what they say they are."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from qualcode.model.text.text import count_words
from qualcode.store.bundled_files import bundled_codebooks, sample_folder
from qualcode.store.codebook.reader import read_codebook
from tests.transcripts.read import read_transcript

SAMPLES = sample_folder()
FILES = sorted(p for p in SAMPLES.iterdir() if p.suffix in (".docx", ".vtt", ".txt"))
WELSH = (
    "plant sy'n derbyn gofal|cynllun addysg personol|person dynodedig|deilliannau addysgol|"
    "awdurdod lleol|rhiant corfforaethol|llesiant|lleoliad|sefydlogrwydd lleoliadau|"
    "gwaharddiadau|gofalwyr maeth"
)


def test_the_nine_principles_say_what_is_known_and_no_more():
    book, problems = read_codebook(bundled_codebooks()["nine-principles"])
    assert [c.id for c in book if c.status == "placeholder"] == [
        f"principle-{n}" for n in range(3, 10)
    ]
    assert [c.id for c in book if c.status == "active"] == [
        "child-centred", "corporate-parent-accountability", "holistic-outcomes-data",
        "restorative-leadership", "virtual-school-approach"]  # fmt: skip
    assert book.parent("virtual-school-approach") == "restorative-leadership"
    assert {p.level for p in problems} == {"note"}


@pytest.mark.parametrize("name", ["nine-principles", "policy-themes"])
def test_every_code_is_whole_sourced_and_its_examples_invented(name: str):
    book, _ = read_codebook(bundled_codebooks()[name])
    for code in book:
        assert code.source, code.id
        assert code.definition, code.id
        if code.status == "active":
            assert code.include, code.id
            assert code.exclude, code.id
            assert code.examples, code.id
            assert all(e.startswith("Invented example:") for e in code.examples), code.id
            assert code.colour, code.id


def test_rules_point_to_codes_that_exist():
    books = [read_codebook(path)[0] for path in bundled_codebooks().values()]
    ids = {code.id for book in books for code in book}
    for book in books:
        for code in book:
            for rule in code.exclude:
                assert set(re.findall(r"`([a-z0-9-]+)`", rule)) <= ids, code.id


def test_there_are_twelve_interviews_of_the_length_of_real_ones():
    assert len(FILES) == 12
    for path in FILES:
        parsed = read_transcript(path)
        words = sum(count_words(t.text) for t in parsed.turns if t.speaker)
        assert 1200 <= words <= 2500, (path.name, words)
        assert any("Invented interview" in t.text for t in parsed.turns[:4]), path.name


def test_two_speakers_use_welsh_terms_and_the_other_files_have_none():
    users = {
        path.name
        for path in FILES
        if any(re.search(WELSH, t.text, re.I) for t in read_transcript(path).turns)
    }
    assert users == {"ed-03 psychologist and ALN lead.docx", "sl-02 primary head.vtt"}


def rows(name: str) -> list[dict[str, str]]:
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_two_coders_have_coded_and_do_not_always_agree():
    anwen, dewi = rows("codings/anwen.csv"), rows("codings/dewi.csv")
    assert 230 <= len(anwen) <= 290
    assert len({r["document"] for r in anwen}) == 12
    assert {r["document"] for r in dewi} == {"ed-01", "sl-01", "yp-01"}
    both = Counter((r["document"], r["code"]) for r in anwen) & Counter(
        (r["document"], r["code"]) for r in dewi
    )
    assert 0.4 * len(dewi) < sum(both.values()) < len(dewi)
    assert sum(bool(r["valence"]) for r in anwen) > 200


@pytest.mark.slow
def test_demo_study_is_in_order_and_its_summaries_are_fresh(tmp_path: Path):
    from qualcode.store.matrix_definitions import read_matrix
    from qualcode.store.study import Study
    from qualcode.workbench.check.study import check_study
    from qualcode.workbench.matrix.open_matrix import open_matrix
    from qualcode.workbench.study import demo

    original = demo._themes
    demo._themes = lambda study, progress: "Themes were left out"
    try:
        demo.make_demo(tmp_path / "d")
    finally:
        demo._themes = original
    study = Study.open(tmp_path / "d")
    assert {p.level for p in check_study(study)} == {"note"}
    opened = open_matrix(study, read_matrix(study, "main"))
    matrix = opened.matrix
    assert opened.problems == []
    summed = [c for c in matrix.cells if c.summary]
    assert len(summed) == 42
    assert not any(c.stale for c in matrix.cells)
    assert sum(bool(c.quotations) for c in summed) == 23
    assert sum(len(c.quotations) for c in summed) == 27
    assert sum(len(c.codings) for c in matrix.cells) + matrix.unjudged == matrix.codings
