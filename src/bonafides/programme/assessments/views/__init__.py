"""Pages of assessments. Each that shows answers or scores is stored by nobody on its way, and leaves a line in the log."""
