// The phone in the browser: shows the texts of one number and sends what is typed.
// Refuses to know anything that the control API does not say; it asks every 700 ms.
"use strict";

const byId = (id) => document.getElementById(id);
const POLL_MS = 700;
const FIRST_NUMBER = "+12025550143";
// Twilio's word for a text on its way, and what a person reads below the bubble.
const TICKS = {
  accepted: "… accepted",
  queued: "… queued",
  sending: "… sending",
  sent: "✓ sent",
  delivered: "✓✓ delivered",
  undelivered: "✕ undelivered",
  failed: "✕ failed",
  received: "✓ sent",
};

let phone = "";
let shown = new Map();

function chosenPhone() {
  const fromHash = new URLSearchParams(location.hash.slice(1).replaceAll("+", "%2B")).get("phone");
  const fromQuery = new URLSearchParams(location.search.replaceAll("+", "%2B")).get("phone");
  const wanted = fromHash || fromQuery || FIRST_NUMBER;
  const channel = wanted.startsWith("whatsapp:") ? "whatsapp:" : "";
  const chosen = wanted.replace(/[^0-9+]/g, "");
  return channel + (chosen.startsWith("+") ? chosen : `+${chosen}`);
}

function become(number) {
  phone = number;
  shown = new Map();
  byId("phone").value = number;
  byId("texts").replaceChildren();
  byId("empty").hidden = false;
  say("");
  refresh();
}

function say(sentence) {
  if (byId("notice").textContent !== sentence) byId("notice").textContent = sentence;
}

function textsUrl() {
  return `/phones/${encodeURIComponent(phone)}/texts`;
}

async function refresh() {
  const asked = phone;
  const response = await fetch(textsUrl(), { headers: { Accept: "application/json" } });
  const answer = await response.json();
  if (asked !== phone) return;
  if (!response.ok) {
    say(answer.error);
    return;
  }
  if (shown.size > answer.length) {
    // Somebody emptied the sandbox.
    shown = new Map();
    byId("texts").replaceChildren();
  }
  answer.forEach(show);
  byId("empty").hidden = answer.length > 0;
}

function show(text) {
  const known = shown.get(text.sid);
  if (known) {
    if (known.textContent !== under(text)) known.textContent = under(text);
    return;
  }
  const item = document.createElement("li");
  const mine = text.direction === "from_phone";
  item.className = mine ? "mine" : "theirs";
  const who = document.createElement("span");
  who.className = "hidden";
  who.textContent = mine ? "You: " : `${text.from}: `;
  const bubble = document.createElement("p");
  bubble.className = "bubble";
  bubble.append(who, text.body || "(no words)");
  const line = document.createElement("p");
  line.className = "under";
  // The ticks change under a bubble that has been read out already: not worth hearing again.
  line.setAttribute("aria-live", "off");
  line.textContent = under(text);
  item.append(bubble, line);
  byId("texts").append(item);
  shown.set(text.sid, line);
  byId("empty").hidden = true;
  byId("scroll").scrollTop = byId("scroll").scrollHeight;
}

function under(text) {
  const time = new Date(text.at).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
  return `${time} · ${TICKS[text.status] || text.status}`;
}

async function keepUp() {
  try {
    await refresh();
    if (byId("notice").textContent === SILENT) say("");
  } catch {
    say(SILENT);
  }
  setTimeout(keepUp, document.hidden ? POLL_MS * 5 : POLL_MS);
}
const SILENT = "The sandbox does not answer. Trying again.";

async function send(event) {
  event.preventDefault();
  const box = byId("body");
  const body = box.value;
  if (!body.trim()) {
    box.focus();
    return;
  }
  box.value = "";
  box.focus();
  say("");
  try {
    const response = await fetch(textsUrl(), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ body }),
    });
    report(response.ok, await response.json());
  } catch {
    box.value = body;
    say(SILENT);
  }
}

function report(accepted, answer) {
  if (!accepted) say(answer.error);
  else if (answer.app_status === null) say("The app could not be reached.");
  else if (answer.app_status >= 400) say(`The app refused the text (HTTP ${answer.app_status}).`);
}

async function loadSamples() {
  const samples = await (await fetch("/samples", { headers: { Accept: "application/json" } })).json();
  byId("samples").replaceChildren(...samples.map(sampleItem));
}

function sampleItem(sample) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  const name = document.createElement("strong");
  name.textContent = sample.scenario.replaceAll("_", " ");
  const number = document.createElement("code");
  number.textContent = sample.tracking_number.replace(/(.{4})(?=.)/g, "$1 ");
  button.append(name, sample.says, number);
  button.addEventListener("click", () => {
    byId("body").value = sample.tracking_number;
    if (!matchMedia("(min-width: 52rem)").matches) byId("samples-box").open = false;
    byId("body").focus();
  });
  item.append(button);
  return item;
}

byId("compose").addEventListener("submit", send);
byId("body").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    byId("compose").requestSubmit();
  }
});
byId("who").addEventListener("submit", (event) => {
  event.preventDefault();
  location.hash = `phone=${byId("phone").value.trim()}`;
  become(chosenPhone());
});
addEventListener("hashchange", () => {
  if (chosenPhone() !== phone) become(chosenPhone());
});
byId("fresh").addEventListener("click", loadSamples);
byId("samples-box").open = matchMedia("(min-width: 52rem)").matches;

fetch("/phone-settings")
  .then((response) => response.json())
  .then((settings) => {
    byId("short-code").textContent = settings.short_code;
  })
  .catch(() => say(SILENT));
loadSamples().catch(() => say(SILENT));
phone = chosenPhone();
byId("phone").value = phone;
keepUp();
