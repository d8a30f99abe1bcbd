"""Qualitative interview research: transcripts, codings, themes and the synthesis matrix.

    >>> import qualcode
    >>> study = qualcode.open_study("my-study")  # doctest: +SKIP
    >>> study.codings()  # doctest: +SKIP

Everything below is loaded when first used, so that ``import qualcode`` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualcode.api import OpenStudy, open_study
    from qualcode.errors import QualcodeError

__all__ = ["OpenStudy", "QualcodeError", "open_study"]

_HOMES = {
    "OpenStudy": "qualcode.api",
    "open_study": "qualcode.api",
    "QualcodeError": "qualcode.errors",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'qualcode' has no attribute {name!r}")
