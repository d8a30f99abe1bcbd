"""Says who codes under other accounts or on other machines that share this folder."""

from __future__ import annotations

from collections.abc import Iterator

from qualcode.errors import QualcodeError
from qualcode.model.problem import Problem
from qualcode.store.folder_map import SETTINGS
from qualcode.store.local_coder import coder_here, coders_elsewhere, unbound_coder
from qualcode.store.study import Study

_SAY = "Say who codes here: qualcode coders --me NAME"


def check_local_coders(study: Study) -> Iterator[Problem]:
    """Report coders that are bound to other machines, or to none."""
    try:
        settings = study.local_settings()
    except QualcodeError as error:
        yield Problem("warning", "bad-local-settings", SETTINGS.path, error.message, error.mend)
        return
    here = coder_here(settings)
    if unbound := unbound_coder(settings):
        yield _note(
            f"says that codings are {unbound}'s, and not on which machine: an earlier version "
            "wrote it, on this machine or on another",
            _SAY,
        )
    if others := coders_elsewhere(settings):
        ours = f"here as {here}" if here else "here as nobody yet"
        yield _note(
            f"this folder was on another machine, or in use by another account, and coded there as "
            f"{', '.join(others)}; {ours}",
            "Nothing needs doing: each keeps its own" if here else _SAY,
        )


def _note(message: str, mend: str) -> Problem:
    return Problem("note", "coder-elsewhere", SETTINGS.path, message, mend)
