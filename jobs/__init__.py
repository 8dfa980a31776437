"""Everything that runs without a person waiting. Jobs take no data: each claims its rows first and may run twice."""
