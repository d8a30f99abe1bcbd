"""Who codes on this machine: kept with the study, bound to this machine and this user's account.

A study on a synced drive takes its settings along; whoever opens it elsewhere is somebody else
until they have said who they are.
"""

from __future__ import annotations

import getpass
import hashlib
import platform
from collections.abc import Mapping

_BOUND = "coder of "
#: As it was before coders were bound: it may be of any machine.
_UNBOUND = "coder"


def coder_setting() -> str:
    """Return the name of the setting that says who codes here.

    It holds a digest of machine and account, so that neither can be read by others.
    """
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        user = ""
    # Without the network's part, which changes with the network.
    machine = platform.node().partition(".")[0].casefold()
    return _BOUND + hashlib.sha256(f"{user}\0{machine}".encode()).hexdigest()[:16]


def coder_here(settings: Mapping[str, str]) -> str | None:
    """Return who codes on this machine, by the settings kept with a study; ``None`` if nobody."""
    return settings.get(coder_setting())


def unbound_coder(settings: Mapping[str, str]) -> str | None:
    """Return the coder that was set before coders were bound to a machine, ``None`` if none was."""
    return settings.get(_UNBOUND)


def coders_elsewhere(settings: Mapping[str, str]) -> list[str]:
    """Return who codes on other machines, or under other accounts of this one, sorted."""
    ours = coder_setting()
    others = {v for name, v in settings.items() if name.startswith(_BOUND) and name != ours}
    return sorted(others)


def with_coder(settings: Mapping[str, str], coder: str) -> dict[str, str]:
    """Return settings with another coder on this machine, and none that is bound to no machine."""
    kept = {name: value for name, value in settings.items() if name != _UNBOUND}
    return kept | {coder_setting(): coder}
