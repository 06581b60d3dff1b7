"""Every decision of this part: whether the requirements hold, how a review ends, how a mark stands, who hears whom."""
