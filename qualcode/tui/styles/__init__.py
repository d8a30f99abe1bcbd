"""The screens' style sheets."""

from pathlib import Path

#: The folder they are in.
STYLES = Path(__file__).parent
