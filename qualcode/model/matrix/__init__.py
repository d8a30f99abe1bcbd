"""The synthesis matrix: its definition, its data, and checks of its summaries."""
