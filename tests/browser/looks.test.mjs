// Every state of every page, by day and by night, narrow and wide: no violation that axe-core knows, nothing
// to scroll sideways, nothing that the browser's console complains about.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { Doorward, complaintsOf, newPage, openBrowser, openProvider, openidSettings, require } from './stage.mjs';
import { HOUSES } from './states.mjs';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Colours change at once when motion is reduced, so that none is judged half-way. */
const STILL = { reducedMotion: 'reduce', forcedColors: 'none', contrast: 'no-preference' };
const LIGHTS = [
  { colorScheme: 'light' }, { colorScheme: 'dark' }, { forcedColors: 'active' }, { contrast: 'more' },
];
/** Wide; narrow, which is also what 400 % make of a window 1280 pixels wide; and narrow and low. */
const SIZES = [{ width: 1280, height: 900 }, { width: 320, height: 640 }, { width: 320, height: 256 }];

for (const house of HOUSES) {
  describe(house.name, () => {
    let browser, provider, doorward;
    const pages = {};
    before(async () => {
      browser = await openBrowser();
      provider = house.provider && await openProvider();
      doorward = await Doorward.open({ ...provider && openidSettings(provider), ...house.settings });
      pages.member = await newPage(browser);
      pages.stranger = await newPage(browser);
      await house.prepare?.(pages.member, doorward);
    });
    after(async () => {
      await browser?.close();
      await doorward?.close();
      await provider?.close?.();
    });

    for (const visitor of ['member', 'stranger']) {
      for (const { name, open, failed, once } of house[visitor] ?? []) {
        it(name, async () => {
          const page = await pages[visitor].context().newPage();
          const complaints = complaintsOf(page);
          await page.emulateMedia(STILL);
          await open(page, doorward);
          await expectSpoken(page, failed);
          await expectGoodLooks(page);
          const anew = once ? () => open(page, doorward) : () => page.reload();
          if (!failed) await expectGoodLooksInOtherWords(page, doorward, anew);
          const unexpected = complaints.filter((text) => !house.complaints?.test(text));
          assert.deepEqual(unexpected, []);
          await page.close();
        });
      }
    }
  });
}

/** What a failed form has to say is said first: by the title and by the focus. */
async function expectSpoken(page, failed) {
  const title = await page.title();
  assert.equal(title.startsWith('Error: '), failed, title);
  const focused = await page.evaluate(() => document.activeElement.getAttribute('role'));
  assert.equal(focused === 'alert', failed, `the focus is on ${focused}`);
}

/** Mirrored, and with longer words. A failed form cannot be asked for again. */
async function expectGoodLooksInOtherWords(page, doorward, anew) {
  for (const lang of ['ar', 'de']) {
    await page.context().addCookies([{ name: 'doorward-language', value: lang, url: doorward.origin }]);
    await anew();
    assert.equal(await page.locator('html').getAttribute('lang'), lang);
    await expectNothingSideways(page);
    await page.evaluate(AXE);
    assert.deepEqual(await violations(page), [], lang);
  }
  await page.context().clearCookies({ name: 'doorward-language' });
}

async function expectGoodLooks(page) {
  await expectNothingSideways(page);
  await page.evaluate(AXE);
  for (const viewport of SIZES.slice(0, 2)) {
    await page.setViewportSize(viewport);
    for (const light of LIGHTS) {
      await page.emulateMedia({ ...STILL, ...light });
      assert.deepEqual(await violations(page), [], `${JSON.stringify(light)} ${viewport.width}`);
    }
  }
}

async function expectNothingSideways(page) {
  for (const viewport of SIZES) {
    await page.setViewportSize(viewport);
    const { wide, offenders } = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth,
      offenders: [...document.querySelectorAll('body *')]
        .filter((element) => element.getBoundingClientRect().right > innerWidth && getComputedStyle(element).clipPath === 'none')
        .map((element) => element.outerHTML.slice(0, 80)),
    }));
    assert.ok(wide <= viewport.width, `${wide} pixels wide at ${viewport.width}: ${offenders}`);
  }
}

async function violations(page) {
  const result = await page.evaluate((values) => globalThis.axe.run({ runOnly: { type: 'tag', values } }), RULES);
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}
