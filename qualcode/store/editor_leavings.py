"""Tells what editors leave beside a file, by its name: a backup, a swap file, a lock."""

from __future__ import annotations

import re

#: A group that takes part is the name of the file that was edited.
_LEFT = re.compile(
    r"(?:(?P<a>.+)~|#(?P<b>.+)#|\.#(?P<c>.+)|\.(?P<d>.+)\.sw[a-z]|~\$(?P<e>.+)|\.~lock\.(?P<f>.+)#"
    r"|(?P<g>.+)\.bak|(?P<h>.+)\.orig|(?P<i>.+)\.save(?:\.\d+)?|\.(?P<j>.+)\.kak\.\w{6}"
    r"|\.(?P<k>.+)\.kate-swp|(?P<own>ed\.hup|DEADJOE))"
)


def edited_file(path: str) -> str:
    """Return of which file another is a backup or the like, ``""`` if of none; with slashes.

    What has the same name whatever was edited is given as its own.
    """
    folder, slash, name = path.rpartition("/")
    found = _LEFT.fullmatch(name)
    if found is None:
        return ""
    return f"{folder}{slash}{next(group for group in found.groups() if group)}"
