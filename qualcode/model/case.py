"""Cases: the pseudonymous participants and their attributes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

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
    """Say whether ``text`` can be a case id: letters, digits, ``_ . -``, at most 64."""
    return bool(_CASE_ID.fullmatch(text))


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def attribution(case: Case, template: str, group_name: str = "") -> str:
    """Return how a quotation of this case is signed: ``template`` with its attributes filled in.

    ``template`` names attributes in braces, ``"{role}, {local_authority}"``, and ``{group_name}``,
    what reports call the case's group; what a case does not have is left out together with the
    comma before it. An empty result falls back to the id.
    """
    known = {"id": case.id, "group_name": group_name} | dict(case.attributes)
    filled = template.format_map(_Blank(known))
    parts = [part.strip() for part in filled.split(",")]
    return ", ".join(part for part in parts if part) or case.id
