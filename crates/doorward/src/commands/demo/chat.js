const said = document.querySelector('#said');
const form = document.querySelector('#ask');

const say = (text, mine) => {
  const line = document.createElement('p');
  line.className = mine ? 'said mine' : 'said';
  line.textContent = text;
  said.append(line);
  return line;
};

const ask = async (message) => {
  const response = await fetch('/api/chat', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ message }),
  });
  // Whoever is signed out meanwhile is led to sign in.
  if (response.status === 401) return location.reload();
  if (!response.ok) return say(`There is no answer (${response.status}).`);
  const line = say('');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let rest = ''; ;) {
    const { value, done } = await reader.read();
    if (done) return;
    const events = (rest + value).split('\n\n');
    rest = events.pop();
    for (const event of events) line.textContent += JSON.parse(event.split('\ndata: ')[1]).text;
  }
};

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const message = form.elements.message.value.trim();
  if (!message) return;
  form.reset();
  say(message, true);
  form.querySelector('button').disabled = true;
  try {
    await ask(message);
  } catch {
    say('The answer broke off.');
  } finally {
    form.querySelector('button').disabled = false;
    form.elements.message.focus();
  }
});
