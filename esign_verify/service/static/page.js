// The page of the service: documents in, verdicts out. Every text of a document is set as text,
// never as markup.
"use strict";

const body = document.body;
const texts = JSON.parse(body.dataset.texts);
const lang = body.dataset.lang;
const most = Number(body.dataset.most);
const list = document.getElementById("list");
const input = document.getElementById("files");
const drop = document.getElementById("drop");
const AT_ONCE = 3;
const clock = new Intl.DateTimeFormat(lang === "id" ? "id-ID" : "en-GB", {
  dateStyle: "long",
  timeStyle: "short",
  timeZone: "Asia/Jakarta",
});

const waiting = [];
let running = 0;
let count = 0;
let done = 0;

function element(name, text, className) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function button(text, label, onClick) {
  const made = element("button", text);
  made.type = "button";
  made.setAttribute("aria-label", `${text}: ${label}`);
  made.addEventListener("click", onClick);
  return made;
}

function announce() {
  document.getElementById("none").hidden = count > 0;
  const words = texts.summary.replace("{done}", done).replace("{count}", count);
  document.getElementById("announcement").textContent = count ? words : "";
}

function add(file) {
  const item = { file, password: "", row: element("li"), finished: false };
  list.append(item.row);
  count += 1;
  if (file.size === 0) refuse(item, texts.not_pdf);
  else if (file.size > most) refuse(item, texts.too_large);
  else enqueue(item);
  announce();
}

function enqueue(item) {
  if (item.finished) {
    item.finished = false;
    done -= 1;
  }
  show(item, "", texts.waiting, []);
  waiting.push(item);
  next();
}

function finish(item) {
  if (!item.finished) {
    item.finished = true;
    done += 1;
  }
  announce();
}

function next() {
  while (running < AT_ONCE && waiting.length) {
    running += 1;
    send(waiting.shift());
  }
}

function show(item, className, verdict, parts) {
  const hadFocus = item.row.contains(document.activeElement);
  item.row.className = className;
  item.row.replaceChildren(
    element("h3", item.file.name),
    element("p", verdict, "verdict"),
    ...parts,
  );
  if (hadFocus) {
    item.row.tabIndex = -1;
    item.row.focus();
  }
}

function form(item) {
  const data = new FormData();
  data.append("file", item.file);
  if (item.password) data.append("password", item.password);
  return data;
}

// XMLHttpRequest, for fetch does not tell how much is sent.
function send(item) {
  const request = new XMLHttpRequest();
  const progress = element("progress");
  progress.max = 1;
  progress.value = 0;
  progress.setAttribute("aria-label", `${texts.uploading}: ${item.file.name}`);
  show(item, "", texts.uploading, [progress]);
  const verdict = item.row.querySelector(".verdict");
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) progress.value = event.loaded / event.total;
  });
  request.upload.addEventListener("load", () => {
    progress.removeAttribute("value");
    verdict.textContent = texts.verifying;
  });
  request.addEventListener("loadend", () => {
    running -= 1;
    answer(item, request);
    next();
  });
  request.open("POST", `api/verify?lang=${lang}`);
  request.send(form(item));
}

function answer(item, request) {
  let value;
  try {
    value = JSON.parse(request.responseText);
  } catch {
    refuse(item, texts.no_answer);
    return;
  }
  if (request.status === 200) result(item, value);
  else if (value.code === "password_required") ask(item, texts.password_ask);
  else if (value.code === "password_wrong") ask(item, texts.password_again);
  else refuse(item, (lang === "id" ? value.message : value[`message_${lang}`]) || texts.no_answer);
}

function refuse(item, words) {
  show(item, "error", texts.no_verdict, [element("p", words), actions(item, false)]);
  finish(item);
}

function ask(item, words) {
  const form = element("form", "", "password");
  const label = element("label", words);
  const field = element("input");
  const send = element("button", texts.password_send);
  field.type = "password";
  field.autocomplete = "off";
  field.required = true;
  field.id = `password-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
  label.htmlFor = field.id;
  form.append(label, field, send);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    item.password = field.value;
    enqueue(item);
  });
  const hadFocus = item.row.contains(document.activeElement);
  show(item, "WARNING", texts.no_verdict, [form]);
  if (hadFocus || count === 1) field.focus();
  finish(item);
}

function result(item, value) {
  const parts = [element("p", value.conclusion.text)];
  if (value.signatures.length) {
    const signatures = element("ul");
    signatures.setAttribute("aria-label", texts.signatures);
    for (const signature of value.signatures) signatures.append(line(signature, value));
    parts.push(signatures);
  }
  parts.push(actions(item, true));
  const code = value.conclusion.code;
  show(item, code, texts[code], parts);
  finish(item);
}

function line(signature, value) {
  const path = signature.certification_path;
  const signer = signature.cms && signature.cms.signing_certificate;
  const certificate = value.certificates.find((known) => known.sha256 === signer);
  const name = certificate && certificate.common_name;
  const field = signature.field.names.join(".");
  const { indication_text: verdict, sub_indication_text: reason } = signature.conclusion;
  const words = [`${name || field || "–"}: ${verdict}.`];
  if (reason) words.push(reason);
  if (path) words.push(when(signature.conclusion));
  return element("li", words.join(" "));
}

// When it was made, or that nothing proves it: a time of validation is no time of signing.
function when({ best_signature_time: time, time_source: source, time_source_text: words }) {
  return source === "validation-time" ? `${words}.` : `${words}: ${clock.format(new Date(time))} WIB.`;
}

function actions(item, withReport) {
  const row = element("div", "", "actions");
  if (withReport) row.append(reportForm(item));
  else row.append(button(texts.again, item.file.name, () => enqueue(item)));
  row.append(
    button(texts.remove, item.file.name, () => {
      item.row.remove();
      count -= 1;
      done -= 1;
      announce();
      input.focus();
    }),
  );
  return row;
}

// A form of the browser's own: the report opens in a tab, under its own policy.
function reportForm(item) {
  const form = element("form");
  form.method = "post";
  form.enctype = "multipart/form-data";
  form.target = "_blank";
  form.action = `report?lang=${lang}`;
  const file = element("input");
  const files = new DataTransfer();
  files.items.add(item.file);
  file.type = "file";
  file.name = "file";
  file.files = files.files;
  file.hidden = true;
  const password = element("input");
  password.type = "hidden";
  password.name = "password";
  password.value = item.password;
  const send = element("button", texts.report);
  send.setAttribute("aria-label", `${texts.report}: ${item.file.name}`);
  form.append(file, password, send);
  return form;
}

input.addEventListener("change", () => {
  for (const file of input.files) add(file);
  input.value = "";
});

for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) drop.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  for (const file of event.dataTransfer.files) add(file);
});
