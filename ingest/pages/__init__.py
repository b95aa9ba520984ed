"""Where pages begin and which numbers are printed on them."""
