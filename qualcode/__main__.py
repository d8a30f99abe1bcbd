"""Runs qualcode for ``python -m qualcode`` and the ``qualcode`` command."""

import os
import sys

if __name__ == "__main__" and not sys.flags.safe_path:
    # The current folder, which ``-m`` puts first: it may be a study, and holds no module of ours.
    del sys.path[0]


def main() -> None:
    """Run the command line, with no module from a relative entry of ``PYTHONPATH``."""
    named = os.environ.get("PYTHONPATH", "")
    path = os.path  # pathlib may be the very module not to load
    relative = [e for e in named.split(os.pathsep) if not path.isabs(e)] if named else []
    from_there = {path.abspath(entry) for entry in relative}
    sys.path[:] = [entry for entry in sys.path if entry not in from_there]
    from qualcode.cli.main import main as run

    run()


if __name__ == "__main__":
    main()
