"""The API of moderation: items and what was answered, flags, messages, statements, complaints."""

from ninja import Router

from bonafides.safety.moderation.api import accounts, appeals, flags, items, live, messages

router = Router()
router.add_router("", items.router)
router.add_router("", flags.router)
router.add_router("", messages.router)
router.add_router("", appeals.router)
router.add_router("", accounts.router)
router.add_router("", live.router)
