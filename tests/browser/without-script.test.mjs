// A browser that runs no script: everything still works.
import { after, before, describe, it } from 'node:test';
import { Doorward, expectSignedIn, expectSignedOut, openBrowser, register, signIn, signOut } from './stage.mjs';

describe('a browser that runs no script', () => {
  let browser, doorward;
  before(async () => {
    browser = await openBrowser();
    doorward = await Doorward.open();
  });
  after(async () => {
    await browser.close();
    await doorward.close();
  });

  it('registers, signs out and signs in', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await register(page, doorward.origin);
    await signOut(page);
    await expectSignedOut(page, doorward.origin);
    await signIn(page, doorward.origin);
    await expectSignedIn(page, doorward.origin);
    await context.close();
  });
});
