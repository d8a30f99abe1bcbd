"""Cases: the pseudonymous participants and their attributes."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from qualcode.errors import BadInputError

#: A column name: may contain blanks, but nothing that could look inside a value.
_ATTRIBUTE = re.compile(r"(?!\d+$)[^.\[\]{}!:]+")
_CASE_ID = re.compile(r"[\w.-]{1,64}")


@dataclass(frozen=True, slots=True)
class Case:
    """One participant: a pseudonymous id and attributes such as group, role, local authority."""

    id: str
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def group(self) -> str:
        """The stakeholder group's id, empty where none is given."""
        return self.attributes.get("group", "")


def valid_case_id(text: str) -> bool:
    """Return whether ``text`` can be a case id: letters, digits, ``_ . -``, at most 64."""
    return bool(_CASE_ID.fullmatch(text))


def valid_attribute(name: str) -> bool:
    """Return whether ``name`` can name an attribute, also in a template of an attribution."""
    return bool(_ATTRIBUTE.fullmatch(name))


def template_parts(template: str) -> list[tuple[str, str | None]]:
    """Return the fixed parts of an attribution template, each with the attribute after it.

    The last attribute may be ``None``. A template can only name attributes in braces, since it may
    come from a stranger's study.

    Raises:
        BadInputError: the text is not a template.
    """
    try:
        pieces = list(string.Formatter().parse(template))
    except ValueError:
        raise _no_template(template) from None
    for _, name, form, conversion in pieces:
        if name is not None and (form or conversion or not _ATTRIBUTE.fullmatch(name)):
            raise _no_template(template)
    return [(literal, name) for literal, name, _, _ in pieces]


def template_attributes(template: str) -> list[str]:
    """Return the attributes that a template of an attribution names.

    Raises:
        BadInputError: it is no template.
    """
    return [name for _, name in template_parts(template) if name]


def unknown_attributes(template: str, cases: Iterable[Case]) -> list[str]:
    """Return the attributes that a template names and no case has; nothing stands there in print.

    Raises:
        BadInputError: it is no template.
    """
    known = {"id", "group_name"}.union(*(case.attributes for case in cases))
    return [name for name in dict.fromkeys(template_attributes(template)) if name not in known]


def _no_template(template: str) -> BadInputError:
    return BadInputError(
        f"{template!r} is not a template",
        mend="Write names of attributes in braces, and nothing else there, as in "
        '"{role}, {local_authority}"',
    )


def attribution(case: Case, template: str, group_name: str = "") -> str:
    """Return the attribution of a quotation of this case: ``template``, attributes filled in.

    ``template`` names attributes in braces, ``"{role}, {local_authority}"``, and ``{group_name}``,
    the name of the case's group in reports; an attribute that the case lacks is left out, with the
    comma before it. An empty result falls back to the id.

    Raises:
        BadInputError: the text is not a template.
    """
    known = {"id": case.id, "group_name": group_name} | dict(case.attributes)
    filled = "".join(
        literal + (known.get(name, "") if name is not None else "")
        for literal, name in template_parts(template)
    )
    parts = [part.strip() for part in filled.split(",")]
    return ", ".join(part for part in parts if part) or case.id
