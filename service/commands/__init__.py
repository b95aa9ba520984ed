"""The command `pincite`: its options, what it does, and what it prints."""
