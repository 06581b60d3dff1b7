"""What is read of the orders desk: for its pages, the calendar, the public counts."""
