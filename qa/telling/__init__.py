"""What answers are made of: how far quotes reach, lists, tables, days, and what the catalogue tells."""
