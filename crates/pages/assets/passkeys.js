// Passkeys: what a page asks the browser's authenticators, and what it sends back. It stands only on pages
// that can do without it, or say so where they cannot.
"use strict";

const REFRESH_EVERY_MS = 4 * 60 * 1000;

const fromText = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** The options as the browser wants them: what was text is bytes. */
function decoded(options) {
  const listed = (list) => list?.map((item) => ({ ...item, id: fromText(item.id) }));
  return {
    ...options,
    challenge: fromText(options.challenge),
    ...(options.user && { user: { ...options.user, id: fromText(options.user.id) } }),
    ...(options.allowCredentials && { allowCredentials: listed(options.allowCredentials) }),
    ...(options.excludeCredentials && { excludeCredentials: listed(options.excludeCredentials) }),
  };
}

/** A credential as the server reads it: what were bytes is text. */
function encoded(credential) {
  const { id, rawId, type, response } = credential;
  const members = ["attestationObject", "authenticatorData", "clientDataJSON", "signature", "userHandle"];
  const bytes = members.filter((name) => response[name]).map((name) => [name, toText(response[name])]);
  return {
    id,
    rawId: toText(rawId),
    type,
    response: { ...Object.fromEntries(bytes), transports: response.getTransports?.() },
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(said.message), { told: said.message, code: said.code });
  return said;
}

/** Asks for a credential and sends it back. `how` says how the browser asks its person. */
async function perform(place, verb, extra, how = {}) {
  const { handle, options } = await post(`${place.dataset.path}/begin`, {});
  how.signal?.throwIfAborted();
  const publicKey = decoded(options.publicKey);
  const credential = await navigator.credentials[verb]({ publicKey, ...how });
  return post(`${place.dataset.path}/finish`, { handle, credential: encoded(credential), ...extra });
}

/** Says what went wrong, unless the page itself stopped it. */
function tell(place, error) {
  if (error.name === "AbortError") return;
  const { cancelled, known, failed } = place.dataset;
  const words = { NotAllowedError: cancelled, InvalidStateError: known ?? failed };
  place.querySelector("[role=alert]").textContent = error.told ?? words[error.name] ?? failed;
}

/** Runs `action` once at a time, and says what came of it. */
async function once(place, button, action) {
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  place.querySelector("[role=alert]").textContent = "";
  try {
    await action();
  } catch (error) {
    tell(place, error);
    button.removeAttribute("aria-disabled");
  }
}

/** Offers passkeys among what the browser fills in by itself. One question at a time: a press of the
    button takes this one back. */
class Autofill {
  constructor(place, arrive) {
    Object.assign(this, { place, arrive });
  }

  async begin() {
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    const stop = new AbortController();
    this.stop = stop;
    // What was asked counts for five minutes; it is asked anew as long as somebody looks at the page.
    const timer = setTimeout(() => this.renew(), REFRESH_EVERY_MS);
    try {
      const extra = { return_to: this.place.dataset.returnTo };
      this.arrive(await perform(this.place, "get", extra, { mediation: "conditional", signal: stop.signal }));
    } catch (error) {
      // Nobody has asked for anything yet, so only what the server says of a passkey is told.
      if (error.told && error.code?.startsWith("DW-KEY")) tell(this.place, error);
    } finally {
      clearTimeout(timer);
    }
  }

  renew() {
    this.end();
    if (document.visibilityState === "visible") this.begin();
    else document.addEventListener("visibilitychange", () => this.begin(), { once: true });
  }

  end() {
    this.stop?.abort();
  }
}

const arrive = (said) => location.assign(said.location);

const KINDS = {
  "sign-in": (place, button) => {
    const autofill = new Autofill(place, arrive);
    autofill.begin();
    button.addEventListener("click", () => once(place, button, async () => {
      autofill.end();
      arrive(await perform(place, "get", { return_to: place.dataset.returnTo }));
    }));
  },
  "second-factor": (place, button) => {
    const remember = () => place.querySelector("[name=remember]").checked;
    button.addEventListener("click", () => once(place, button, async () => {
      arrive(await perform(place, "get", { remember: remember() }));
    }));
  },
  "prove": (place, button) => {
    button.addEventListener("click", () => once(place, button, async () => {
      await perform(place, "get", {});
      place.querySelector("form").submit();
    }));
  },
  "register": (form, button) => {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      once(form, button, async () => {
        try {
          arrive(await perform(form, "create", { name: form.elements.name.value }));
        } catch (error) {
          // The form itself leads to the page that asks for a proof.
          if (error.code !== form.dataset.proof) throw error;
          form.submit();
        }
      });
    });
  },
};

/** Whether browsers let this page use passkeys of the relying party. */
function covers(relyingParty) {
  const host = location.hostname;
  return host === relyingParty || host.endsWith(`.${relyingParty}`);
}

for (const place of document.querySelectorAll("[data-passkeys]")) {
  if (!window.PublicKeyCredential || !covers(place.dataset.relyingParty)) continue;
  place.hidden = false;
  KINDS[place.dataset.passkeys](place, place.querySelector("button"));
}
