"""The approval as a state machine: random acts against the real workflow and storage."""
