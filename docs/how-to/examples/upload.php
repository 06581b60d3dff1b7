<?php
// PHP 8: ask about an upload, and check a webhook.

function submit(string $reference, string $path): array {
    $request = curl_init(getenv('BONAFIDES_URL') . '/api/v1/items');
    curl_setopt_array($request, [
        CURLOPT_POSTFIELDS => ['reference' => $reference, 'author.reference' => 'user-7', 'file' => new CURLFile($path)],
        CURLOPT_HTTPHEADER => ['Authorization: Bearer ' . getenv('BONAFIDES_KEY')],
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_TIMEOUT_MS => 2000,
    ]);
    $answer = curl_exec($request);
    return json_decode($answer ?: '', true) ?? ['answer' => 'allow']; // nobody answered: publish, and count it
}

function verify(string $body, array $headers, string $secret): bool {
    $key = base64_decode(str_replace('whsec_', '', $secret));
    $signed = $headers['webhook-id'] . '.' . $headers['webhook-timestamp'] . '.' . $body;
    $wanted = 'v1,' . base64_encode(hash_hmac('sha256', $signed, $key, true));
    $fresh = abs(time() - (int) $headers['webhook-timestamp']) <= 300;
    foreach (explode(' ', $headers['webhook-signature']) as $given) {
        if ($fresh && hash_equals($wanted, $given)) {
            return true;
        }
    }
    return false;
}
