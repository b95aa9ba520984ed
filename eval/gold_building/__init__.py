"""Making and checking gold sets: candidates to judge, and whether a set is sound."""
