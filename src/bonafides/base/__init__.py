"""What both halves stand on.

Order of the folders: people, designations > audit > outbox > fetch, blobs > keys > http, pages.
"""
