"""The addresses of this part."""

from datetime import date

from django.urls import path, register_converter

from bonafides.safety.quality.views import again, figures, golden


class DayConverter:
    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return str(value)


register_converter(DayConverter, "day")

app_name = "quality"

FIGURES = [
    path("", figures.quality, name="quality"),
    path("mine/", figures.mine, name="mine"),
    path("export/", figures.export, name="export"),
    path("seeds/", figures.seeds, name="seeds"),
    path("seeds/<day:day>/proof/", figures.seed_proof, name="seed_proof"),
    path("settings/", figures.settings, name="settings"),
    path("publish/", figures.publish, name="publish"),
    path("published/", figures.published, name="published"),
    path("published/<str:reference>/", figures.published_period, name="published_period"),
]

AGAIN = [
    path("again/", again.again, name="again"),
    path("again/next/", again.next_one, name="next"),
    path("again/differ/", again.disagreements, name="disagreements"),
    path("again/<str:reference>/", again.audit, name="audit"),
    path("again/<str:reference>/show/", again.show, name="show"),
    path("again/<str:reference>/picture/", again.picture, name="picture"),
    path("again/<str:reference>/judge/", again.judge, name="judge"),
    path("again/<str:reference>/pass-on/", again.pass_on, name="pass_on"),
    path("again/<str:reference>/settle/", again.settle, name="settle"),
]

GOLDEN = [
    path("made-up/", golden.library, name="golden"),
    path("made-up/bring-in/", golden.bring_in, name="bring_in"),
    path("made-up/new/", golden.new_golden, name="new_golden"),
    path("made-up/<str:reference>/", golden.golden_case, name="golden_case"),
    path("made-up/<str:reference>/insert/", golden.insert, name="insert"),
    path("made-up/<str:reference>/retire/", golden.retire, name="retire"),
    path("made-up/in-queue/<str:case>/withdraw/", golden.withdraw, name="withdraw"),
]

urlpatterns = [*FIGURES, *AGAIN, *GOLDEN]
