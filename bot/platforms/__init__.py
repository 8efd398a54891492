"""One adapter per platform; only here are platform libraries imported."""
