"""Who is tied to whom, and what stages a value chain has: actors, dated ties, chains."""
