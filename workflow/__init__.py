"""What may be done: one use case is one transaction."""
