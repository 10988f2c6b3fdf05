<?php
// One request with PHP's curl extension: `call.json` in, the answer as JSON out.
$call = json_decode(file_get_contents($argv[1]), true);

function with_files($value) {
    if (!is_array($value)) return $value;
    if (isset($value['$base64'])) return base64_encode(file_get_contents($value['$base64']));
    return array_map('with_files', $value);
}

$headers = [];
$handle = curl_init($call['url']);
$options = [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_USERPWD => $call['user'],
    CURLOPT_CUSTOMREQUEST => $call['method'],
    CURLOPT_HEADERFUNCTION => function ($_, $line) use (&$headers) {
        $parts = explode(':', $line, 2);
        if (count($parts) === 2) $headers[strtolower(trim($parts[0]))] = trim($parts[1]);
        return strlen($line);
    },
];
if ($call['form'] !== null) {
    $fields = [];
    foreach ($call['form'] as $name => $value) {
        $fields[$name] = is_array($value)
            ? new CURLFile($value['path'], $value['type'], $value['name'])
            : $value;
    }
    $options[CURLOPT_POSTFIELDS] = $fields;
} elseif ($call['json'] !== null) {
    $options[CURLOPT_POSTFIELDS] = json_encode(with_files($call['json']));
    $options[CURLOPT_HTTPHEADER] = ['Content-Type: application/json'];
}
curl_setopt_array($handle, $options);
$body = curl_exec($handle);
if ($body === false) {
    fwrite(STDERR, curl_error($handle));
    exit(1);
}
echo json_encode([
    'status' => curl_getinfo($handle, CURLINFO_RESPONSE_CODE),
    'headers' => $headers,
    'body' => base64_encode($body),
]);
