// One person in two browsers: they see both sessions and can end either.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { Doorward, expectSignedIn, expectSignedOut, newPage, openBrowser, register, signIn } from './stage.mjs';

const END = 'form[action^="/account/sessions/"][action$="/end"] button';
const END_OTHERS = 'form[action="/account/sessions/end-others"] button';

describe('a person in two browsers', () => {
  let browser, doorward, here, there;
  before(async () => { browser = await openBrowser(); });
  after(() => browser.close());
  beforeEach(async () => {
    doorward = await Doorward.open();
    here = await newPage(browser);
    there = await newPage(browser);
    await register(here, doorward.origin);
    await signIn(there, doorward.origin);
    await expectSignedIn(there, doorward.origin);
    await here.reload();
  });
  afterEach(async () => {
    await here.context().close();
    await there.context().close();
    await doorward.close();
  });

  it('ends the other session, which is over on its next step', async () => {
    // The list offers no end for the session that shows it: that is what signing out is for.
    assert.equal(await here.locator(END).count(), 1);
    await here.locator(END).click();
    await here.locator(END).waitFor({ state: 'detached' });
    await expectSignedOut(there, doorward.origin);
    await here.goto(doorward.origin);
    await expectSignedIn(here, doorward.origin);
  });

  it('ends all other sessions and stays', async () => {
    await here.locator(END_OTHERS).click();
    await here.locator(END_OTHERS).waitFor({ state: 'detached' });
    await expectSignedOut(there, doorward.origin);
    await here.goto(doorward.origin);
    await expectSignedIn(here, doorward.origin);
  });

  it('signs out here and stays signed in there', async () => {
    await here.locator('form[action="/logout"] button').first().click();
    await expectSignedOut(here, doorward.origin);
    await there.goto(doorward.origin);
    await expectSignedIn(there, doorward.origin);
  });
});
