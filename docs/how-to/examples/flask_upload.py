"""Flask: the same in two routes."""

import os

from flask import Flask, request

from bonafides.client import Client, WebhookError, verify_webhook

app = Flask(__name__)
bonafides = Client(os.environ["BONAFIDES_URL"], os.environ["BONAFIDES_KEY"])


@app.post("/upload")
def upload() -> dict[str, object]:
    answer = bonafides.submit_item("paste/123", text=request.form["text"], author={"reference": "user-7"})
    return {"published": answer.may_be_published, "token": answer.upload_token}


@app.post("/webhook")
def webhook() -> tuple[str, int]:
    try:
        message = verify_webhook(request.get_data(), request.headers, os.environ["BONAFIDES_SECRET"])
    except WebhookError:
        return "", 400
    print(message.type, message.data)
    return "", 204
