"""Django: ask about an upload before it is shown, and act on webhooks."""

import os

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from bonafides.client import Client, WebhookError, verify_webhook

bonafides = Client(os.environ["BONAFIDES_URL"], os.environ["BONAFIDES_KEY"])


def upload(request: HttpRequest) -> JsonResponse:
    file = request.FILES["file"]
    answer = bonafides.submit_item("paste/123", file=file.read(), author={"reference": "user-7"})
    return JsonResponse({"published": answer.may_be_published, "token": answer.upload_token})


@csrf_exempt
def webhook(request: HttpRequest) -> HttpResponse:
    try:
        message = verify_webhook(request.body, request.headers, os.environ["BONAFIDES_SECRET"])
    except WebhookError:
        return HttpResponse(status=400)
    print(message.type, message.data)  # measure.requested, measure.reversed, hold.ended, statement.issued
    return HttpResponse(status=204)
