"""What counts as the same label, name or key."""

from collections.abc import Callable

import pytest

from qualcode.transcripts.labels.folding import folded, folded_key, folded_name


@pytest.mark.parametrize(
    ("fold", "one", "other"),
    [
        (folded, "Participant no. 3", "participant 3"),
        (folded, "INTERVIEWER:", "Interviewer"),
        (folded, "Karen’s  mum", "karen's mum"),
        (folded_name, "Dr. Šárka Pugh, PhD", "sarka pugh"),
        (folded_key, "Name of the Interviewer", "name of interviewer"),
        (folded_key, "Interviewer’s name (full)", "interviewer name"),
    ],
)
def test_what_is_alike(fold: Callable[[str], str], one: str, other: str):
    assert fold(one) == fold(other)
