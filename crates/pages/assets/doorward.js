// What a page gains when scripts run. Every page works without this file.
"use strict";

// A shown password is hidden again before it is sent, or browsers would not offer to keep it.
for (const button of document.querySelectorAll("[data-peek]")) {
  const input = document.getElementById(button.dataset.peek);
  const words = { text: button.textContent, label: button.getAttribute("aria-label") };
  const show = (shown) => {
    input.type = shown ? "text" : "password";
    button.textContent = shown ? button.dataset.hide : words.text;
    button.setAttribute("aria-label", shown ? button.dataset.hideLabel : words.label);
  };
  button.hidden = false;
  button.addEventListener("click", () => show(input.type === "password"));
  input.form.addEventListener("submit", () => show(false));
}

// What went wrong is read first, also where `autofocus` counts for fields alone.
document.querySelector("[data-focus]")?.focus();

// One press, one request. The button keeps its name and its place in the order of focus.
for (const form of document.querySelectorAll("form[data-once]")) {
  const button = form.querySelector("[type=submit]");
  form.addEventListener("submit", (event) => {
    if (button.getAttribute("aria-disabled") === "true") event.preventDefault();
    else button.setAttribute("aria-disabled", "true");
  });
  // Coming back through the history finds the page as it was left.
  window.addEventListener("pageshow", () => button.removeAttribute("aria-disabled"));
}

// A token in the address is in the form by now: neither the address bar nor the history need keep it.
if (document.querySelector("[data-clean]")) history.replaceState(null, "", location.pathname);

// A picture that does not come leaves its place to what stands in for it, if anything does.
for (const image of document.querySelectorAll("img[data-image]")) {
  const gone = () => {
    image.hidden = true;
    if (image.nextElementSibling?.className === image.className) image.nextElementSibling.hidden = false;
  };
  if (image.complete && image.naturalWidth === 0) gone();
  else image.addEventListener("error", gone);
}

// Times in the reader's own zone, and in the reader's own variety of the page's language.
const page = document.documentElement.lang;
const base = (tag) => tag.split("-")[0].toLowerCase();
const lang = navigator.languages.find((tag) => base(tag) === base(page)) ?? page;
// The digits are those of everything else on the page.
const numberingSystem = "latn";
const dates = new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "short", numberingSystem });
const days = new Intl.DateTimeFormat(lang, { dateStyle: "long", numberingSystem });
const spans = new Intl.RelativeTimeFormat(lang, { numeric: "auto", numberingSystem });
const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60]];

function ago(date) {
  const seconds = Math.min(0, Math.round((date - Date.now()) / 1000));
  const [unit, size] = UNITS.find(([, size]) => -seconds >= size) ?? UNITS.at(-1);
  return spans.format(Math.trunc(seconds / size), unit);
}

for (const time of document.querySelectorAll("time[data-time]")) {
  const date = new Date(time.dateTime);
  time.title = dates.format(date);
  time.textContent = { ago, day: (date) => days.format(date) }[time.dataset.time]?.(date) ?? time.title;
}

// What is shown once can be taken along.
for (const button of document.querySelectorAll("[data-copy]")) {
  const lines = [...document.getElementById(button.dataset.copy).children].map((line) => line.textContent);
  button.hidden = navigator.clipboard === undefined;
  button.addEventListener("click", () => navigator.clipboard.writeText(lines.join("\n")));
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
