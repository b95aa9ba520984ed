"""Rules of scripts and languages that any text follows: letters, sentence ends, numbers, names of sections."""
