"""Where files come from: local directories, archives, package indexes."""
