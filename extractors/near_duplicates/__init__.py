"""From signatures to verified near-duplicates: bands propose, exact comparison decides, representatives stand."""
