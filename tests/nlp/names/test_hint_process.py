"""The model's hints from a process of its own are those that it gives here, and are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.nlp.names.hint_process import HintProcess
from qualcode.nlp.names.spacy_hints import NameHints, is_installed

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not is_installed(), reason="the language model is an extra"),
]
TEXT = "Then Sarah Tandridge came from London, and she rang the council."


def test_what_the_process_keeps_is_there_without_asking_the_model(tmp_path: Path):
    kept = NameHints(tmp_path / "kept", only_kept=True)
    assert kept.of(TEXT) == []
    assert not kept.are_kept(TEXT)
    process = HintProcess(tmp_path / "kept")
    assert process.keep([TEXT])
    process.close()
    assert kept.are_kept(TEXT)
    assert kept.of(TEXT) == NameHints(tmp_path / "here").of(TEXT)


def test_a_process_that_was_stopped_says_that_not_all_is_read(tmp_path: Path):
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    process = HintProcess(blocked / "kept")
    assert not process.keep([TEXT])
    process.close()
