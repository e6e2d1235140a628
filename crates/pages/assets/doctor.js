// What this browser gets of what the server sends, for the doctor.
"use strict";

const place = document.querySelector("[data-doctor]");
const probe = (name, pass = place.dataset.pass) => `${place.dataset.doctor}/${name}?pass=${encodeURIComponent(pass)}`;
const echo = async () => (await fetch(probe("echo"), { cache: "default" })).json();

/** After how many milliseconds each event of the stream came. */
async function listen() {
  const began = performance.now();
  const reader = (await fetch(probe("stream"))).body.getReader();
  const decoder = new TextDecoder();
  const arrived = [];
  for (let text = ""; ;) {
    const { done, value } = await reader.read();
    if (done) return arrived;
    text += decoder.decode(value, { stream: true });
    const after = Math.round(performance.now() - began);
    while (arrived.length < text.split("\n\n").length - 1) arrived.push(after);
  }
}

/** With how many bytes of cookies a request fails; 0 when none does. One cookie holds at most 4096. */
async function large() {
  const each = 3200;
  // About 4, 8 and 16 kB with what a browser sends beside them.
  const steps = [1, 2, 5];
  const name = (number) => `doorward-doctor-${number}`;
  const set = (number, value, age) => {
    document.cookie = `${name(number)}=${value}; Path=${place.dataset.doctor}/; Max-Age=${age}; SameSite=Lax`;
  };
  let failed = 0;
  for (let number = 1; number <= steps.at(-1) && !failed; number += 1) {
    set(number, "x".repeat(each), 60);
    if (!steps.includes(number)) continue;
    const answer = await fetch(probe("echo")).catch(() => ({ ok: false }));
    if (!answer.ok) failed = number * each;
  }
  for (let number = 1; number <= steps.at(-1); number += 1) set(number, "", 0);
  return failed;
}

/** Whether a word comes by a WebSocket. */
function call() {
  return new Promise((resolve) => {
    const url = new URL(probe("socket"), location.href);
    url.protocol = location.protocol.replace("http", "ws");
    const socket = new WebSocket(url);
    socket.onmessage = ({ data }) => resolve(data === "ok");
    socket.onerror = () => resolve(false);
    socket.onclose = () => resolve(false);
    setTimeout(resolve, 5000, false);
  });
}

async function look() {
  const first = await echo();
  const second = await echo();
  const seen = {
    origin: location.origin,
    secure: isSecureContext,
    cookie: second.cookie,
    fresh: first.once !== second.once,
    refused: await large(),
    arrived: await listen().catch(() => []),
    socket: await call(),
  };
  const answer = await fetch(probe("report", place.dataset.report), {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(seen),
  });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

const state = place.querySelector("[data-doctor-state]");
look().then((findings) => {
  state.textContent = place.dataset.done;
  for (const { severity, code, what, evidence, fix } of findings) {
    const item = document.createElement("li");
    item.textContent = [`${severity} ${code}: ${what}`, evidence, fix].filter(Boolean).join(" ");
    place.querySelector("[data-doctor-findings]").append(item);
  }
}, () => { state.textContent = place.dataset.refused; });
