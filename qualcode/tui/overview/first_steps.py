"""What to do first in a study without documents, in the place of their table."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.widgets import Static

from qualcode.workbench.keys.coding import Action
from qualcode.workbench.keys.keymap import first_key

#: By action: what it does, and how.
_STEPS = (
    ("import", "Import interviews", "A file or a whole folder: Word, PDF, text, captions and more. "
     "You see who speaks before anything is taken."),
    ("add_codes", "Add codes", "Those of a codebook that comes with qualcode, of a file, or of a "
     "published report. Or let codes come while you code."),
    ("speakers", "Who speaks", "Once there are documents: roles, cases, groups."),
    ("help", "All keys", "On every screen."),
)  # fmt: skip


class FirstSteps(Static):
    """Names the first steps with their keys; shown where there is no document yet."""

    def __init__(self, actions: Sequence[Action]) -> None:
        text = Text("There are no documents in this study yet.\n", "bold")
        for action, name, what in _STEPS:
            text.append(f"\n{first_key(actions, action)}", "bold reverse")
            text.append(f"  {name}\n", "bold")
            text.append(f"{what}\n", "not bold")
        text.append("\nIn a shell: qualcode import ~/interviews --look", "not bold dim")
        super().__init__(text, id="first-steps")
