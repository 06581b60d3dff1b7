"""TMK+PDQF: a whole video as averages of its frames' PDQ coefficients, plain and weighted by waves over time.

Source: Temporal Match Kernel, facebook/ThreatExchange, tmk/; Poullot et al., Temporal Matching Kernel with Explicit
Feature Maps (2015), for periods and coefficients.
"""

from bonafides.matching.tmk.hash import Tmk as Tmk
from bonafides.matching.tmk.making import TmkMaker as TmkMaker
from bonafides.matching.tmk.scores import level1_score as level1_score
from bonafides.matching.tmk.scores import level2_score as level2_score
