// Joins the icons that pages use (icons.txt, one name a line) into one file: wwwroot/lib/icons.svg#name.
import { readFileSync, writeFileSync } from 'node:fs';

const names = readFileSync('FrontEnd/icons.txt', 'utf8').split('\n').map(line => line.trim()).filter(Boolean);
const symbols = names.map(name => {
  const icon = readFileSync(`node_modules/@tabler/icons/icons/outline/${name}.svg`, 'utf8');
  const drawing = icon.slice(icon.indexOf('>') + 1, icon.lastIndexOf('</svg>')).replace(/<path stroke="none"[^>]*\/>/, '').trim();
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${drawing}</symbol>`;
});
writeFileSync('wwwroot/lib/icons.svg', `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join('\n')}\n</svg>\n`);
