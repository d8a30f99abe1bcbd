"""Names and participants' words in what leaves the machine, and the check before a commit."""
