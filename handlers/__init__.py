"""A person acts: each handler unpacks an act, calls one use case and chooses what to say."""
