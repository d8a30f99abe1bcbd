"""A folder that may not be read, for whoever runs the tests: root may read all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest


def shut(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing inside a folder be listed, opened or looked at any more."""

    def refusing(name: str, itself: bool) -> None:
        real = getattr(os, name)

        def asked(path: Any = ".", *args: Any, **named: Any) -> Any:
            place = Path(os.fspath(path)) if not isinstance(path, int) else None
            if place and (folder in place.parents or (itself and place == folder)):
                raise PermissionError(13, "Permission denied", str(place))
            return real(path, *args, **named)

        monkeypatch.setattr(os, name, asked)

    for name, itself in (("open", True), ("scandir", True), ("listdir", True), ("stat", False)):
        refusing(name, itself)
