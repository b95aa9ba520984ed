"""Words of a language: tokens, stems, spelling, term lists and phrases."""
