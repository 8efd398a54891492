"""What the house is measured against: each peer does its one thing the way its own documentation shows it."""
