"""Questions to the portfolio that need more than a QuerySet. Nothing here writes."""
