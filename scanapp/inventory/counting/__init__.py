"""Physical inventory orders and recordings: counting what is there and judging it at its instant (domain 1 §5)."""
