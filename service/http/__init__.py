"""The HTTP service: the application, its guards, problems, metrics and files."""
