"""What is shown of a document: quotations and where they stand, pages as text and as pictures."""
