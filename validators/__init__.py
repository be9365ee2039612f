"""Claims about rows and releases, each with its evidence."""
