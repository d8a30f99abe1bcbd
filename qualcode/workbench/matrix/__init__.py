"""The matrix: charting, its state, its exports, and importing it back from Word."""
