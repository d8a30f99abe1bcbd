"""Reads JSON from outside with the standard library's parser; refuses bad files in one line.

Unlike stricter parsers it accepts the ``NaN`` that Whisper writes for a confidence, and the half
characters that Whisper writes when a symbol was cut in two.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from qualcode.errors import BadInputError
from qualcode.model.text.text import safe_for_terminal

_ANEW = "Export it again, or export it as .vtt, .srt or .txt"
_LONE = re.compile(r"[\ud800-\udfff]")


class _TwiceError(ValueError):
    """A key occurs twice in one object."""


def parse_json(text: str, name: str) -> object:
    """Return the value in a JSON file's text.

    Raises:
        BadInputError: it is not JSON, is nested too deep for the parser, has a number of more
            digits than Python reads (4,300), or an object with the same key twice.
    """
    try:
        value: object = json.loads(text, object_pairs_hook=_object)
    except _TwiceError as error:
        what = f"holds {shown_keys([str(error)])} twice in one object: which one counts is unknown"
        where = name
    except json.JSONDecodeError as error:
        what, where = f"is not JSON: {error.msg.lower()}", f"{name}:{error.lineno}"
    except RecursionError:
        what, where = "is JSON nested deeper than any transcript", name
    except ValueError:
        what, where = "is JSON with a number of thousands of digits", name
    else:
        return value
    raise BadInputError(what, where=where, mend=_ANEW)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _TwiceError(key)
            seen.add(key)
    return made


def whole_characters(text: str) -> tuple[str, int]:
    """Return text with U+FFFD for half characters (lone surrogates), and their number."""
    return (text, 0) if text.isascii() else _LONE.subn("\ufffd", text)


def shown_keys(keys: Sequence[str]) -> str:
    """Return the first few keys for a message, always on one line."""
    shown = ", ".join(f"“{safe_for_terminal(_LONE.sub('?', key))[:40]}”" for key in keys[:6])
    return shown + (f" and {len(keys) - 6} more" if len(keys) > 6 else "")
