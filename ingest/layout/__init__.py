"""From words placed on a page to columns, paragraphs and the boxes of lines."""
