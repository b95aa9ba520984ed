"""The gold questions: the data, how it is read, split and matched to passages."""
