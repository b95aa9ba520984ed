"""Changes of the library, one after another, each in a process of its own."""
