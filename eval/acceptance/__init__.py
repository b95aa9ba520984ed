"""The gate: accepted scores, and the tables of the documentation made from them."""
