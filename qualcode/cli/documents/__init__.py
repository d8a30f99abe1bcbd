"""The commands on who speaks in documents: speakers, and the cases they are."""
