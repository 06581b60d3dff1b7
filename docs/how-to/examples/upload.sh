#!/bin/sh
# Plain curl. If nobody answers within two seconds, the upload is published: speech does not wait.
set -eu

answer=$(curl --silent --max-time 2 "$BONAFIDES_URL/api/v1/items" \
  --header "Authorization: Bearer $BONAFIDES_KEY" --header "Idempotency-Key: paste-123" \
  --form reference=paste/123 --form author.reference=user-7 --form "file=@$1") || answer='{"answer": "allow"}'
printf '%s\n' "$answer"

curl --silent "$BONAFIDES_URL/api/v1/messages?after=0" --header "Authorization: Bearer $BONAFIDES_KEY"
