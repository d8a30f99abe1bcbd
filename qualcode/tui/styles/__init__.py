"""The style sheets of the screens."""

from pathlib import Path

#: The folder they are in.
STYLES = Path(__file__).parent
