"""Every decision of assessments: answers and a library in, two numbers with their reasons out. No clock, table or IO.

`scoring` is the door: `score_of`, `what_if`, `next_actions`, `explain_difference`. The method is published, to the last
rounding, in docs/explanation/scoring.md; a second implementation in tests/ is written from that page alone.
"""
