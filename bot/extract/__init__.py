"""What files say, also where nobody looks: read by a child process with hard limits, one module a format."""
