"""One function per measure: rankings, pages, answers, confidence."""
