"""Synthetic libraries of any size, and what each costs."""
