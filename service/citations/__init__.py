"""How works are cited: in the text, as references, and in the formats of reference managers."""
