"""Who may open which page of the register, written by hand."""

from bonafides.base.designations.permissions import KEEPERS, READERS
from bonafides.base.http.access import Access

ACCESS: dict[str, Access] = {
    "designations:designations": READERS,
    "designations:entity": READERS,
    "designations:lists": READERS,
    "designations:runs": READERS,
    "designations:run": READERS,
    "designations:import": KEEPERS,
}
