"""What a person does with a study, independent of a screen; used by the command line and the UI."""
