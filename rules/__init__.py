"""What the regulations demand: facts in, decision out, no clock and no I/O but its own data."""
