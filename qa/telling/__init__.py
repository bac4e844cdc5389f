"""What is told besides what a search found: the catalogue, days, parts by their number, and what comes nearest."""
