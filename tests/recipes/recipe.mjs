// The settings of a recipe, word for word as docs/RECIPES.md prints them.
import { readFile } from 'node:fs/promises';

const DOCUMENT = new URL('../../docs/RECIPES.md', import.meta.url);

/**
 * The settings below the heading `title` for `who`: of the block that begins with ```env and the name.
 * `places` says what is elsewhere in a test: [text of the document, text of the test].
 */
export async function settingsOf(title, who, places) {
  const section = (await readFile(DOCUMENT, 'utf8')).split(/^## /m).find((text) => text.startsWith(`${title}\n`));
  const block = new RegExp(`^\`\`\`env ${who}\n(.*?)^\`\`\``, 'ms').exec(section)?.[1];
  if (!block) throw new Error(`docs/RECIPES.md has no settings of ${who} below "${title}"`);
  const lines = block.split('\n').filter((line) => /^[A-Z]/.test(line)).map((line) => {
    const [, name, value] = /^(\w+)=(.*?)(?:\s+#.*)?$/.exec(line);
    return [name, places.reduce((text, [from, to]) => text.replaceAll(from, to), value)];
  });
  return Object.fromEntries(lines);
}
