"""What a person does with a study, without a screen: the command line and the UI both drive it."""
