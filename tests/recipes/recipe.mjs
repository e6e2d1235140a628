// The settings of recipes, word for word as docs/RECIPES.md prints them.
import { readFileSync } from 'node:fs';

const DOCUMENT = new URL('../../docs/RECIPES.md', import.meta.url);

/** All blocks that begin with ```env and the name of whose they are. */
export function blocks() {
  const sections = readFileSync(DOCUMENT, 'utf8').split(/^## /m).slice(1);
  return sections.flatMap((section) => {
    const [title] = section.split('\n', 1);
    return [...section.matchAll(/^ *```env (\S+)\n(.*?)^ *```/gms)].map(([, who, block]) => ({ title, who, settings: settings(block) }));
  });
}

function settings(block) {
  const lines = block.split('\n').map((line) => line.trim()).filter((line) => /^[A-Z]/.test(line));
  return Object.fromEntries(lines.map((line) => /^(\w+)=(.*?)(?:\s+#.*)?$/.exec(line).slice(1)));
}

/**
 * The settings below the heading `title` for `who`.
 * `places` says what is elsewhere in a test: [text of the document, text of the test].
 */
export function settingsOf(title, who, places) {
  const block = blocks().find((one) => one.title === title && one.who === who);
  if (!block) throw new Error(`docs/RECIPES.md has no settings of ${who} below "${title}"`);
  const placed = ([name, value]) => [name, places.reduce((text, [from, to]) => text.replaceAll(from, to), value)];
  return Object.fromEntries(Object.entries(block.settings).map(placed));
}
