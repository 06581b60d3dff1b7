"""Every decision of moderation, a file per subject: facts in, outcome out; no clock, no table, no IO."""
