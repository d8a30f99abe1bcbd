"""The matrix: charted, its state, its exports and its way back from Word."""
