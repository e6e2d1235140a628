// Open WebUI itself, as scripts/test has installed it, in a folder of its own.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, freePort, start } from '../browser/stage.mjs';

const PROGRAM = join(ROOT, 'tests/peers/open-webui/venv/bin/python');

/** It loads some hundred modules and makes its database; on a machine that is busy, too. */
const READY_WITHIN_MS = 5 * 60_000;

/** Starts it, and says when it can be asked: it says nothing itself. */
const SERVE = `
import socket, threading, time, urllib.request
from open_webui import serve
port = PORT
def wait():
    while True:
        try:
            urllib.request.urlopen(f'http://127.0.0.1:{port}/health').read()
            return print('ready', flush=True)
        except OSError:
            time.sleep(0.1)
threading.Thread(target=wait, daemon=True).start()
serve(host='127.0.0.1', port=port)
`;

/** What keeps it quiet and off the network. */
const ALONE = {
  OFFLINE_MODE: 'true',
  HF_HUB_OFFLINE: '1',
  ENABLE_VERSION_UPDATE_CHECK: 'false',
  ANONYMIZED_TELEMETRY: 'false',
  SCARF_NO_ANALYTICS: 'true',
  DO_NOT_TRACK: 'true',
  RAG_EMBEDDING_ENGINE: 'openai',
  ENABLE_OLLAMA_API: 'false',
};

/** Where it will listen. Doorward has to know before it starts. */
export async function openWebUi() {
  const folder = await mkdtemp(join(tmpdir(), 'doorward-recipes-'));
  const port = await freePort();
  let app;
  return {
    url: `http://127.0.0.1:${port}`,
    /** Starts it with the settings of the recipe and a model. */
    async start(settings, model) {
      const env = {
        PATH: process.env.PATH, HOME: folder, DATA_DIR: folder, WEBUI_SECRET_KEY: 'a secret of the tests',
        OPENAI_API_BASE_URL: model.url, OPENAI_API_KEY: 'none', ...ALONE, ...settings,
      };
      const script = SERVE.replace('PORT', String(port));
      app = await start(PROGRAM, ['-c', script], { cwd: folder, env, ready: /^(ready)$/, within: READY_WITHIN_MS });
    },
    async close() {
      await app?.stop();
      await rm(folder, { recursive: true });
    },
  };
}
