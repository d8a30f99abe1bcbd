"""Keeps the studies that were opened or made in the list of the start screen."""

from __future__ import annotations

import contextlib

from qualcode.errors import QualcodeError
from qualcode.store.study import Study


def keep_in_list(study: Study) -> None:
    """Put a study first in the list; where that cannot be written, the start screen says so."""
    from qualcode.store.recent_studies import remember_study

    with contextlib.suppress(QualcodeError):
        remember_study(study.root)
