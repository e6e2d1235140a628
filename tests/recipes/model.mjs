// A model behind an API like OpenAI's, which says a word whenever the test lets it.
import { once } from 'node:events';
import { createServer } from 'node:http';

const NAME = 'parrot';

const choice = (delta) => ({ index: 0, delta, finish_reason: null });
const event = (data) => `data: ${JSON.stringify(data)}\n\n`;

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString());
}

/** An answer that is being written. */
class Answer {
  constructor(response) {
    this.response = response;
    this.given_up = once(response, 'close');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
  }

  say(content) {
    this.response.write(event({ object: 'chat.completion.chunk', model: NAME, choices: [choice({ content })] }));
  }

  end() {
    this.response.end('data: [DONE]\n\n');
  }
}

/** The model. `answer()` waits for the next question that is to be answered word by word. */
export async function openModel() {
  const asked = [];
  const waiting = [];
  const begin = (response) => {
    const answer = new Answer(response);
    if (waiting.length > 0) waiting.shift()(answer);
    else asked.push(answer);
  };
  const server = createServer(async (request, response) => {
    const json = (value) => response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
    if (request.method === 'GET') return json({ object: 'list', data: [{ id: NAME, object: 'model', owned_by: 'tests' }] });
    const { stream } = await bodyOf(request);
    if (stream) return begin(response);
    const message = { role: 'assistant', content: 'A title' };
    return json({ object: 'chat.completion', model: NAME, choices: [{ index: 0, message, finish_reason: 'stop' }] });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/v1`,
    answer: () => (asked.length > 0 ? asked.shift() : new Promise((resolve) => { waiting.push(resolve); })),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
