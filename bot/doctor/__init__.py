"""What an administrator has to set elsewhere, tried one by one and told in words."""
