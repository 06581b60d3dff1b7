"""Each claim of speed, measured: `python -m benchmarks` runs them all and prints figures with n."""
