"""What the regulations demand, proved on values alone."""
