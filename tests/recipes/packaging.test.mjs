// What is in packaging/ and the Dockerfile, and the settings that docs/RECIPES.md prints: as far as can be told without
// Docker and without being the machine's first process.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { BINARY, ROOT, require } from '../browser/stage.mjs';
import { blocks } from './recipe.mjs';

const { parse } = require('yaml');

/** Which files go together. */
const COMPOSITIONS = [
  ['doorward', 'open-webui'],
  ['doorward', 'librechat'],
  ['doorward', 'open-webui', 'caddy'],
  ['doorward', 'librechat', 'postgres'],
];

/** What the operator says beside them. */
const SAID = { PUBLIC_URL: 'https://chat.example.com', PUBLIC_HOST: 'chat.example.com', POSTGRES_PASSWORD: 'a long one' };

/** The services that may be reached from outside. */
const DOORS = ['caddy', 'doorward'];

const read = (name) => readFileSync(join(ROOT, name), 'utf8');

/** `${NAME:-default}` and `${NAME:?why}`, as Compose has them. */
function filled(text, said) {
  return text.replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name, sort, rest) => {
    assert.ok(said[name] !== undefined || sort === '-', `${name} is asked for`);
    return said[name] ?? rest;
  });
}

/** The services of a composition: later files add to the settings of earlier ones. */
function compose(names, said) {
  const services = {};
  for (const name of names) {
    for (const [service, { environment, ...more }] of Object.entries(parse(filled(read(`packaging/compose/${name}.yaml`), said)).services)) {
      const before = services[service] ?? {};
      services[service] = { ...before, ...more, environment: { ...before.environment, ...environment } };
    }
  }
  return services;
}

const strings = (settings) => Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));

describe('what is packaged', () => {
  const folder = mkdtempSync(join(tmpdir(), 'doorward-packaging-'));
  after(() => rmSync(folder, { recursive: true }));

  function run(command, ...args) {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
    return { status, said: `${stdout}${stderr}` };
  }

  /** What `doorward config check` has to say of settings. */
  function complaints(env) {
    const { stdout } = spawnSync(BINARY, ['config', 'check', '--json'], { cwd: folder, env: strings(env), encoding: 'utf8' });
    return JSON.parse(stdout).complaints;
  }

  for (const names of COMPOSITIONS) {
    it(`${names.join(', ')}: settings that hold, and no way past the door`, () => {
      const publicly = names.includes('caddy') ? SAID : { POSTGRES_PASSWORD: SAID.POSTGRES_PASSWORD };
      const services = compose(names, publicly);
      assert.deepEqual(complaints(services.doorward.environment), []);
      for (const [name, { ports = [], image, network_mode: network }] of Object.entries(services)) {
        assert.ok(image, `${name} names its image`);
        assert.equal(network, undefined);
        if (!DOORS.includes(name)) assert.deepEqual(ports, [], `${name} is reached through Doorward alone`);
      }
      for (const port of services.doorward.ports) assert.match(port, /^127\.0\.0\.1:/);
      const upstream = services.doorward.environment.DOORWARD_UPSTREAM;
      assert.ok(services[new URL(upstream).hostname], `${upstream} is one of them`);
    });
  }

  it('the variables that LibreChat is given are LibreChat\'s', () => {
    const { environment } = compose(['doorward', 'librechat'], {}).librechat;
    const unknown = complaints(environment).filter(({ code }) => code === 'DW-CFG-010');
    assert.deepEqual(unknown, []);
  });

  it('the settings of the recipes hold, and compositions say the same', () => {
    for (const { title, who, settings } of blocks()) {
      if (who !== 'doorward') continue;
      const own = Object.entries(settings).filter(([, value]) => value === 'PUT-A-SECRET-HERE').map(([name]) => name);
      assert.equal(complaints(settings).some(({ severity }) => severity === 'error'), own.length > 0, 'what stands for a secret stops the start');
      for (const name of own) settings[name] = randomBytes(32).toString('base64');
      assert.deepEqual(complaints(settings), [], title);
    }
    const [recipe] = blocks().filter(({ who }) => who === 'open-webui');
    const { environment } = compose(['doorward', 'open-webui'], SAID)['open-webui'];
    for (const [name, value] of Object.entries(recipe.settings)) assert.equal(environment[name], value, name);
  });

  it('the unit is one that systemd takes, and is shut in', () => {
    const unit = join(folder, 'doorward.service');
    // It is not installed here.
    writeFileSync(unit, read('packaging/systemd/doorward.service').replace('/usr/local/bin/doorward', BINARY));
    const { status, said } = run('systemd-analyze', 'verify', '--man=no', unit);
    assert.equal(status, 0, said);
    assert.ok(!said.includes('doorward.service'), said);
    const exposed = run('systemd-analyze', 'security', '--offline=true', '--threshold=15', '--no-pager', unit);
    assert.equal(exposed.status, 0, exposed.said);
  });

  it('the image runs what there is, as nobody in particular', () => {
    const lines = read('Dockerfile').replaceAll('\\\n', ' ').split('\n');
    const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
    assert.match(last[0], /:nonroot$/);
    const settings = last.filter((line) => line.startsWith('ENV ')).flatMap((line) => line.slice(4).split(' '));
    assert.deepEqual(complaints(Object.fromEntries(settings.map((one) => one.split('=')))), []);
    const [, command] = /CMD \["doorward", "(\w+)"\]/.exec(last.find((line) => line.startsWith('HEALTHCHECK ')));
    const { status, said } = run(BINARY, command, '--help');
    assert.equal(status, 0, said);
  });
});
