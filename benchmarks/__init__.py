"""Each claim of speed, measured: `python -m benchmarks` runs them all and prints figures with n.

One module for each subject, with `main() -> int` that prints what it measured, with n, and returns
`goals.report([...])`; its row stands in `__main__.BENCHMARKS`. Peers are measured in the same run, in turns: ratios
carry over to other machines.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the product's commands do
