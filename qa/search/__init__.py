"""From a question to what answers it: passages found, read and ranked, and the ways to take a question compared."""
