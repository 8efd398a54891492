"""Steps from one version of the tables to the next. Expand first, contract a release later."""
