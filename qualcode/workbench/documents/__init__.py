"""Documents: revised, edited, renamed, pseudonymised."""
