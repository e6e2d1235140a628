// A person who signs in at a certified OpenID provider.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import {
  Doorward, PERSON, expectSignedIn, expectSignedOut, newPage, openBrowser, openProvider, openidSettings, register,
  signOut,
} from './stage.mjs';

const ALICE = { email: 'alice@example.test', name: 'Alice Liddell' };

describe('a person with an account at a provider', () => {
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
    doorward = await Doorward.open(openidSettings(provider));
    page = await newPage(browser);
    await register(page, doorward.origin);
    await signOut(page);
  });
  afterEach(async () => {
    await page.context().close();
    await doorward.close();
  });

  it('signs in by the button with its label, and out again', async () => {
    await throughTheProvider(page, doorward.origin, 'alice');
    await expectSignedIn(page, doorward.origin, ALICE);
    await page.getByText(ALICE.name).first().waitFor();
    await signOut(page);
    await expectSignedOut(page, doorward.origin);
  });

  it('finds the same account the second time', async () => {
    await throughTheProvider(page, doorward.origin, 'alice');
    await expectSignedIn(page, doorward.origin, ALICE);
    await signOut(page);
    await page.goto(`${doorward.origin}/login`);
    await theButton(page).click();
    await expectSignedIn(page, doorward.origin, ALICE);
  });

  it('turns back at the provider and reads a polite page with a code', async () => {
    await page.goto(`${doorward.origin}/login`);
    await theButton(page).click();
    await page.getByRole('link', { name: /cancel/i }).click();
    await page.waitForURL((url) => url.origin === doorward.origin);
    const alert = page.getByRole('alert');
    assert.match(await alert.innerText(), /DW-[A-Z0-9-]+/);
    assert.match(await page.title(), /^Error: /);
    assert.equal(await page.locator('input[name="email"]').isVisible(), true);
    await expectSignedOut(page, doorward.origin);
  });

  it('still signs in with a password while the provider is down', async () => {
    await doorward.stop();
    doorward.settings = { ...doorward.settings, OPENID_ISSUER: 'http://127.0.0.1:9' };
    await doorward.start();
    await page.goto(`${doorward.origin}/login`);
    await page.locator('input[name="email"]').fill(PERSON.email);
    await page.locator('input[name="password"]').fill(PERSON.password);
    await page.keyboard.press('Enter');
    await expectSignedIn(page, doorward.origin);
  });
});

/** The provider's way in, by the words that the operator chose for it. */
function theButton(page) {
  const name = 'Continue with Wonderland';
  return page.getByRole('link', { name }).or(page.getByRole('button', { name }));
}

async function throughTheProvider(page, origin, login) {
  await page.goto(`${origin}/login`);
  await theButton(page).click();
  await page.locator('input[name="login"]').fill(login);
  await page.locator('input[name="password"]').fill('any');
  await page.getByRole('button', { name: /sign-?in/i }).click();
  await page.getByRole('button', { name: /continue/i }).click();
}
