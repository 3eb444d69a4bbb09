"""The search for a plan: prices for photos (Lagrangian relaxation), best weeks, local search, and a bound."""
