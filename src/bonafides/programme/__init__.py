"""What the operator of a programme runs: assess, pledge, mark, teach, alert, campaign."""
