"""Codes of languages: what is one, which one is meant, and what is said of anything else."""

import pytest

from qualcode.errors import BadInputError
from qualcode.model.languages import checked_language, is_language, language_code, language_name
from qualcode.workbench.importing.language import RECOGNISED


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("en", "en"), (" CY ", "cy"), ("en-GB", "en"), ("es_419", "es"), ("zh-Hant-TW", "zh"),
        ("Welsh", "cy"), ("Cymraeg", "cy"), ("cym", "cy"), ("wel", "cy"), ("Punjabi", "pa"),
        ("Greek", "el"), ("so", "so"), ("ckb", "ckb"), ("bfi", "bfi"), ("mul", "mul"),
        ("xx", ""), ("xx-YY", ""), ("qaa", ""), ("", ""), ("english welsh", ""),
    ],
)  # fmt: skip
def test_the_code_that_somebody_means(said: str, code: str):
    assert language_code(said) == code
    assert not code or is_language(code)


def test_a_code_in_capitals_is_taken():
    assert checked_language("CY") == "cy"


@pytest.mark.parametrize(
    ("said", "mend"),
    [
        ("xx", "Give the code of ISO 639, such as en for English or cy for Welsh"),
        ("welsh", "For Welsh write --language cy"),
        ("welch", "For Welsh write --language cy"),
        ("en-GB", "For English write --language en"),
        ("eng", "For English write --language en"),
    ],
)
def test_what_is_no_code_is_refused_with_what_is_meant(said: str, mend: str):
    with pytest.raises(BadInputError, match="is not the code of a language") as error:
        checked_language(said)
    assert error.value.mend == mend


def test_whatever_is_recognised_can_be_said():
    assert all(map(is_language, RECOGNISED))
    assert (language_name("cy"), language_name("ckb")) == ("Welsh", "ckb")
