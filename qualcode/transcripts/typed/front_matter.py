"""Takes off YAML front matter: lines between two rules at the top, for a program that publishes."""

from __future__ import annotations

import re

from qualcode.transcripts.labels.labels import surely_speaker

_RULE = re.compile(r"-{3,}[ \t]*")
_END = re.compile(r"(?:-{3,}|\.{3})[ \t]*")
_KEY = re.compile(r"(?P<key>[A-Za-z_][\w -]{0,40}):(?:[ \t](?P<value>.*))?")
#: What may stand below a key: a list, something indented, a comment, a bracket.
_BELOW = re.compile(r"(?:[ \t].*|-(?:[ \t].*)?|#.*|[\]}],?)?")
_MOST_LINES = 300
_SHOWN = 6


def without_front_matter(text: str) -> tuple[str, list[str]]:
    """Return a text with front matter replaced by empty lines, and a note on it, if it has any."""
    lines = text.split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    if not _RULE.fullmatch(lines[first]):
        return text, []
    keys: list[str] = []
    for at in range(first + 1, min(len(lines), first + _MOST_LINES)):
        line = lines[at]
        if keys and _END.fullmatch(line):
            return _taken_off(lines, first, at, keys)
        key = _KEY.fullmatch(line)
        if key:
            spoken = surely_speaker(key["key"]) and (key["value"] or "")[-1:] in (*".?!…",)
            if spoken or key["key"] in keys:
                break
            keys.append(key["key"])
        elif not keys or not _BELOW.fullmatch(line):
            break
    return text, []


def _taken_off(lines: list[str], first: int, last: int, keys: list[str]) -> tuple[str, list[str]]:
    if not any(line.strip() for line in lines[last + 1 :]):
        return "\n".join(lines), []
    shown = ", ".join(f"“{key}”" for key in keys[:_SHOWN])
    more = f" and {len(keys) - _SHOWN} more" if len(keys) > _SHOWN else ""
    note = f"front matter of {last + 1 - first} lines is no text and was left out: {shown}{more}"
    # Empty lines, so that a number of a line in a note is that of the file.
    return "\n".join([*lines[:first], *[""] * (last + 1 - first), *lines[last + 1 :]]), [note]
