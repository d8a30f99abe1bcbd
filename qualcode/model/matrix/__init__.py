"""The synthesis matrix: its definition, and what its summaries may say."""
