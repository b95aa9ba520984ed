"""What ranking asks of an index of passages, and the forms in which it is answered, whatever keeps the index."""
