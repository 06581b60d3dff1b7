"""What is done with lists: the only door through which they change."""

from bonafides.safety.banks.actions.entries import (
    add_entry,
    add_own,
    disable_entry,
    enable_entry,
    forget_entries,
    give_opinion,
    withdraw_entry,
)
from bonafides.safety.banks.actions.imports import (
    fail_import,
    import_file,
    import_rows,
    import_stored,
    leave_for_worker,
    start_import,
)
from bonafides.safety.banks.actions.lists import (
    create_bank,
    disable_bank,
    enable_bank,
    own_bank,
    record_export,
    rename_bank,
    set_policy,
)
from bonafides.safety.banks.actions.records import (
    count_lookup,
    count_lookups,
    forget_lookups,
    forget_matches,
    record_lookups,
    record_matches,
)
from bonafides.safety.banks.actions.sources import (
    SourceRow,
    Taken,
    forget_what_source_held,
    take_from_source,
    withdraw_for_source,
)

__all__ = [
    "SourceRow",
    "Taken",
    "add_entry",
    "add_own",
    "count_lookup",
    "count_lookups",
    "create_bank",
    "disable_bank",
    "disable_entry",
    "enable_bank",
    "enable_entry",
    "fail_import",
    "forget_entries",
    "forget_lookups",
    "forget_matches",
    "forget_what_source_held",
    "give_opinion",
    "import_file",
    "import_rows",
    "import_stored",
    "leave_for_worker",
    "own_bank",
    "record_export",
    "record_lookups",
    "record_matches",
    "rename_bank",
    "set_policy",
    "start_import",
    "take_from_source",
    "withdraw_entry",
    "withdraw_for_source",
]
