// A person with a passkey: making it, signing in by the button and by autofill, and what does not work.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import {
  Doorward, PERSON, addPasskey, complaintsOf, expectSignedIn, expectSignedOut, newPage, openBrowser, plugIn, register,
  signIn, signOut, submit,
} from './stage.mjs';

const BUTTON = '[data-passkeys="sign-in"] button';
const ALERT = '[data-passkeys] [role="alert"]';

describe('a person with a passkey', () => {
  let browser, doorward, page, key, complaints;
  before(async () => { browser = await openBrowser(); });
  after(() => browser.close());
  beforeEach(async () => {
    doorward = await Doorward.open();
    page = await newPage(browser);
    complaints = complaintsOf(page);
    key = await plugIn(page);
    await register(page, doorward.origin);
  });
  afterEach(async () => {
    await page.context().close();
    await doorward.close();
  });

  // The authenticator says yes to whatever is asked, so this page must not ask by itself.
  async function signOutQuietly() {
    await page.addInitScript(() => { delete PublicKeyCredential.isConditionalMediationAvailable; });
    await signOut(page);
  }

  it('makes one on the account page, which says where it is, and signs in with the button', async () => {
    const { origin } = doorward;
    await page.goto(origin);
    await page.getByText('You have no passkey yet.').waitFor();
    await addPasskey(page, origin);
    await page.getByText('You have one passkey.', { exact: false }).waitFor();
    await page.getByText('On one device only').waitFor();
    const [credential] = await key.keys();
    assert.equal(credential.isResidentCredential, true);
    await signOutQuietly();
    await page.goto(`${origin}/login`);
    await page.locator(BUTTON).click();
    await page.waitForURL(`${origin}/`);
    await expectSignedIn(page, origin);
    await page.getByText('Passkey ·').waitFor();
    assert.deepEqual(complaints, []);
  });

  // Checklist item 98.
  it('signs in by what the browser fills in beside the password, and arrives where they wanted to', async () => {
    const { origin } = doorward;
    await addPasskey(page, origin);
    await signOut(page);
    await page.goto(`${origin}/login?return_to=%2Faccount%2Fauthenticator`);
    await page.waitForURL(`${origin}/account/authenticator`);
    await page.goto(origin);
    await expectSignedIn(page, origin);
    assert.deepEqual(complaints, []);
  });

  // Checklist item 98.
  it('finds one form for both, whose field is open to passkeys', async () => {
    const { origin } = doorward;
    await signOutQuietly();
    await page.goto(`${origin}/login`);
    const field = page.locator('form[action="/login"] input[name="email"]');
    assert.equal(await field.getAttribute('autocomplete'), 'username webauthn');
    await submit(page, '/login', { email: PERSON.email, password: PERSON.password });
    await expectSignedIn(page, origin);
  });

  // Checklist items 97 and 101.
  it('cannot use an answer twice', async () => {
    const { origin } = doorward;
    await addPasskey(page, origin);
    await signOutQuietly();
    await page.goto(`${origin}/login`);
    const sent = page.waitForRequest(`${origin}/passkeys/sign-in/finish`);
    await page.locator(BUTTON).click();
    const body = (await sent).postData();
    await expectSignedIn(page, origin);
    const cookies = await page.context().cookies();
    const replay = await fetch(`${origin}/passkeys/sign-in/finish`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') },
      body,
    });
    assert.equal(replay.status, 400);
    assert.equal((await replay.json()).code, 'DW-KEY-002');
  });

  it('stands with it beside a password where a second factor is required', async () => {
    const { origin } = doorward;
    await addPasskey(page, origin);
    await doorward.stop();
    doorward.settings = { DOORWARD_REQUIRE_SECOND_FACTOR: 'user,admin' };
    await doorward.start();
    await signOutQuietly();
    await signIn(page, origin);
    await page.waitForURL(`${origin}/login/2fa`);
    await page.locator('[data-passkeys="second-factor"] button').click();
    await expectSignedIn(page, origin);
  });

  it('proves with it who they are before it is removed', async () => {
    const { origin } = doorward;
    await addPasskey(page, origin);
    await page.locator('summary', { hasText: 'Rename' }).click();
    const rename = page.locator('form[action$="/rename"]');
    await rename.locator('input[name="name"]').fill('Old laptop');
    await rename.locator('button').click();
    await page.waitForURL(`${origin}/?notice=passkey-renamed`);
    await page.getByRole('heading', { name: 'Old laptop' }).waitFor();
    await page.locator('form[action$="/remove"] button').click();
    await page.waitForURL(`${origin}/?notice=passkey-removed`);
    assert.equal(await page.locator('form[action$="/remove"]').count(), 0);
    await signOutQuietly();
    await page.goto(`${origin}/login`);
    await page.locator(BUTTON).click();
    await page.locator(ALERT, { hasText: 'not accepted' }).waitFor();
    await expectSignedOut(page, origin);
  });

  it('is told when the authenticator says no, and goes on with the password', async () => {
    const { origin } = doorward;
    await addPasskey(page, origin);
    await signOutQuietly();
    await key.clear();
    await page.goto(`${origin}/login`);
    await page.locator(BUTTON).click();
    await page.locator(ALERT, { hasText: 'Nothing was done' }).waitFor();
    await submit(page, '/login', { email: PERSON.email, password: PERSON.password });
    await expectSignedIn(page, origin);
  });

  it('cannot use a key that belongs to another site', async () => {
    const { origin } = doorward;
    await addPasskey(page, origin);
    const [credential] = await key.keys();
    await key.clear();
    await key.add({ ...credential, rpId: 'elsewhere.localhost' });
    await signOutQuietly();
    await page.goto(`${origin}/login`);
    await page.locator(BUTTON).click();
    await page.locator(ALERT, { hasText: 'Nothing was done' }).waitFor();
    await expectSignedOut(page, origin);
  });

  it('sees no button under another name of the machine, where the browser would refuse', async () => {
    const { origin, port } = doorward;
    await signOutQuietly();
    await page.goto(`${origin}/login`);
    await page.locator(BUTTON).waitFor();
    await page.goto(`http://127.0.0.1:${port}/login`);
    assert.equal(await page.locator(BUTTON).isVisible(), false);
  });

  it('reads that it takes a script', async () => {
    const { origin } = doorward;
    const plain = await newPage(browser, { javaScriptEnabled: false });
    await plain.goto(`${origin}/login`);
    await plain.locator('noscript p', { hasText: 'Passkeys need JavaScript' }).waitFor();
    assert.equal(await plain.locator(BUTTON).isVisible(), false);
    await plain.context().close();
  });
});
