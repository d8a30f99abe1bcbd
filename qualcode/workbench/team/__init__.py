"""Working together: sync, merges, shared folders."""
