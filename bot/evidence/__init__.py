"""Evidence that leaves the house: packs that anybody can check without it, printed forms, registers."""
