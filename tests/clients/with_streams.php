<?php
// One request with PHP's stream contexts, where there is no curl extension.
$call = json_decode(file_get_contents($argv[1]), true);

function with_files($value) {
    if (!is_array($value)) return $value;
    if (isset($value['$base64'])) return base64_encode(file_get_contents($value['$base64']));
    return array_map('with_files', $value);
}

$header = ['Authorization: Basic ' . base64_encode($call['user'])];
$content = '';
if ($call['form'] !== null) {
    $boundary = '----' . bin2hex(random_bytes(12));
    foreach ($call['form'] as $name => $value) {
        $content .= "--$boundary\r\nContent-Disposition: form-data; name=\"$name\"";
        $content .= is_array($value)
            ? "; filename=\"{$value['name']}\"\r\nContent-Type: {$value['type']}\r\n\r\n"
                . file_get_contents($value['path'])
            : "\r\n\r\n$value";
        $content .= "\r\n";
    }
    $content .= "--$boundary--\r\n";
    $header[] = "Content-Type: multipart/form-data; boundary=$boundary";
} elseif ($call['json'] !== null) {
    $content = json_encode(with_files($call['json']));
    $header[] = 'Content-Type: application/json';
}
$body = file_get_contents($call['url'], false, stream_context_create(['http' => [
    'method' => $call['method'],
    'header' => $header,
    'content' => $content,
    'ignore_errors' => true,
]]));
if ($body === false) exit(1);
$headers = [];
foreach (array_slice($http_response_header, 1) as $line) {
    [$name, $value] = explode(':', $line, 2);
    $headers[strtolower(trim($name))] = trim($value);
}
echo json_encode([
    'status' => (int) explode(' ', $http_response_header[0])[1],
    'headers' => $headers,
    'body' => base64_encode($body),
]);
