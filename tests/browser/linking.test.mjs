// A person with a password here and an account at a provider with the same address.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import {
  Doorward, PERSON, agreeAs, complaintsOf, expectSignedIn, expectSignedOut, newPage, openBrowser, openProvider,
  openidSettings, register, registerQuietly, signIn, signOut, submit,
} from './stage.mjs';

const ALICE = { ...PERSON, name: 'Alice Liddell', username: 'alice', email: 'alice@example.test' };
const REMOVE = 'form[action^="/account/links/"][action$="/remove"] button';
const LINK = 'form[action="/account/links/openid"] button';

describe('a person whose address has an account already', () => {
  let browser, provider, doorward, page;
  before(async () => {
    browser = await openBrowser();
    provider = await openProvider();
  });
  after(async () => {
    await browser.close();
    await provider.close();
  });
  beforeEach(async () => {
    doorward = await Doorward.open({ ...openidSettings(provider), ALLOW_REGISTRATION: 'true' });
    page = await newPage(browser);
    await register(page, doorward.origin);
    await signOut(page);
    await registerQuietly(doorward.origin, ALICE);
  });
  afterEach(async () => {
    await page.context().close();
    await doorward.close();
  });

  it('proves with the password that it is hers, and the provider opens it from then on', async () => {
    const { origin } = doorward;
    await page.goto(`${origin}/oauth/openid`);
    await agreeAs(page, 'alice');
    await page.getByRole('heading', { name: 'This address has an account already' }).waitFor();
    assert.equal(await page.locator('input[name="email"]').inputValue(), ALICE.email);
    await submit(page, '/link', { password: 'not the password' });
    assert.match(await page.getByRole('alert').innerText(), /DW-LINK-007/);
    await page.locator('input[name="password"]').fill(ALICE.password);
    await page.keyboard.press('Enter');
    await expectSignedIn(page, origin, ALICE);
    await signOut(page);
    await page.goto(`${origin}/oauth/openid`);
    await expectSignedIn(page, origin, ALICE);
    assert.equal(await page.locator(REMOVE).count(), 1);
  });

  it('links and removes the provider where she is signed in', async () => {
    const { origin } = doorward;
    const complaints = complaintsOf(page);
    await signIn(page, origin, ALICE);
    await expectSignedIn(page, origin, ALICE);
    assert.equal(await page.locator(REMOVE).count(), 0);
    await page.locator(LINK).click();
    await agreeAs(page, 'someone-else-there');
    await page.waitForURL(`${origin}/?notice=provider-linked`);
    await page.getByRole('status').waitFor();
    await page.locator(REMOVE).click();
    await page.waitForURL(`${origin}/?notice=provider-removed`);
    assert.equal(await page.locator(REMOVE).count(), 0);
    assert.deepEqual(complaints.filter((text) => text.includes('Content Security Policy')), []);
    await signOut(page);
    await expectSignedOut(page, origin);
  });

  it('does it all without a script', async () => {
    const { origin } = doorward;
    const plain = await newPage(browser, { javaScriptEnabled: false });
    await signIn(plain, origin, ALICE);
    await expectSignedIn(plain, origin, ALICE);
    await plain.locator(LINK).click();
    await agreeAs(plain, 'alice');
    await plain.waitForURL(`${origin}/?notice=provider-linked`);
    await plain.context().close();
  });
});
