"""Pages of alerts, a module for each side: programme, receivers, anyone."""
