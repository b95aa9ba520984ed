"""From source text to cleaned text: blocks, headings, paragraphs, sentences and passages."""
