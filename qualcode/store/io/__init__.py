"""Files written so that they last, tables, JSON lines, programs beside qualcode."""
