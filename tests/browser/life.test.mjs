// One person's whole life here, by pages alone: invited by mail, in with a passkey, banned, let in again, deleted.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  Doorward, PERSON, addPasskey, complaintsOf, expectSignedIn, expectSignedOut, mailSettings, newPage, openBrowser, openSink,
  plugIn, register, signIn, signOut, submit,
} from './stage.mjs';

const BO = { name: 'Bo Ek', email: 'bo@example.test', password: 'a rabbit with a pocket watch' };
const REASON = 'Spam in the garden';
const TWO_HOURS_MS = 2 * 60 * 60 * 1000;
const MINUTE_MS = 60 * 1000;
const BUTTON = '[data-passkeys="sign-in"] button';
const ALERT = '[data-passkeys="sign-in"] [role="alert"]';

describe('the life of an account', () => {
  let browser, sink, doorward, root, bo, complaints;
  before(async () => {
    browser = await openBrowser();
    sink = await openSink();
    doorward = await Doorward.open({ ALLOW_REGISTRATION: 'false', ...mailSettings(sink) });
    root = await newPage(browser);
    bo = await newPage(browser);
    // The authenticator says yes to whatever is asked, so the page must not ask by itself.
    await bo.addInitScript(() => { delete PublicKeyCredential.isConditionalMediationAvailable; });
    await plugIn(bo);
    await register(root, doorward.origin);
    complaints = complaintsOf(root);
  });
  after(async () => {
    await browser?.close();
    await doorward?.close();
    await sink?.close();
  });

  /** Presses the button that asks for a passkey. */
  async function usePasskey() {
    await bo.goto(`${doorward.origin}/login`);
    await bo.locator(BUTTON).click();
  }

  const said = (text) => root.getByRole('status').getByText(text).waitFor();

  it('begins with a mailed invitation, whose link proves the address', async () => {
    const { origin } = doorward;
    await root.goto(`${origin}/admin/invitations`);
    await submit(root, '/admin/invitations', { email: BO.email });
    await said(BO.email);
    assert.equal(await root.locator('.notice code').count(), 0, 'the link is its receiver\'s alone');
    await bo.goto(await sink.link('/register'));
    await bo.waitForURL(`${origin}/register`);
    await submit(bo, '/register', { name: BO.name, password: BO.password });
    await expectSignedIn(bo, origin, BO);
    await root.goto(`${origin}/admin/people`);
    await root.getByRole('link', { name: BO.name }).click();
    await root.getByText(`${BO.email} Proven`).waitFor();
  });

  it('goes on with a passkey', async () => {
    const { origin } = doorward;
    await addPasskey(bo, origin);
    await signOut(bo);
    await usePasskey();
    await expectSignedIn(bo, origin, BO);
    await bo.getByText('Passkey ·').waitFor();
  });

  it('stops at a ban, which says why and until when', async () => {
    const { origin } = doorward;
    await root.goto(`${origin}/admin/bans?who=${BO.email}`);
    await submit(root, '/admin/bans', { for: '2h', reason: REASON });
    await said('The ban is in force.');
    const begun = Date.now();
    await expectSignedOut(bo, origin);
    await signIn(bo, origin, BO);
    const text = await bo.getByText('Your account is banned').textContent();
    assert.ok(text.includes(`The reason: ${REASON}`), text);
    const [, day, time] = /until (\d+ \w+ \d+), (\d\d:\d\d) UTC/.exec(text);
    const until = Date.parse(`${day} ${time} UTC`);
    assert.ok(Math.abs(until - begun - TWO_HOURS_MS) <= MINUTE_MS, text);
    await expectSignedOut(bo, origin);
  });

  it('goes on when the ban is lifted', async () => {
    const { origin } = doorward;
    await root.getByRole('button', { name: `Lift ${BO.email}` }).click();
    await said('The ban is lifted.');
    await usePasskey();
    await expectSignedIn(bo, origin, BO);
  });

  it('ends in the console, for good', async () => {
    const { origin } = doorward;
    await root.goto(`${origin}/admin/people`);
    await root.getByRole('link', { name: BO.name }).click();
    await root.getByText('Delete this account').click();
    await root.getByLabel('Type').fill(BO.email);
    await root.getByRole('button', { name: 'Delete for ever' }).click();
    await said('The account is deleted');
    await expectSignedOut(bo, origin);
    await signIn(bo, origin, BO);
    await bo.getByRole('alert').getByText('DW-').waitFor();
    await usePasskey();
    await bo.locator(ALERT, { hasText: 'not accepted' }).waitFor();
    await expectSignedOut(bo, origin);
    await root.goto(`${origin}/admin/people`);
    assert.equal(await root.getByText(BO.email).count(), 0);
    assert.deepEqual(complaints, []);
  });
});
