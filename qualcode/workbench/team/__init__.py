"""Working with others: sync, merges, shared folders."""
