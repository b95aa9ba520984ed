"""Text of pages that are only pictures, recognised by Tesseract."""
