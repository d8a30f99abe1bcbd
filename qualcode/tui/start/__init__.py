"""The start screen, where no study is open yet."""
