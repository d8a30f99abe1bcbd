"""Codings that say twice what one says: which one counts."""

from __future__ import annotations

from qualcode.model.coding.coding import Coding, CodingEvent
from qualcode.model.coding.doubles import doubled

NOW = {"stigma": "wellbeing"}


def coding(name: str, code: str, *, coder: str = "ann", at: str = "1", **more: object) -> Coding:
    place = {"start": 3, "end": 9, "sha256": "t", **more}
    return Coding("talk", coder, CodingEvent(name, "add", code, at=at, **place))  # type: ignore[arg-type]


def repeated(*codings: Coding) -> list[str]:
    return [c.id for c in doubled(codings, lambda code: NOW.get(code, code))]


def test_of_two_of_one_code_the_later_counts():
    assert repeated(coding("a", "stigma", at="2"), coding("b", "wellbeing", at="1")) == ["b"]


def test_a_judgement_is_not_lost_to_a_later_one_without():
    judged = coding("a", "stigma", at="1", valence="works_well")
    assert repeated(judged, coding("b", "wellbeing", at="2")) == ["b"]


def test_other_words_other_codes_other_coders_and_other_texts_are_no_repetition():
    first = coding("a", "stigma")
    for other in (
        coding("b", "moves"),
        coding("b", "stigma", coder="ben"),
        coding("b", "stigma", end=10),
        coding("b", "stigma", sha256="another text"),
    ):
        assert repeated(first, other) == []


def test_one_on_another_text_between_two_hides_nothing():
    between = coding("b", "stigma", sha256="another text")
    assert repeated(coding("a", "stigma"), between, coding("c", "stigma")) == ["a"]
