"""Words that are not a library's own: the knowledge resources, and what some YAML readers take for true or false."""

RESOURCES = frozenset(
    {
        "abuse-review-before-launch",
        "appeals-policy",
        "contact-point-and-rota",
        "counter-narrative-basics",
        "country-germany",
        "country-ireland",
        "crisis-and-live-attack-protocol",
        "decentralised-services",
        "designation-lists",
        "digital-security-for-civil-society",
        "end-to-end-encrypted-services",
        "evidence-preservation",
        "fintech-and-fundraising-controls",
        "glossary",
        "hash-matching-for-small-teams",
        "language-coverage-on-a-budget",
        "law-enforcement-guidelines",
        "leaving-and-exit-support",
        "link-and-url-hygiene",
        "media-literacy-workshop",
        "moderation-playbook",
        "one-person-platform-first-month",
        "prohibition-of-terrorist-use",
        "removal-order-runbook",
        "report-form-template",
        "reviewer-wellbeing",
        "rights-impact-assessment",
        "threat-to-life-reporting",
        "training-exemptions-quiz",
        "transparency-report-template",
        "trusted-flaggers-and-alerts",
        "user-notices-and-reasons",
    }
)
READ_AS_BOOLEAN = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
