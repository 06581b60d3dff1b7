"""Pages of assessments. One that shows answers or scores is stored nowhere on its way, and leaves a line in the log."""
