"""What a person chose for the labels of one file before it is imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from qualcode.model.document.document import Role
from qualcode.workbench.importing.layout import Hints


@dataclass(frozen=True)
class FileChoices:
    """Choices for one file: labels to take and not to take, roles and cases by label.

    An empty case is none. ``groups`` are those of new cases, by case.
    """

    labels: tuple[str, ...] = ()
    no_labels: tuple[str, ...] = ()
    roles: Mapping[str, Role] = field(default_factory=dict)
    cases: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)

    def hints(self, given: Hints) -> Hints:
        """Return the hints for the file, with its own labels besides those given for all."""
        return msgspec.structs.replace(
            given,
            labels=tuple(dict.fromkeys((*given.labels, *self.labels))),
            no_labels=tuple(dict.fromkeys((*given.no_labels, *self.no_labels))),
        )
