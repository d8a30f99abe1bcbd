"""Plants canaries: words and names made up for one purpose, to be looked for wherever they may go.

None is in any dictionary or in the sample interviews, so that wherever one stands it came from
here. The interview that holds them is invented.
"""

from __future__ import annotations

import getpass
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

#: What a canary stands for: a real name or a speaker's label; words that nobody cleared; a person
#: who codes, or an id, which a team's git holds and no report does; this computer or its account.
Kind = Literal["name", "words", "team", "computer"]
KINDS: dict[Kind, str] = {
    "name": "real names and speakers' labels",
    "words": "participants' words that nobody cleared",
    "team": "ids of documents and people, coders' names",
    "computer": "names of the account, its folder and the computer",
}
DOCUMENT, CASE, CODER, COLLEAGUE = "visit-quarnel77", "YPQUARNEL77", "wrenquarnel", "tamquarnel"
ACCOUNT, HOME = "kestwimbury", "homewimbury"
LABEL, KNOWN_NAME, OTHER_NAME = "Oriwyn Quellmarsh", "Taskrell Vombray", "Lunnoby Crasset"
#: Sentences of the person of these canaries; each has a word of its own.
CODED = "They put me in the zephyrquill room by myself and nobody rang my nan about it."
TWICE = "I would tell them that the wobblemarch letters should come to me and not to the office."
INTERVIEW = f"""\
[Invented, to be looked for: nobody said this.]

Interviewer: Thank you for coming in. How was the first school, when you look back at it now?

{LABEL}: {CODED}

Interviewer: And who was it that helped you then?

{LABEL}: {KNOWN_NAME} did, she is the social worker, and {OTHER_NAME} from the brintholm place \
rang us every single week, on 07700 900461.

Interviewer: What would you change about it, if you could?

{LABEL}: {TWICE}
"""


@dataclass(frozen=True)
class Canary:
    """A word to look for, lower case, of letters and digits alone; ``owner`` says whose it is."""

    word: str
    kind: Kind
    owner: str = ""


def planted() -> tuple[Canary, ...]:
    """Return the canaries of the invented interview, its coders, and this computer."""
    names = [*LABEL.split(), *OTHER_NAME.split()]
    said = ("zephyrquill", "wobblemarch", "brintholm", "900461")
    found = [
        *(Canary(word.lower(), "name", CASE) for word in names),
        *(Canary(word.lower(), "name") for word in KNOWN_NAME.split()),
        *(Canary(word, "words", CASE) for word in said),
        *(Canary(word.lower(), "team") for word in (DOCUMENT, CASE, CODER, COLLEAGUE)),
        Canary(ACCOUNT, "computer"),
        Canary(HOME, "computer"),
        *(Canary(word, "computer") for word in _of_this_computer()),
    ]
    return tuple(found)


def _of_this_computer() -> Sequence[str]:
    """Return its name and its user's, where they are no common word."""
    try:
        names = {socket.gethostname().split(".")[0], getpass.getuser(), Path.home().name}
    except (OSError, KeyError, RuntimeError):
        return ()
    usual = {"localhost", "admin", "administrator", "ubuntu", "debian", "user", "root", "home"}
    return sorted(n.lower() for n in names if len(n) > 4 and n.isalnum() and n.lower() not in usual)
