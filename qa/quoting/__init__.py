"""Quotes: which sentences are chosen, how far they reach, lists and tables, and the text that is composed of them."""
