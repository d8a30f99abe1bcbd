"""Canaries are words that nothing else holds, each once, and all in what is imported."""

from __future__ import annotations

import re

from qualcode.store.bundled_files import sample_folder
from qualcode.workbench.proof.canaries import INTERVIEW, KINDS, planted


def test_each_is_one_word_and_there_is_some_of_every_kind():
    words = [one.word for one in planted()]
    assert len(words) == len(set(words))
    assert all(re.fullmatch(r"[a-z0-9-]{5,}", word) for word in words)
    assert {one.kind for one in planted()} == set(KINDS)


def test_names_and_words_are_in_the_interview_and_in_no_sample():
    theirs = [one.word for one in planted() if one.kind in ("name", "words")]
    assert [word for word in theirs if word not in INTERVIEW.lower()] == []
    samples = " ".join(
        file.read_bytes().decode("utf-8", "ignore").lower()
        for file in sample_folder().rglob("*")
        if file.is_file()
    )
    assert [word for word in theirs if word in samples] == []


def test_the_interview_says_that_it_is_invented():
    assert "Invented" in INTERVIEW.splitlines()[0]
