"""Adding to the codebook: from another one, or from a published report."""
