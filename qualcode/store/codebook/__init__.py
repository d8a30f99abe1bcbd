"""``codebook.yaml``: read, and edited so that a person's comments and order stay."""
