"""Measures the house beside small honest peers, interleaved in one run: ratios, never bare figures."""
