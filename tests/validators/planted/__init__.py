"""Wrong variants of right programs, which a proof must refuse by name."""
