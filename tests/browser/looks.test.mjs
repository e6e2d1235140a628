// Every page, light and dark, wide and narrow: no violation that axe-core knows, nothing to scroll sideways,
// nothing that the page's own security policy refuses.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { Doorward, openBrowser, openProvider, openidSettings, register, require } from './stage.mjs';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const NARROW = { width: 320, height: 640 };

const ANYBODY = {
  login: '/login',
  register: '/register',
  'signed out': '/logout',
  error: '/oauth/openid/callback?state=forged&code=forged',
};
const SIGNED_IN = { account: '/', logout: '/logout' };

describe('the pages', () => {
  let browser, provider, doorward;
  const contexts = {};
  before(async () => {
    browser = await openBrowser();
    provider = await openProvider();
    doorward = await Doorward.open(openidSettings(provider));
    contexts.member = await browser.newContext();
    contexts.stranger = await browser.newContext();
    const page = await contexts.member.newPage();
    await register(page, doorward.origin);
    await page.close();
  });
  after(async () => {
    await browser.close();
    await doorward.close();
    await provider.close();
  });

  for (const [visitor, pages] of [['stranger', ANYBODY], ['member', SIGNED_IN]]) {
    for (const [name, path] of Object.entries(pages)) {
      for (const colorScheme of ['light', 'dark']) {
        it(`${name}, ${colorScheme}: accessible and quiet`, async () => {
          const { page, complaints } = await visit(contexts[visitor], doorward.origin + path, { colorScheme });
          assert.deepEqual(await violations(page), []);
          assert.deepEqual(complaints, []);
          await page.close();
        });
      }
      it(`${name}: fits 320 pixels`, async () => {
        const { page } = await visit(contexts[visitor], doorward.origin + path, {});
        await page.setViewportSize(NARROW);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(width <= NARROW.width, `the page is ${width} pixels wide`);
        await page.close();
      });
    }
  }

  it('show the code of an error', async () => {
    const { page } = await visit(contexts.stranger, doorward.origin + ANYBODY.error, {});
    assert.match(await page.locator('main').innerText(), /DW-[A-Z0-9-]+/);
    assert.match(await page.title(), /\S/);
    await page.close();
  });
});

/** Opens `url`, and notes what the browser's console complains about. */
async function visit(context, url, media) {
  const page = await context.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // The status of the page itself is no complaint: an error page has one.
    const isStatus = message.text().startsWith('Failed to load resource') && message.location().url === url;
    if (message.type() === 'error' && !isStatus) complaints.push(message.text());
  });
  await page.emulateMedia(media);
  await page.goto(url);
  return { page, complaints };
}

async function violations(page) {
  await page.evaluate(AXE);
  const result = await page.evaluate((values) => globalThis.axe.run({ runOnly: { type: 'tag', values } }), RULES);
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}
