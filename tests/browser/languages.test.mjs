// The language of the pages: chosen with and without script, mirrored where it is written so, and kept
// with the account.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { Doorward, newPage, openBrowser, register, require, signIn } from './stage.mjs';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

describe('the language', () => {
  let browser, doorward;
  before(async () => {
    browser = await openBrowser();
    doorward = await Doorward.open({});
    const page = await newPage(browser);
    await register(page, doorward.origin);
    await page.context().close();
  });
  after(async () => {
    await browser.close();
    await doorward.close();
  });

  for (const javaScriptEnabled of [true, false]) {
    it(`is chosen ${javaScriptEnabled ? 'with' : 'without'} script, and the page stays the same`, async () => {
      const page = await newPage(browser, { javaScriptEnabled, locale: 'fr-CA' });
      await page.goto(`${doorward.origin}/login?return_to=%2Fc%2F1`);
      await expectWritten(page, { lang: 'fr', dir: 'ltr', heading: 'Connexion' });
      await choose(page, 'ar');
      await expectWritten(page, { lang: 'ar', dir: 'rtl', heading: 'تسجيل الدخول' });
      assert.equal(new URL(page.url()).search, '?return_to=%2Fc%2F1');
      await page.goto(`${doorward.origin}/nowhere`);
      await expectWritten(page, { lang: 'ar', dir: 'rtl', heading: 'الصفحة غير موجودة' });
      await page.context().close();
    });
  }

  it('is mirrored without a fault', async () => {
    const page = await newPage(browser, { locale: 'ar', reducedMotion: 'reduce' });
    for (const path of ['/login', '/register', '/nowhere']) {
      await page.goto(`${doorward.origin}${path}`);
      assert.equal(await page.locator('html').getAttribute('dir'), 'rtl');
      await page.evaluate(AXE);
      assert.deepEqual(await violations(page), [], path);
    }
    const side = await page.evaluate(() => getComputedStyle(document.querySelector('main')).direction);
    assert.equal(side, 'rtl');
    await page.context().close();
  });

  it('comes with the account to another browser', async () => {
    const here = await newPage(browser);
    await signIn(here, doorward.origin);
    await here.goto(`${doorward.origin}/`);
    await choose(here, 'zh-Hans');
    await expectWritten(here, { lang: 'zh-Hans', dir: 'ltr', heading: '你的账号' });
    const since = here.locator('time[data-time=day]').first();
    assert.match(await since.innerText(), /^\d{4}年\d{1,2}月\d{1,2}日$/);
    await here.context().close();

    const elsewhere = await newPage(browser, { locale: 'en-GB' });
    await signIn(elsewhere, doorward.origin);
    await elsewhere.goto(`${doorward.origin}/`);
    await expectWritten(elsewhere, { lang: 'zh-Hans', dir: 'ltr', heading: '你的账号' });
    await elsewhere.context().close();
  });
});

async function choose(page, tag) {
  await page.locator('#choose-language').selectOption(tag);
  const form = page.locator('form[action$="/language"]');
  await Promise.all([page.waitForURL(() => true), form.locator('button').click()]);
  await page.locator(`html[lang=${tag}]`).waitFor();
}

async function expectWritten(page, { lang, dir, heading }) {
  const html = page.locator('html');
  assert.equal(await html.getAttribute('lang'), lang);
  assert.equal(await html.getAttribute('dir'), dir);
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), heading);
}

async function violations(page) {
  const result = await page.evaluate((values) => globalThis.axe.run({ runOnly: { type: 'tag', values } }), RULES);
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}
