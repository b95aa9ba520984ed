"""What is searched at one moment: manifests that name segments, how they are published, opened and verified."""
