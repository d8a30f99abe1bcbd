"""``study.toml``: the study's name, languages, groups, print rules and paths."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qualcode.errors import BadInputError
from qualcode.model.case import template_parts
from qualcode.model.coding.valence import VALENCE_NAMES
from qualcode.model.matrix.quantifiers import DEFAULT_SCALE, check_scale
from qualcode.model.problem import Problem
from qualcode.store.config_keys import unknown_keys
from qualcode.store.io.durable import read_text


@dataclass(frozen=True)
class StudyConfig:
    """The settings in ``study.toml``.

    ``groups`` maps group ids to the names reports print, in their order there.
    ``minimum_people`` is the number of people below which a cell counts as thin;
    ``quotations`` how many a cell without a summary shows; ``attribution`` how a quotation is
    signed; ``headings`` the valences' column headings (``headings_cy`` and ``groups_cy``: Welsh).
    ``quoted_most`` is how often one person is quoted in a matrix at most; ``second_sign_off`` has
    the groups whose quotations two people must sign off; ``pseudonyms`` the attributes whose
    values are pseudonyms, so that they identify nobody. ``rounding`` is what figures by an
    attribute are rounded to; with 0 those below ``suppress_below`` people are suppressed.
    ``figures_by`` names the attributes that ``matrix status`` looks at. ``quantifiers`` maps
    words for shares of people to the least share each is for; none is used for fewer people than
    ``quantifiers_from``. ``asked`` has for a code the groups whose topic guide asked about it; a
    code that it does not name may have been asked of everybody. ``invented`` marks a study of
    made-up interviews, and every report says so. ``transcripts`` is the folder of texts, inside
    the study or not. ``suggestions_off`` switches suggested codes off. ``embedding_model`` is the
    folder of an embedding model, "" for the one of qualcode. ``word_template`` is a Word document,
    relative to the study, whose styles reports use, "" for qualcode's own.
    """

    name: str = "Untitled study"
    language: str = "en"
    invented: bool = False
    groups: dict[str, str] = field(default_factory=dict)
    minimum_people: int = 2
    quotations: int = 2
    attribution: str = "{role}, {local_authority}"
    headings: dict[str, str] = field(default_factory=lambda: dict(VALENCE_NAMES))
    groups_cy: dict[str, str] = field(default_factory=dict)
    headings_cy: dict[str, str] = field(default_factory=dict)
    quoted_most: int = 4
    second_sign_off: tuple[str, ...] = ()
    pseudonyms: tuple[str, ...] = ()
    rounding: int = 0
    suppress_below: int = 3
    figures_by: tuple[str, ...] = ("local_authority",)
    quantifiers: dict[str, float] = field(default_factory=lambda: dict(DEFAULT_SCALE))
    quantifiers_from: int = 4
    asked: dict[str, tuple[str, ...]] = field(default_factory=dict)
    stop_words: tuple[str, ...] = ()
    transcripts: str = "transcripts"
    suggestions_off: bool = False
    embedding_model: str = ""
    word_template: str = ""
    second_by_name: bool = False

    def needs_two(self, group: str) -> bool:
        """Return whether two people must sign off the quotations of a group.

        Unless the settings say so, a group that ``[groups]`` does not have is judged by its id.
        """
        by_id = self.second_by_name and group not in self.groups and bool(_YOUNG.search(group))
        return by_id or group in self.second_sign_off


def read_config(path: Path) -> StudyConfig:
    """Read ``study.toml``.

    Raises:
        BadInputError: not TOML (with the line), cut off, a key has the wrong kind of value, or
            qualcode does not know a key, which would have no effect.
    """
    config, problems = read_settings(path)
    if problems:
        more = f"; {len(problems) - 1} more are in 'qualcode check'" if problems[1:] else ""
        first = problems[0]
        raise BadInputError(first.message, where=first.where, mend=f"{first.mend}{more}")
    return config


def read_settings(path: Path) -> tuple[StudyConfig, list[Problem]]:
    """Return the settings in ``study.toml``, and the keys in it that qualcode does not know.

    Raises:
        BadInputError: see ``read_config``, except for unknown keys.
    """
    text = read_text(path)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInputError(
            f"not readable as TOML: {error}", where=path.name, mend="Mend that line"
        ) from None
    reader = _Reader(path.name, data)
    if not reader.has("name"):
        raise BadInputError(
            "holds no name of the study: it is empty, or was cut off",
            where=path.name,
            mend="Restore it with git (git restore study.toml) or from a copy; if the study never "
            'had a name, begin the file with name = "…"',
        )
    problems = list(unknown_keys(data, text, path.name))
    for problem in problems:
        if problem.message.endswith(" in [paths]"):
            # Otherwise words would be looked for, and put, where nobody meant them to be.
            raise BadInputError(problem.message, where=problem.where, mend=problem.mend)
    config = StudyConfig(
        name=reader.get("name", str, "Untitled study"),
        language=reader.get("language", str, "en"),
        invented=reader.flag("invented"),
        groups=reader.names("groups", {}),
        minimum_people=reader.get("print.minimum_people", int, 2, least=1),
        quotations=reader.get("print.quotations", int, 2, least=0),
        attribution=_template(reader.get("print.attribution", str, "{role}, {local_authority}")),
        headings=VALENCE_NAMES | reader.names("matrix.headings", {}),
        groups_cy=reader.names("groups_cy", {}),
        headings_cy=reader.names("matrix.headings_cy", {}),
        quoted_most=reader.get("print.quoted_most", int, 4, least=1),
        second_sign_off=_second(reader),
        pseudonyms=tuple(reader.words("print.pseudonyms")),
        rounding=reader.get("print.rounding", int, 0, least=0),
        suppress_below=reader.get("print.suppress_below", int, 3, least=2),
        figures_by=(
            tuple(reader.words("print.figures_by"))
            if reader.has("print.figures_by")
            else ("local_authority",)
        ),
        quantifiers=check_scale(reader.shares("print.quantifiers", DEFAULT_SCALE), path.name),
        quantifiers_from=reader.get("print.quantifiers_from", int, 4, least=1),
        asked=reader.lists("asked"),
        stop_words=tuple(reader.words("themes.stop_words")),
        transcripts=reader.get("paths.transcripts", str, "transcripts"),
        suggestions_off=reader.flag("suggest.off"),
        embedding_model=reader.get("embedding.model", str, ""),
        word_template=reader.get("print.template", str, ""),
        second_by_name=not reader.has("print.second_sign_off"),
    )
    return config, problems


#: A group with such a name is of children and young people, in English or Welsh.
_YOUNG = re.compile(r"\b(?:young|child|pupil|youth|ifanc|plant|plentyn|disgybl)", re.I)


def _second(reader: _Reader) -> tuple[str, ...]:
    """Return the groups that need a second sign-off; by default, by their names."""
    if reader.has("print.second_sign_off"):
        return tuple(reader.words("print.second_sign_off"))
    groups = reader.names("groups", {})
    return tuple(g for g, name in groups.items() if _YOUNG.search(f"{g} {name}"))


def _template(text: str) -> str:
    try:
        template_parts(text)
    except BadInputError as error:
        raise BadInputError(
            f"print.attribution {error.message}", where="study.toml", mend=error.mend
        ) from None
    return text


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

    def has(self, key: str) -> bool:
        """Say whether there is such a key."""
        return self._find(key) is not None

    def shares(self, key: str, default: Mapping[str, float]) -> dict[str, float]:
        value = self._find(key)
        if value is None:
            return dict(default)
        if not isinstance(value, dict) or not all(
            isinstance(v, int | float) and not isinstance(v, bool) for v in value.values()
        ):
            raise self._wrong(key, value, 'a table of "word" = share lines, the share from 0 to 1')
        return {word: float(share) for word, share in value.items()}

    def lists(self, key: str) -> dict[str, tuple[str, ...]]:
        value = self._find(key)
        if value is None:
            return {}
        if not isinstance(value, dict) or not all(
            isinstance(v, list) and all(isinstance(one, str) for one in v) for v in value.values()
        ):
            raise self._wrong(key, value, 'a table of id = ["…", "…"] lines')
        return {name: tuple(v) for name, v in value.items()}

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
attribution = "{{role}}, {{local_authority}}"   # columns of cases.csv, or {{group_name}}
# template = "template.docx"          # the styles of Word reports, by their names
# pseudonyms = ["local_authority"]    # columns whose values are pseudonyms: "local authority 7"
# second_sign_off = ["young-people"]  # groups whose quotations two people sign off
# quoted_most = 4                     # how often one person is quoted in a matrix
# suppress_below = 3                  # figures by local authority of fewer people are left out

[matrix.headings]
works_well = "Works well"
works_less_well = "Works less well"
mixed = "Mixed"

# Whom the topic guides asked about what, where it was not everybody.
[asked]
# grant-funding = ["education", "school-leaders"]

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
