"""What a question means: names in it, and what it takes from the questions before."""
