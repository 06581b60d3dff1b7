"""How much is looked at again."""

from bonafides.safety.quality.models import QualitySettings


def settings_now() -> QualitySettings:
    """The latest settings; the defaults where nobody has set any."""
    found: QualitySettings | None = QualitySettings.objects.first()
    return found or QualitySettings()
