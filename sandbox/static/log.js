// The log for people: newest request first, its body one click away.
// Refuses to reorder or hide: what the filter leaves out, the JSON at the same address still has.
"use strict";

const byId = (id) => document.getElementById(id);
const SERVICES = ["twilio", "usps"];
const MOST_SHOWN = 300;
let newest = 0;

async function refresh() {
  const service = byId("service").value;
  const query = new URLSearchParams({ limit: "2000" });
  if (service && service !== "services") query.set("service", service);
  const response = await fetch(`/log?${query}`, { headers: { Accept: "application/json" } });
  const wanted = (await response.json()).filter((e) => service !== "services" || SERVICES.includes(e.service));
  if (wanted.length && wanted[0].id < newest) startOver();
  const fresh = wanted.filter((entry) => entry.id > newest).slice(0, MOST_SHOWN);
  if (fresh.length) newest = fresh[0].id;
  byId("entries").prepend(...fresh.map(entryItem));
  while (byId("entries").children.length > MOST_SHOWN) byId("entries").lastElementChild.remove();
  byId("notice").textContent = byId("entries").children.length ? "" : "Nothing yet.";
}

function startOver() {
  newest = 0;
  byId("entries").replaceChildren();
}

function piece(name, words) {
  const span = document.createElement("span");
  span.className = name;
  span.textContent = words;
  return span;
}

function entryItem(entry) {
  const item = document.createElement("li");
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  const failed = entry.status === 0 || entry.status >= 400;
  summary.append(
    piece("when", `${new Date(entry.at).toLocaleTimeString()} `),
    piece("what", `${entry.service} ${entry.method} ${shortPath(entry)} `),
    piece(failed ? "failed" : "status", `→ ${entry.status || "no answer"} `),
    piece("took", `${entry.ms} ms`),
  );
  if (entry.fault) summary.append(piece("failed", ` · fault ${entry.fault}`));
  if (gist(entry)) summary.append(piece("gist", gist(entry)));
  const body = document.createElement("pre");
  const query = entry.query ? `?${entry.query}` : "";
  body.textContent = `${entry.path}${query}\n\n${readable(entry.body) || "(no body)"}`;
  details.append(summary, body);
  item.append(details);
  return item;
}

// The account's part of a path is the same in every line; the whole path stands above the body.
function shortPath(entry) {
  return entry.path.replace(/^\/2010-04-01\/Accounts\/[^/]+/, "…");
}

// What a person looks for in a list: the words of a text, or the numbers asked about.
function gist(entry) {
  if (entry.service === "twilio") {
    const form = new URLSearchParams(entry.body);
    return form.get("Body") ? `to ${form.get("To")}: ${form.get("Body")}` : "";
  }
  return [...entry.body.matchAll(/"trackingNumber":\s*"([^"]*)"/g)].map((match) => match[1]).join(", ");
}

function readable(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    const pairs = [...new URLSearchParams(body)];
    return body.includes("=") ? pairs.map(([name, value]) => `${name}: ${value}`).join("\n") : body;
  }
}

async function keepUp() {
  if (byId("follow").checked) {
    try {
      await refresh();
    } catch {
      byId("notice").textContent = "The sandbox does not answer. Trying again.";
    }
  }
  setTimeout(keepUp, 1500);
}

byId("service").addEventListener("change", () => {
  startOver();
  refresh();
});
keepUp();
