"""The addresses of this part. None holds an answer or a number."""

from django.urls import URLPattern, URLResolver, include, path

from bonafides.programme.assessments.views import answering, assessing, benchmarks, keys, libraries, results, rounds

libraries_ = [
    path("", libraries.libraries, name="libraries"),
    path("draft/", libraries.draft, name="draft"),
    path("draft/start/", libraries.start_draft, name="start_draft"),
    path("draft/drop/", libraries.drop_draft, name="drop_draft"),
    path("draft/text/", libraries.draft_text, name="draft_text"),
    path("draft/publish/", libraries.publish, name="publish_draft"),
    path("draft/questions/<str:question>/", libraries.draft_question, name="draft_question"),
    path("versions/<str:version>/", libraries.library, name="library"),
]

of_the_organisation = [
    path("", rounds.assessments, name="assessments"),
    path("start/", rounds.start, name="start"),
    path("confidentiality/", keys.confidentiality, name="confidentiality"),
    path("access-log/", keys.readings, name="readings"),
    path("keys/", keys.keys, name="keys"),
    path("keys/rotate/", keys.rotate, name="rotate"),
    path("keys/recover/", keys.recover, name="recover"),
    path("keys/shares/<int:number>/", keys.show_share, name="show_share"),
    path("keys/<str:person>/let-in/", keys.let_in, name="let_in"),
    path("keys/<str:person>/shut-out/", keys.shut_out, name="shut_out"),
    path("comparison/", benchmarks.benchmarks, name="benchmarks"),
    path("comparison/withdraw/", benchmarks.withdraw, name="withdraw_contribution"),
]

of_one_round = [
    path("", rounds.assessment, name="assessment"),
    path("submit/<str:kind>/", rounds.submit, name="submit"),
    path("renew/", rounds.renew, name="renew"),
    path("pages/<str:kind>/<int:number>/", answering.section, name="section"),
    path("offline/", answering.offline_form, name="offline_form"),
    path("import/", answering.import_offline, name="import_offline"),
    path("questions/<str:question>/", answering.question, name="question"),
    path("questions/<str:question>/answer/", answering.answer, name="answer"),
    path("questions/<str:question>/comment/", answering.comment, name="comment"),
    path("questions/<str:question>/evidence/", answering.add_evidence, name="add_evidence"),
    path("questions/<str:question>/evidence/<str:exhibit>/", answering.evidence, name="evidence"),
    path("questions/<str:question>/evidence/<str:exhibit>/remove/", answering.remove_evidence, name="remove_evidence"),
    path("questions/<str:question>/finding/", assessing.finding, name="finding"),
    path("questions/<str:question>/ask/", assessing.ask, name="ask"),
    path("questions/<str:question>/reply/", assessing.reply, name="reply"),
    path("result/", results.result, name="result"),
    path("what-if/", results.choose_what_if, name="choose_what_if"),
    path("what-if/<str:question>/", results.try_out, name="what_if"),
    path("history/", results.history, name="history"),
    path("difference/", results.difference, name="difference"),
    path("pdf/", results.pdf, name="pdf"),
    path("export/", results.export, name="export"),
    path("propose/", assessing.propose, name="propose"),
    path("open/", assessing.open_to, name="open_to"),
    path("take-back/", assessing.take_back, name="take_back"),
    path("letter/", assessing.letter, name="letter"),
    path("close/", assessing.close, name="close"),
    path("contribute/", benchmarks.contribute, name="contribute"),
]

pages: list[URLPattern | URLResolver] = [
    *of_the_organisation,
    path("libraries/", include(libraries_)),
    path("rounds/<str:reference>/", include(of_one_round)),
]

urlpatterns = [path("", include((pages, "assessments")))]
