"""Three versions of a report made one: as it was generated, as its editors left it, and as it is drafted anew."""
