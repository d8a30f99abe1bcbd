"""``study.toml``: the study's name, languages, groups, print rules and paths."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from qualcode.errors import BadInputError
from qualcode.model.case import template_parts
from qualcode.model.coding.valence import VALENCE_NAMES
from qualcode.model.matrix.quantifiers import DEFAULT_SCALE, check_scale
from qualcode.model.problem import Problem
from qualcode.model.text.text import without_steering
from qualcode.store.io.durable import read_text
from qualcode.store.migrations import PRESENT, format_in, format_line, newer
from qualcode.store.named_paths import check_named_path, check_texts_path
from qualcode.store.settings import known_keys, read_toml, refuse_unknown

#: The attribution of quotations if a study does not set one.
ATTRIBUTION = "{role}, {local_authority}"


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
    attribute are rounded to; with 0 those below ``suppress_below`` people are suppressed, and with
    ``zeros_disclosive`` also that nobody, or everybody, is counted.
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
    attribution: str = ATTRIBUTION
    headings: dict[str, str] = field(default_factory=lambda: dict(VALENCE_NAMES))
    groups_cy: dict[str, str] = field(default_factory=dict)
    headings_cy: dict[str, str] = field(default_factory=dict)
    quoted_most: int = 4
    second_sign_off: tuple[str, ...] = ()
    pseudonyms: tuple[str, ...] = ()
    rounding: int = 0
    suppress_below: int = 3
    zeros_disclosive: bool = False
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


Words = Annotated[tuple[str, ...], Meta(description="a list of words in quotes")]
Names = Annotated[dict[str, str], Meta(description='a table of id = "name" lines')]
Lists = Annotated[dict[str, tuple[str, ...]], Meta(description='a table of id = ["…", "…"] lines')]
Shares = Annotated[
    dict[str, float],
    Meta(description='a table of "word" = share lines, the share from 0 to 1'),
]


class _Print(msgspec.Struct, frozen=True):
    minimum_people: Annotated[int, Meta(ge=1)] = 2
    quotations: Annotated[int, Meta(ge=0)] = 2
    attribution: str = ATTRIBUTION
    template: str = ""
    pseudonyms: Words = ()
    second_sign_off: Words | UnsetType = UNSET
    quoted_most: Annotated[int, Meta(ge=1)] = 4
    suppress_below: Annotated[int, Meta(ge=2)] = 3
    zeros_disclosive: bool = False
    rounding: Annotated[int, Meta(ge=0)] = 0
    figures_by: Words = ("local_authority",)
    quantifiers: Shares | UnsetType = UNSET
    quantifiers_from: Annotated[int, Meta(ge=1)] = 4


class _Headings(msgspec.Struct, frozen=True, omit_defaults=True):
    works_well: str | UnsetType = UNSET
    works_less_well: str | UnsetType = UNSET
    mixed: str | UnsetType = UNSET
    neutral: str | UnsetType = UNSET


class _Matrix(msgspec.Struct, frozen=True):
    headings: _Headings = _Headings()
    headings_cy: _Headings = _Headings()


class _Themes(msgspec.Struct, frozen=True):
    stop_words: Words = ()


class _Paths(msgspec.Struct, frozen=True):
    transcripts: str = "transcripts"


class _Suggest(msgspec.Struct, frozen=True):
    off: bool = False


class _Embedding(msgspec.Struct, frozen=True):
    model: str = ""


class StudyFile(msgspec.Struct, frozen=True):
    """The keys of ``study.toml``, table by table."""

    format: Annotated[int, Meta(ge=1)] = PRESENT
    name: str | UnsetType = UNSET
    language: str = "en"
    invented: bool = False
    groups: Names = {}
    groups_cy: Names = {}
    asked: Lists = {}
    print: _Print = _Print()
    matrix: _Matrix = _Matrix()
    themes: _Themes = _Themes()
    paths: _Paths = _Paths()
    suggest: _Suggest = _Suggest()
    embedding: _Embedding = _Embedding()


#: The keys of ``study.toml`` by table.
KEYS = known_keys(StudyFile)


def read_config(path: Path) -> StudyConfig:
    """Read ``study.toml``.

    Raises:
        BadInputError: not TOML (with the line), cut off, a key has the wrong kind of value, or
            qualcode does not know a key, which would have no effect.
    """
    config, problems = read_settings(path)
    refuse_unknown(problems)
    return config


def read_settings(path: Path) -> tuple[StudyConfig, list[Problem]]:
    """Return the settings in ``study.toml``, and the keys in it that qualcode does not know.

    Raises:
        BadInputError: see ``read_config``, except for unknown keys.
        StudyError: the study is of a newer format than this qualcode knows.
    """
    text = read_text(path)
    number = format_in(text.encode("utf-8", "replace"))
    if number is not None and number > PRESENT:
        raise newer(number)
    said, problems = read_toml(text, path.name, StudyFile)
    if said.name is UNSET:
        raise BadInputError(
            "holds no name of the study: it is empty, or was cut off",
            where=path.name,
            mend="Restore it with git (git restore study.toml) or from a copy; if the study never "
            'had a name, begin the file with name = "…"',
        )
    for problem in problems:
        if problem.message.endswith(" in [paths]"):
            # Otherwise words would be looked for, and put, where nobody meant them to be.
            raise BadInputError(problem.message, where=problem.where, mend=problem.mend)
    check_texts_path(said.paths.transcripts)
    check_named_path(said.print.template, "template under [print]")
    check_named_path(said.embedding.model, "model under [embedding]")
    print_ = said.print
    scale = DEFAULT_SCALE if print_.quantifiers is UNSET else print_.quantifiers
    second = print_.second_sign_off
    config = StudyConfig(
        name=without_steering(said.name),
        language=said.language,
        invented=said.invented,
        groups=_shown(said.groups),
        minimum_people=print_.minimum_people,
        quotations=print_.quotations,
        attribution=_template(print_.attribution),
        headings=VALENCE_NAMES | _shown(msgspec.to_builtins(said.matrix.headings)),
        groups_cy=_shown(said.groups_cy),
        headings_cy=_shown(msgspec.to_builtins(said.matrix.headings_cy)),
        quoted_most=print_.quoted_most,
        # By default, by the groups' names.
        second_sign_off=_of_young(said.groups) if second is UNSET else second,
        pseudonyms=print_.pseudonyms,
        rounding=print_.rounding,
        suppress_below=print_.suppress_below,
        zeros_disclosive=print_.zeros_disclosive,
        figures_by=print_.figures_by,
        quantifiers=check_scale(scale, path.name),
        quantifiers_from=print_.quantifiers_from,
        asked=said.asked,
        stop_words=said.themes.stop_words,
        transcripts=said.paths.transcripts,
        suggestions_off=said.suggest.off,
        embedding_model=said.embedding.model,
        word_template=print_.template,
        second_by_name=second is UNSET,
    )
    return config, problems


#: A group with such a name is of children and young people, in English or Welsh.
_YOUNG = re.compile(r"\b(?:young|child|pupil|youth|ifanc|plant|plentyn|disgybl)", re.I)


def _of_young(groups: Mapping[str, str]) -> tuple[str, ...]:
    """Return the groups that need a second sign-off by their names."""
    return tuple(g for g, name in groups.items() if _YOUNG.search(f"{g} {name}"))


def _shown(names: Mapping[str, str]) -> dict[str, str]:
    return {name: without_steering(shown) for name, shown in names.items()}


def _template(text: str) -> str:
    try:
        template_parts(text)
    except BadInputError as error:
        raise BadInputError(
            f"print.attribution {error.message}", where="study.toml", mend=error.mend
        ) from None
    return text


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
{format_line()}
name = {_quoted(name)}
language = {_quoted(language)}            # of the interviews, unless a document says otherwise
{"invented = true           # made-up interviews: every report says so" if invented else ""}

# Stakeholder groups: the id used in cases.csv, and the name that reports print, in their order.
[groups]
{lines or '# school-leaders = "School leaders"'}

[print]
minimum_people = 2         # a cell resting on fewer people is marked as thin
quotations = 2             # shown in a cell that has no summary yet
attribution = {_quoted(ATTRIBUTION)}   # columns of cases.csv, or {{group_name}}
# template = "template.docx"          # the styles of Word reports, by their names
# pseudonyms = ["local_authority"]    # columns whose values are pseudonyms: "local authority 7"
# second_sign_off = ["young-people"]  # groups whose quotations two people sign off
# quoted_most = 4                     # how often one person is quoted in a matrix
# suppress_below = 3                  # figures by local authority of fewer people are left out
# zeros_disclosive = true             # and that nobody, or everybody, of an authority said a thing

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
