// Keeps lists fresh without losing place, and moves through them by keyboard. Every page works without it.
"use strict";
const EVERY = 1500;
const said = document.querySelector("[data-live-said]");

// -- lists that refresh themselves -----------------------------------------------------------------------------------
const live = document.querySelectorAll("[data-live]");
let asking = false;

function isBusy(part) {
  // Somebody selects text, types, or has opened something in it: it is not pulled away under their hands.
  const chosen = document.getSelection();
  const selects = chosen && !chosen.isCollapsed && part.contains(chosen.anchorNode);
  const types = part.contains(document.activeElement) && document.activeElement.matches("input, select, textarea");
  return selects || types || part.querySelector("details[open]") !== null;
}

function place(part, fresh) {
  const at = part.querySelector("tr.at a[data-open], [data-row].at a[data-open]");
  const address = at && at.getAttribute("href");
  const focused = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  part.replaceChildren(...fresh.childNodes);
  if (address) part.querySelector(`a[data-open][href="${CSS.escape(address)}"]`)?.closest("[data-row]")?.classList.add("at");
  if (focused) part.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

async function refresh() {
  if (asking || document.hidden || [...live].some(isBusy)) return;
  asking = true;
  try {
    const answer = await fetch(location.href, { headers: { "X-Live": "1" }, redirect: "manual", cache: "no-store" });
    if (answer.status === 401) {
      said.textContent = "You are signed out: reload to sign in.";
      clearInterval(timer);
    } else if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of live) {
        const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
        if (fresh && fresh.innerHTML !== part.dataset.shown) {
          const first = part.dataset.shown === undefined && fresh.innerHTML === part.innerHTML;
          part.dataset.shown = fresh.innerHTML;
          if (!first && !isBusy(part)) place(part, fresh);
        }
      }
      said.textContent = "";
    }
  } catch {
    said.textContent = "Not reached: this page may be old.";
  } finally {
    asking = false;
  }
}
const timer = live.length ? setInterval(refresh, EVERY) : 0;

// -- keys: / searches, j and k move, o opens -------------------------------------------------------------------------
function move(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return;
  const here = rows.findIndex((row) => row.classList.contains("at"));
  const next = Math.min(Math.max(here + by, 0), rows.length - 1);
  rows[here]?.classList.remove("at");
  rows[next].classList.add("at");
  rows[next].scrollIntoView({ block: "nearest" });
  rows[next].querySelector("a[data-open]")?.focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
  if (event.key === "/") {
    const search = document.querySelector("[data-search]");
    if (search) {
      event.preventDefault();
      search.closest("details")?.setAttribute("open", "");
      search.focus();
    }
  } else if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "o") document.querySelector("[data-row].at a[data-open]")?.click();
});
