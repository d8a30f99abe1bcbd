"""``study.toml``: the study's name, languages, groups, print rules and paths."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qualcode.errors import BadInputError
from qualcode.model.valence import VALENCE_NAMES
from qualcode.store.files import read_text


@dataclass(frozen=True)
class StudyConfig:
    """What ``study.toml`` says.

    ``groups`` maps group ids to the names reports print, in their order there.
    ``minimum_people`` is the number of people below which a cell counts as thin;
    ``quotations`` how many a cell without a summary shows; ``attribution`` how a quotation is
    signed; ``headings`` the valences' column headings. ``invented`` marks a study of made-up
    interviews, and every report says so. ``transcripts`` is the folder of texts,
    inside the study or not. ``suggestions_off`` switches suggested codes off.
    ``embedding_model`` is the folder of an embedding model, "" for the one of qualcode.
    """

    name: str = "Untitled study"
    language: str = "en"
    invented: bool = False
    groups: dict[str, str] = field(default_factory=dict)
    minimum_people: int = 2
    quotations: int = 2
    attribution: str = "{role}, {local_authority}"
    headings: dict[str, str] = field(default_factory=lambda: dict(VALENCE_NAMES))
    stop_words: tuple[str, ...] = ()
    transcripts: str = "transcripts"
    suggestions_off: bool = False
    embedding_model: str = ""


def read_config(path: Path) -> StudyConfig:
    """Read ``study.toml``.

    Raises:
        BadInputError: not TOML (with the line), or a key has the wrong kind of value.
    """
    try:
        data = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise BadInputError(
            f"not readable as TOML: {error}", where=path.name, mend="Mend that line"
        ) from None
    reader = _Reader(path.name, data)
    return StudyConfig(
        name=reader.get("name", str, "Untitled study"),
        language=reader.get("language", str, "en"),
        invented=reader.flag("invented"),
        groups=reader.names("groups", {}),
        minimum_people=reader.get("print.minimum_people", int, 2, least=1),
        quotations=reader.get("print.quotations", int, 2, least=0),
        attribution=_template(reader.get("print.attribution", str, "{role}, {local_authority}")),
        headings=VALENCE_NAMES | reader.names("matrix.headings", {}),
        stop_words=tuple(reader.words("themes.stop_words")),
        transcripts=reader.get("paths.transcripts", str, "transcripts"),
        suggestions_off=reader.flag("suggest.off"),
        embedding_model=reader.get("embedding.model", str, ""),
    )


def _template(text: str) -> str:
    try:
        text.format_map(_Anything())
    except (ValueError, AttributeError, IndexError, KeyError, TypeError):
        raise BadInputError(
            f"print.attribution {text!r} is not a template",
            where="study.toml",
            mend='Write attributes in braces, as in "{role}, {local_authority}"',
        ) from None
    return text


class _Anything(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


class _Reader:
    """Takes values out of parsed TOML, with a located error for each wrong kind."""

    def __init__(self, where: str, data: dict[str, Any]) -> None:
        self._where = where
        self._data = data

    def _find(self, key: str) -> Any:
        value: Any = self._data
        for part in key.split("."):
            if not isinstance(value, dict) or part not in value:
                return None
            value = value[part]
        return value

    def _wrong(self, key: str, value: object, wanted: str) -> BadInputError:
        return BadInputError(
            f"{key} is {value!r}", where=self._where, mend=f"It should be {wanted}"
        )

    def get(self, key: str, kind: type, default: Any, *, least: int | None = None) -> Any:
        value = self._find(key)
        if value is None:
            return default
        if not isinstance(value, kind) or isinstance(value, bool):
            raise self._wrong(key, value, "a text in quotes" if kind is str else "a whole number")
        if least is not None and isinstance(value, int) and value < least:
            raise self._wrong(key, value, f"at least {least}")
        return value

    def flag(self, key: str) -> bool:
        value = self._find(key)
        if value not in (None, True, False):
            raise self._wrong(key, value, "true or false")
        return bool(value)

    def names(self, key: str, default: dict[str, str]) -> dict[str, str]:
        value = self._find(key)
        if value is None:
            return default
        if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
            raise self._wrong(key, value, 'a table of id = "name" lines')
        return dict(value)

    def words(self, key: str) -> list[str]:
        value = self._find(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self._wrong(key, value, "a list of words in quotes")
        return list(value)


def config_text(
    name: str,
    *,
    language: str = "en",
    groups: dict[str, str] | None = None,
    invented: bool = False,
) -> str:
    """Return the text of a new ``study.toml``, with comments saying what each key is for."""
    rows = groups or {}
    lines = "\n".join(f"{_key(g)} = {_quoted(n)}" for g, n in rows.items())
    return f"""\
# What qualcode knows of this study. Edit freely; every key is explained in docs/study-folder.md.
name = {_quoted(name)}
language = {_quoted(language)}            # of the interviews, unless a document says otherwise
{"invented = true           # made-up interviews: every report says so" if invented else ""}

# Stakeholder groups: the id used in cases.csv, and the name that reports print, in their order.
[groups]
{lines or '# school-leaders = "School leaders"'}

[print]
minimum_people = 2         # a cell resting on fewer people is marked as thin
quotations = 2             # shown in a cell that has no summary yet
attribution = "{{role}}, {{local_authority}}"   # columns of cases.csv

[matrix.headings]
works_well = "Works well"
works_less_well = "Works less well"
mixed = "Mixed"

[themes]
stop_words = []            # words of this study that say nothing about a theme

[paths]
transcripts = "transcripts"   # may be a folder outside the study, on an encrypted disk say
"""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(text: str) -> str:
    plain = text.replace("-", "").replace("_", "")
    return text if plain.isascii() and plain.isalnum() else _quoted(text)
