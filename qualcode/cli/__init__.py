"""The command line: click commands, one module per group, without logic of their own."""
