"""What counts for a passage besides retrieval and reading: agreement, nearness, newness, the time it speaks of."""
