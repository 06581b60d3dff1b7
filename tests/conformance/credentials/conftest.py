"""What needs Node.js and an installed @digitalbazaar/vc is collected only where `BONAFIDES_NODE_MODULES` names it.

How to install it stands in docs/how-to/verify-a-mark.md.
"""

import os

collect_ignore = [] if os.environ.get("BONAFIDES_NODE_MODULES") else ["test_digitalbazaar.py"]
