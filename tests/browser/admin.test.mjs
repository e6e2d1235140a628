// An administrator at work: what they do to somebody holds at once.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  Doorward, PERSON, complaintsOf, expectSignedIn, expectSignedOut, newPage, openBrowser, register, registerQuietly, signIn,
} from './stage.mjs';

const ALICE = { ...PERSON, name: 'Alice Liddell', username: 'alice', email: 'alice@example.test' };

describe('an administrator', () => {
  let browser, doorward, root, alice, complaints;
  before(async () => {
    browser = await openBrowser();
    doorward = await Doorward.open({ ALLOW_REGISTRATION: 'true', LOGIN_MAX: '1000' });
    root = await newPage(browser);
    alice = await newPage(browser);
    await register(root, doorward.origin);
    await registerQuietly(doorward.origin, ALICE);
    await signIn(alice, doorward.origin, ALICE);
    await expectSignedIn(alice, doorward.origin, ALICE);
    complaints = complaintsOf(root);
  });
  after(async () => {
    await browser?.close();
    await doorward?.close();
  });

  /** Presses a button on the page of the person, and waits for what is said then. */
  async function act(button, said) {
    await root.getByRole('button', { name: button, exact: true }).click();
    await root.getByRole('status').getByText(said).waitFor();
  }

  it('searches somebody, switches them off and on again', async () => {
    const { origin } = doorward;
    await root.goto(`${origin}/admin`);
    await root.getByLabel('Search').fill('liddell');
    await root.getByRole('button', { name: 'Show', exact: true }).click();
    assert.equal(await root.getByText(PERSON.email).count(), 0, 'nobody else is found');
    await root.getByRole('link', { name: ALICE.name }).click();
    await root.getByRole('heading', { level: 1, name: ALICE.name }).waitFor();
    await act('Switch the account off', 'The account is switched off');
    await expectSignedOut(alice, origin);
    await signIn(alice, origin, ALICE);
    await alice.getByText('DW-AUTH-002').waitFor();
    await act('Switch the account on', 'The account is switched on');
    await signIn(alice, origin, ALICE);
    await expectSignedIn(alice, origin, ALICE);
  });

  it('gives the role, and takes it away', async () => {
    const { origin } = doorward;
    assert.equal((await alice.goto(`${origin}/admin/people`)).status(), 404);
    await act('Make an administrator', 'The role is changed');
    assert.equal((await alice.goto(`${origin}/admin/people`)).status(), 200);
    await act('Take the administrator role away', 'The role is changed');
    assert.equal((await alice.goto(`${origin}/admin/people`)).status(), 404);
  });

  it('ends every session, and deletes the account', async () => {
    const { origin } = doorward;
    await act('End all sessions', 'The sessions have ended');
    await expectSignedOut(alice, origin);
    await signIn(alice, origin, ALICE);
    await expectSignedIn(alice, origin, ALICE);
    await root.getByText('Delete this account').click();
    await root.getByLabel('Type').fill(ALICE.email);
    await act('Delete for ever', 'The account is deleted');
    await expectSignedOut(alice, origin);
    await signIn(alice, origin, ALICE);
    await alice.getByRole('alert').waitFor();
    assert.deepEqual(complaints, []);
  });
});
