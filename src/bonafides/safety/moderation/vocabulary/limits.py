"""The clocks and limits of moderation. Units and sources stand beside each number."""

from datetime import timedelta

UNDO_WINDOW = timedelta(seconds=60)  # ours: a decision is a draft for so long
LEASE = timedelta(minutes=2)  # ours: a case is free again so long after the last heartbeat
SELF_REVIEW_AFTER = timedelta(hours=12)  # ours: a team of one reads again no sooner
APPEAL_WINDOW = timedelta(days=184)  # DSA Art. 20(1): at least six months
APPEAL_DUE = timedelta(days=14)  # Reg. (EU) 2021/784, Art. 10(2): two weeks; ours for every appeal
KEPT_CONTENT = timedelta(days=7)  # ours: a kept case loses its bytes so long after closing
NOTIFIER_ADDRESS = timedelta(days=184)  # a notifier may appeal too (DSA Art. 20(1)), so the address stays as long
BATCH_LIMIT = 1_000  # addresses in one notice of the team or a program, e-mail or CSV
PUBLIC_BATCH_LIMIT = 50  # of anyone's: a notice is one transaction (about 15 ms an address); others write meanwhile
CONTEXT_LIMIT_BYTES = 200_000
NEAR_DUPLICATE_BITS = 10  # PDQ distance of 256 at which two pictures are one case
TEXT_LIMIT_BYTES = 2_000_000
TEXT_FIRST_CHARACTERS = 400  # of a text, shown before a person asks for the rest
SOFT_STOP_FULL = 40  # contents seen as they are within a day, at which the page suggests a pause; ours
SOFT_STOP_WITHIN = timedelta(hours=24)
BULK_SAMPLES = 10  # ours: of a set, opened by each person who decides over it; all where there are fewer
BULK_SPARE_SAMPLES = 5  # drawn besides, for samples that cannot be opened
BULK_ALONE_ITEMS = 50  # ours: more items than these need a second person
BULK_CASES_AT_MOST = 2_000  # of one set
BULK_BATCH_CASES = 10  # one transaction each, about 0.7 s, in which others wait to write
BULK_BATCHES_A_TURN = 20  # of the worker: far less than its lease
LADDER_RUNGS_AT_MOST = 10
STRIKE_LASTS_AT_MOST = timedelta(days=3 * 365)  # ours
SUSPENSION_AT_MOST = timedelta(days=365)  # ours: longer is closing it, which takes two people
KEYS_AT_MOST = 50  # of one account in one call
KEY_KINDS_AT_MOST = 10
KEYS_LAST = timedelta(days=365)  # ours: of a closed account; of a suspended one until it ends
INCIDENT_LASTS = timedelta(hours=24)  # ours: then it ends by itself
INCIDENT_EXTENDED_AT_MOST = timedelta(hours=24)  # from the moment of the extension
INCIDENT_LIKE_BITS = 31  # PDQ distance of 256 within which pictures of an incident are alike: the usual threshold
INCIDENT_BATCH_CASES = 100  # looked at in one transaction when an incident begins or ends
INCIDENT_LIST_KEPT = timedelta(days=90)  # how long an address with a token opens after it was given
LIST_FETCHED_EVERY = timedelta(minutes=5)
HELD_BY_PERSON_LASTS = timedelta(hours=24)  # ours: a stream that a person held is released if nobody judges it by then
LIVE_SHOWN = 50  # streams on the page of seconds
LIVE_REFRESH = timedelta(seconds=5)
LIVE_REFRESH_PLAIN = timedelta(seconds=15)  # without scripts the whole page comes anew
LIVE_ENDED_SHOWN = timedelta(hours=1)
