"""The style sheets of the screens."""

from pathlib import Path

#: The folder of the style sheets.
STYLES = Path(__file__).parent
