// The doctor looks through a real browser, which gets everything as the server sends it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
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

  for (const [most, size, severity] of [[5000, 6400, 'warning'], [12_000, 16_000, 'note'], [32_000, 0, 'ok']]) {
    it(`tells what a proxy that takes heads of ${most} bytes refuses`, async (test) => {
      const proxy = await openProxy(most);
      const house = await Doorward.open({ DOMAIN_CLIENT: proxy.origin, DOMAIN_SERVER: proxy.origin });
      proxy.lead(house.port);
      test.after(async () => { await house.close(); await proxy.close(); });
      const doctor = await house.command(['doctor', '--browser', '--json'], /^\s*(http\S+\/doctor\?token=\S+)$/);
      const page = await newPage(browser);
      await page.goto(doctor.word);
      const found = page.locator('[data-doctor-findings] li');
      await found.first().waitFor();
      const expected = size ? new RegExp(`^${severity} DW-DOC-052: .* ${size} bytes of cookies`) : /^ok DW-DOC-080/;
      assert.deepEqual((await found.allTextContents()).filter((text) => !expected.test(text)), []);
      // Nothing of it stays in the browser.
      const left = (await page.context().cookies()).filter(({ name }) => /^doorward-doctor-\d/.test(name));
      assert.deepEqual(left, []);
      await page.context().close();
      await doctor.stop();
    });
  }
});

/** A proxy that refuses heads of more than `most` bytes, as nginx does with those of more than 8 kB. */
async function openProxy(most) {
  let port;
  const server = createServer({ maxHeaderSize: most }, (asked, answer) => {
    const { method, url: path, headers } = asked;
    const onward = request({ host: '127.0.0.1', port, method, path, headers }, (said) => {
      answer.writeHead(said.statusCode, said.headers);
      said.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { origin: `http://localhost:${server.address().port}`, lead: (to) => { port = to; }, close };
}
