"""What is done with lists: the only door through which they change."""

from bonafides.safety.banks.actions.clusters import keep_clusters, look_for_clusters
from bonafides.safety.banks.actions.counts import COUNTS, Counts, count_lookup, count_lookups
from bonafides.safety.banks.actions.enabling import enable_entry
from bonafides.safety.banks.actions.entries import (
    add_entry,
    disable_entry,
    forget_entries,
    withdraw_entry,
)
from bonafides.safety.banks.actions.floods import (
    end_flood_pause,
    exempt,
    forget_tallies,
    guard,
    pause_flood_guard,
    quarantine,
    release,
    set_flood_limits,
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
    lock,
    lock_lists,
    own_bank,
    record_export,
    rename_bank,
    set_policy,
)
from bonafides.safety.banks.actions.looking_back import (
    ERASE,
    enqueue_erasing,
    erase_old,
    erase_part,
    forget_upload,
    keep,
    switch_off_looking_back,
    switch_on_looking_back,
)
from bonafides.safety.banks.actions.opinions import give_opinion, judge_match, withdraw_opinion
from bonafides.safety.banks.actions.own import add_harmless, add_own
from bonafides.safety.banks.actions.records import (
    forget_lookups,
    forget_matches,
    record_lookups,
    record_matches,
)
from bonafides.safety.banks.actions.searching_back import begin_search, search_on, settle_found
from bonafides.safety.banks.actions.sources import (
    SourceRow,
    Taken,
    hold_for_source,
    take_from_source,
    withdraw_for_source,
)

__all__ = [
    "COUNTS",
    "ERASE",
    "Counts",
    "SourceRow",
    "Taken",
    "add_entry",
    "add_harmless",
    "add_own",
    "begin_search",
    "count_lookup",
    "count_lookups",
    "create_bank",
    "disable_bank",
    "disable_entry",
    "enable_bank",
    "enable_entry",
    "end_flood_pause",
    "enqueue_erasing",
    "erase_old",
    "erase_part",
    "exempt",
    "fail_import",
    "forget_entries",
    "forget_lookups",
    "forget_matches",
    "forget_tallies",
    "forget_upload",
    "give_opinion",
    "guard",
    "hold_for_source",
    "import_file",
    "import_rows",
    "import_stored",
    "judge_match",
    "keep",
    "keep_clusters",
    "leave_for_worker",
    "lock",
    "lock_lists",
    "look_for_clusters",
    "own_bank",
    "pause_flood_guard",
    "quarantine",
    "record_export",
    "record_lookups",
    "record_matches",
    "release",
    "rename_bank",
    "search_on",
    "set_flood_limits",
    "set_policy",
    "settle_found",
    "start_import",
    "switch_off_looking_back",
    "switch_on_looking_back",
    "take_from_source",
    "withdraw_entry",
    "withdraw_for_source",
    "withdraw_opinion",
]
