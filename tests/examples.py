"""How many examples a property is tried with: the profile that tests run under says.

``HYPOTHESIS_PROFILE=quick python -m pytest …``, or ``--hypothesis-profile=quick``.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

#: Profiles, and what each makes of a number of examples. ``qualcode`` is the one of everyday; ``ci``
#: tries the same examples each time, so that a change fails by itself and not by chance.
USUAL = "qualcode"
FIXED = "ci"
SCALES = {"quick": 0.2, FIXED: 0.5, USUAL: 1.0, "thorough": 10.0}
_FEWEST = 5
#: What Hypothesis tries where a test names no number.
_UNNAMED = 100


def register_profiles() -> None:
    """Make the profiles known, and load the one that is asked for."""
    for name, scale in SCALES.items():
        settings.register_profile(
            name,
            max_examples=round(_UNNAMED * scale),
            deadline=None,
            derandomize=name == FIXED,
            suppress_health_check=[HealthCheck.function_scoped_fixture],
        )
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or USUAL)


def examples(usual: int, variable: str = "") -> int:
    """Return how many examples to try: the usual number, as the profile scales it.

    ``variable`` names one of the environment that says the number itself.
    """
    named = os.environ.get(variable, "") if variable else ""
    if named:
        return int(named)
    scale = SCALES.get(settings.get_current_profile_name(), 1.0)
    return max(min(usual, _FEWEST), round(usual * scale))
