"""What a user of the data sees: recipes, card, manifest, views."""
