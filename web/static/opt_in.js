// Opens the second way to finish (we text one question) to browsers that can do the sum which web/puzzle.py asks for.
// Without this file the page offers the first way alone: the person texts us.
"use strict";

const form = document.getElementById("opt-in");
const block = document.getElementById("ask-me");

function hasLeadingZeros(bytes, bits) {
  for (let place = 0; place < bits; place += 1) {
    if (bytes[place >> 3] & (0x80 >> (place & 7))) return false;
  }
  return true;
}

// A browser may give a short digest at once: without a pause the sum would run while the form is still being submitted,
// the page would stand still and the second submit would not count.
const pause = () => new Promise((resolve) => setTimeout(resolve));

async function solve(challenge, bits) {
  const encoder = new TextEncoder();
  for (let first = 0; ; first += 1024) {
    await pause();
    const tries = Array.from({ length: 1024 }, (_, step) => first + step);
    const digests = await Promise.all(
      tries.map((number) => crypto.subtle.digest("SHA-256", encoder.encode(`${challenge}:${number}`))),
    );
    const found = digests.findIndex((digest) => hasLeadingZeros(new Uint8Array(digest), bits));
    if (found >= 0) return tries[found];
  }
}

if (form && block && window.crypto && crypto.subtle) {
  const button = block.querySelector("button");
  const note = block.querySelector("[role=status]");
  let stage = "not begun";
  block.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (event.submitter !== button) return;
    if (stage === "answered") {
      stage = "sent";
      return;
    }
    event.preventDefault();
    if (stage !== "not begun") return; // pressed again: one sum is handed in once
    stage = "working";
    button.setAttribute("aria-disabled", "true");
    note.textContent = block.dataset.busy;
    form.elements.answer.value = await solve(form.elements.challenge.value, Number(block.dataset.bits));
    stage = "answered";
    form.requestSubmit(button);
  });
  // Back from the next page, from the browser's memory: the sum was used, so another one is needed.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
}
