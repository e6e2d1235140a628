// People who sign in at providers that speak OAuth 2.0 in their own ways.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import {
  Doorward, expectSignedIn, expectSignedOut, newPage, openBrowser, openSocial, register, signOut, socialSettings,
} from './stage.mjs';

describe('a person with an account at Discord, WeChat or a GitHub Enterprise', () => {
  let browser, social, doorward, page;
  before(async () => {
    browser = await openBrowser();
    social = await openSocial();
  });
  after(async () => {
    await browser.close();
    await social.close();
  });
  beforeEach(async () => {
    doorward = await Doorward.open(socialSettings(social));
    page = await newPage(browser);
    await register(page, doorward.origin);
    await signOut(page);
  });
  afterEach(async () => {
    await page.context().close();
    await doorward.close();
  });

  for (const [name, who, account] of [
    ['Discord', 'nelly', { email: 'nelly@discord.test', name: 'Nelly' }],
    ['GitHub', 'octocat', { email: 'octocat@git.test', name: 'octocat' }],
  ]) {
    it(`signs in at ${name} by its button, and out again`, async () => {
      await through(page, doorward.origin, name, who);
      await expectSignedIn(page, doorward.origin, account);
      await signOut(page);
      await expectSignedOut(page, doorward.origin);
    });
  }

  it('signs in at WeChat, which has no addresses', async () => {
    await through(page, doorward.origin, 'WeChat', 'hedgehog');
    await page.waitForURL((url) => url.origin === doorward.origin && url.pathname === '/');
    await page.getByText('刺猬宝宝').first().waitFor();
  });

  it('turns back at WeChat, which says nothing, and reads a polite page with a code', async () => {
    await through(page, doorward.origin, 'WeChat', 'Cancel');
    await page.waitForURL((url) => url.origin === doorward.origin);
    assert.match(await page.getByRole('alert').innerText(), /DW-OIDC-038/);
    await expectSignedOut(page, doorward.origin);
  });
});

async function through(page, origin, name, who) {
  await page.goto(`${origin}/login`);
  const label = `Continue with ${name}`;
  await page.getByRole('link', { name: label }).or(page.getByRole('button', { name: label })).click();
  await page.getByRole('link', { name: who, exact: true }).click();
}
