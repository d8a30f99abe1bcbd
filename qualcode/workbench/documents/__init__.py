"""Documents: revising, editing, renaming, pseudonymising them."""
