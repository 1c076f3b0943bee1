import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultMultiLayerCacheOptions } from './multi-layer-cache.options';

describe('the page on the multi-layer cache', () => {
  const page = readFileSync(join(__dirname, '../../../../docs/cache/multi-layer.md'), 'utf8');
  const settings = page.slice(page.indexOf('## Settings'));
  const shown = (value: unknown): string =>
    typeof value === 'number'
      ? value.toLocaleString('en')
      : typeof value === 'string'
        ? `\`${value}\``
        : Array.isArray(value)
          ? value.map(shown).join('; ')
          : String(value);
  const rows = Object.entries(defaultMultiLayerCacheOptions).flatMap(([name, value]) =>
    typeof value === 'object' && !Array.isArray(value)
      ? Object.entries(value).map(([part, each]) => [`${name}.${part}`, shown(each)])
      : [[name, shown(value)]],
  );

  it.each(rows)('tells what %s is unless said', (name, value) => {
    const told = settings.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
    expect(told.find((cells) => cells[1] === `\`${name}\``)?.[2]).toBe(value);
  });

  it('tells of no setting that there is not', () => {
    expect(settings.match(/^\| `[^`]+`/gm)?.length).toBe(rows.length);
  });
});
