"""The command line: click commands, one module a group, none with logic of its own."""
