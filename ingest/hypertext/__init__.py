"""What HTML, EPUB and DOCX share: from elements to text, notes, tables, equations and page marks."""
