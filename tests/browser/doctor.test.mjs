// The doctor looks through a real browser, which gets everything as the server sends it.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Doorward, newPage, openBrowser } from './stage.mjs';

describe('the doctor in a browser', () => {
  let browser, doorward;
  before(async () => {
    browser = await openBrowser();
    doorward = await Doorward.open();
  });
  after(async () => {
    await browser.close();
    await doorward.close();
  });

  it('finds nothing wrong, shows it, and tells the command line', async () => {
    const doctor = await doorward.command(['doctor', '--browser', '--json'], /^\s*(http\S+\/doctor\?token=\S+)$/);
    const page = await newPage(browser);
    await page.goto(doctor.word);
    const found = page.locator('[data-doctor-findings] li');
    await found.first().waitFor();
    assert.equal(await found.count(), 1);
    assert.match(await found.first().textContent(), /^ok DW-DOC-080/);
    assert.equal(new URL(page.url()).search, '', 'the token has left the address bar');
    while (!doctor.log.includes('}')) await new Promise((resolve) => { setImmediate(resolve); });
    const report = JSON.parse(doctor.log.slice(doctor.log.indexOf('{')).join('\n'));
    assert.deepEqual(report.vantage, ['static', 'server', 'browser']);
    assert.ok(report.findings.some(({ code }) => code === 'DW-DOC-080'));
    assert.equal(report.failures, 0, JSON.stringify(report.findings));
    // The link was good once.
    const again = await page.goto(doctor.word);
    assert.equal(again.status(), 404);
    await page.context().close();
  });
});
