"""Tells what editors leave beside a file, by its name: a backup, a swap file, a lock."""

from __future__ import annotations

import re

#: A group that takes part is the name of the file that was edited.
_LEFT = re.compile(
    r"(?:(?P<a>.+)~|#(?P<b>.+)#|\.#(?P<c>.+)|\.(?P<d>.+)\.sw[a-z]|~\$(?P<e>.+)|\.~lock\.(?P<f>.+)#"
    r"|(?P<g>.+)\.bak|(?P<h>.+)\.orig)"
)


def edited_file(path: str) -> str:
    """Return of which file another is a backup or the like, ``""`` if of none; with slashes."""
    folder, slash, name = path.rpartition("/")
    found = _LEFT.fullmatch(name)
    if found is None:
        return ""
    return f"{folder}{slash}{next(group for group in found.groups() if group)}"
