"""What a platform runs: find, judge, preserve, report."""
