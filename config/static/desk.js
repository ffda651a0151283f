/* What the desk does at a key. Everything here is a shorter way: without it each page works by its links and buttons. */
"use strict";

/* Keys. A page names them where they lead, in aria-keyshortcuts: a button is pressed, a field entered. */
document.addEventListener("keydown", (event) => {
  const key = [event.ctrlKey && "Control", event.altKey && "Alt", event.shiftKey && "Shift", event.key].filter(Boolean).join("+");
  const meant = event.repeat || event.isComposing ? null : document.querySelector(`[aria-keyshortcuts~="${CSS.escape(key)}"]`);
  if (!meant) return;
  event.preventDefault();
  if (meant.matches("input, textarea, select")) meant.focus();
  else meant.click();
});

/* Enter in a one-line field goes on to the next, where a form says so; sending has a key of its own. */
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || event.ctrlKey || event.isComposing) return;
  if (!field.matches("input, select") || !field.form?.hasAttribute("data-enter-moves-on")) return;
  event.preventDefault();
  const stops = [...field.form.elements].filter((each) => each.tabIndex >= 0 && !each.disabled && each.checkVisibility());
  (stops[stops.indexOf(field) + 1] ?? field).focus();
});

/* A list under a search box: arrows walk through it, and Enter in the box takes the first. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const list = document.querySelector("[data-arrows-from]");
  const box = list && document.querySelector(list.dataset.arrowsFrom);
  if (!box || (event.target !== box && !list.contains(event.target))) return;
  event.preventDefault();
  const stops = [box, ...list.querySelectorAll("a")];
  const next = stops.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1);
  stops[Math.min(Math.max(next, 0), stops.length - 1)].focus();
});

let takesFirst = null;

function takeFirst(form) {
  const found = document.querySelector(form.dataset.takesFirst);
  const words = form.querySelector("[type=search]").value.trim();
  if (found.dataset.words !== words) return false;
  found.querySelector("a")?.click();
  return true;
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-takes-first]")) return;
  event.preventDefault();
  takesFirst = takeFirst(event.target) ? null : event.target;
  if (takesFirst) htmx.trigger(takesFirst.querySelector("[type=search]"), "input");
});

document.addEventListener("htmx:afterSettle", () => {
  if (takesFirst && takeFirst(takesFirst)) takesFirst = null;
});

/* What is known of an applicant is filled in; the first field still empty is next. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fills]");
  if (!button) return;
  const details = JSON.parse(document.getElementById(button.dataset.fills).textContent);
  for (const [name, value] of Object.entries(details)) button.form.elements[name].value = value;
  const fields = [...button.closest("section").querySelectorAll("input[type=text], textarea")];
  (fields.find((field) => !field.value) ?? fields.at(-1)).focus();
});

/* Asking to complete begins with what is not ticked. */
document.addEventListener("toggle", (event) => {
  const items = event.target.querySelector?.("[name=items]");
  if (!items || items.value || !event.target.open || !event.target.hasAttribute("data-takes-unticked")) return;
  const boxes = [...items.form.querySelectorAll(".desk-documents [data-needed] input[type=checkbox]:not(:checked)")];
  items.value = boxes.map((box) => box.labels[0].textContent.trim()).join("\n");
}, true);

/* The theme hides its page until its own script runs, and nothing hidden can be entered: enter it after that. */
document.addEventListener("alpine:initialized", () => requestAnimationFrame(() => {
  if (document.activeElement === document.body) document.querySelector("[autofocus]")?.focus();
}));

/* The theme's own lines, wherever the officer is: a new reception, and the first page with its box to scan into. */
document.addEventListener("DOMContentLoaded", () => {
  const line = (end) => document.querySelector(`#nav-sidebar-inner li a[href$="${end}"]`);
  line("/dossiers/dossier/new/")?.setAttribute("aria-keyshortcuts", "F2");
  if (!document.querySelector('[aria-keyshortcuts~="F4"]')) line("/admin/")?.setAttribute("aria-keyshortcuts", "F4");
});

/* A paper to hand over at once: the print window opens with the page that says so, once. */
addEventListener("load", () => {
  const paper = document.querySelector("[data-print-now]");
  if (!paper) return;
  const frame = document.createElement("iframe");
  frame.className = "desk-hidden";
  frame.title = paper.textContent;
  frame.src = paper.href;
  /* A browser driven by a program has no print window, and Chromium's breaks down looking for it. */
  if (!navigator.webdriver) frame.addEventListener("load", () => frame.contentWindow.print());
  document.body.append(frame);
});

/* A form is sent once. Its buttons wake up when the page is gone back to, or when no answer has come. */
const WAKES_AFTER = 15_000;

function wake(form) {
  form.removeAttribute("aria-busy");
  for (const button of form.querySelectorAll("[data-asleep]")) {
    button.removeAttribute("data-asleep");
    button.disabled = false;
  }
}

window.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.target === "_blank") return;
  if (form.hasAttribute("data-downloads")) return; // the answer is a file: this page stays
  if (form.getAttribute("aria-busy")) return event.preventDefault();
  form.setAttribute("aria-busy", "true");
  const pressed = event.submitter;
  if (!pressed) return;
  /* Not at once: a button that is disabled is not sent. */
  setTimeout(() => {
    pressed.disabled = true;
    pressed.setAttribute("data-asleep", "");
  });
  setTimeout(() => wake(form), WAKES_AFTER);
});

window.addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach(wake));

/* Pages are kept as they were left, for who goes back; after signing out nobody goes back to them. */
const SIGNED_OUT = "desk-signed-out";

window.addEventListener("submit", (event) => {
  if (event.target.getAttribute("action")?.endsWith("/logout/")) localStorage.setItem(SIGNED_OUT, Date.now());
});

window.addEventListener("pageshow", (event) => {
  if (!event.persisted || performance.timeOrigin > Number(localStorage.getItem(SIGNED_OUT))) return;
  document.documentElement.hidden = true;
  location.reload();
});

/* The theme's frame names no landmarks, and no block of its templates lets us: whoever listens to a page needs them. */
addEventListener("load", () => {
  const named = document.querySelector("[data-names-navigation]");
  document.querySelector("#nav-sidebar-inner")?.setAttribute("aria-label", named?.dataset.namesNavigation ?? "");
  document.querySelector("#tabs-items")?.setAttribute("aria-label", named?.dataset.namesTabs ?? "");
  if (!document.querySelector("main")) {
    document.querySelector("#main")?.setAttribute("role", "main");
    named?.setAttribute("role", "none"); // no banner inside of it
  }
  for (const scrolled of document.querySelectorAll(".simplebar-content-wrapper[role=region]")) scrolled.setAttribute("role", "group");
});

/* Select2 leaves its box and the text in it without the name of the field they stand for, and makes them
   after the page has loaded, or when a row is added. */
new MutationObserver((changes) => {
  for (const made of changes.flatMap((change) => [...change.addedNodes])) {
    if (!made.matches?.(".select2-container")) continue;
    const name = made.previousElementSibling?.labels?.[0]?.textContent.trim();
    const box = made.querySelector("[role=combobox]");
    if (!name || !box) continue;
    box.removeAttribute("aria-labelledby");
    for (const named of [box, box.querySelector("[role=textbox]")]) named?.setAttribute("aria-label", name);
  }
}).observe(document, { childList: true, subtree: true });
