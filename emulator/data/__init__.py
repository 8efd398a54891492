"""Facts about the platforms, as data; NOTICE says where they come from."""
