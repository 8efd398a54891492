"""Kill -9 at every named point of the house, then judge what is left from outside."""
