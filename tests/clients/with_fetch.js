// One request with Node's own fetch: `call.json` in, the answer as JSON out.
const fs = require("fs");
const call = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));

function withFiles(value) {
  if (Array.isArray(value)) return value.map(withFiles);
  if (value === null || typeof value !== "object") return value;
  if (value.$base64) return fs.readFileSync(value.$base64).toString("base64");
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withFiles(one)]));
}

const headers = { Authorization: "Basic " + Buffer.from(call.user).toString("base64") };
let body;
if (call.form !== null) {
  body = new FormData();
  for (const [name, value] of Object.entries(call.form)) {
    if (typeof value === "string") {
      body.append(name, value);
    } else {
      const file = new Blob([fs.readFileSync(value.path)], { type: value.type });
      body.append(name, file, value.name);
    }
  }
} else if (call.json !== null) {
  headers["Content-Type"] = "application/json";
  body = JSON.stringify(withFiles(call.json));
}

(async () => {
  const answer = await fetch(call.url, { method: call.method, headers, body });
  const content = Buffer.from(await answer.arrayBuffer()).toString("base64");
  const said = { status: answer.status, headers: Object.fromEntries(answer.headers), body: content };
  process.stdout.write(JSON.stringify(said));
})();
