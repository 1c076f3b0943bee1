import { type MemoryEngine } from '../../memory/memory-engine';
import { clean, pxAt } from './encode-change';
import { type KnownKey } from './known-key';
import { type WriteStamps } from './write-stamps';

/** A key as `restoreKnown` reads it; undefined where nothing is left that could be told. */
export function encodeKnown(
  key: string,
  engine: MemoryEngine,
  stamps: WriteStamps,
  known?: KnownKey,
): string | undefined {
  const now = Date.now();
  if (known === undefined) {
    const value = valueOf(key, engine);
    const heard = [stamps.origin, stamps.sequence];
    return value && JSON.stringify({ i: stamps.next(), at: '', px: engine.ttl(key), w: heard, ...value });
  }
  const told = known.endsAt <= now ? { t: 'gone' } : toldOf(key, engine, known);
  if (told === undefined) return undefined;
  const px = pxAt(known.endsAt, now);
  return JSON.stringify({
    ...{ i: known.life, at: known.at, px },
    ...(known.expiry !== '' && { e: { at: known.expiry, px } }),
    ...(known.heard.length > 0 && { n: known.heard }),
    ...told,
  });
}

/** Of a key that nobody marked: as memory holds it. */
function valueOf(key: string, engine: MemoryEngine): object | undefined {
  const type = engine.type(key);
  if (type === 'none') return undefined;
  if (type === 'string') return { t: 'text', v: clean(engine.get(key) ?? '') };
  return { t: 'hash', g: Object.entries(engine.hgetall(key)).map((pair) => pair.map(clean)) };
}

function toldOf(key: string, engine: MemoryEngine, known: KnownKey): object | undefined {
  const { number, lines, fields } = known;
  if (number !== undefined)
    return { t: 'text', v: number, l: [...lines].map(([line, { count, sum }]) => [line, count, sum]) };
  const type = engine.type(key);
  if (type === 'string' && !known.isGone) return { t: 'text', v: clean(engine.get(key) ?? '') };
  const held = type === 'hash' ? engine.hgetall(key) : {};
  const told = [...fields].flatMap(([field, { at, isGone }]) => {
    const value = Object.hasOwn(held, field) ? held[field] : undefined;
    if (isGone) return [[clean(field), at]];
    return value === undefined ? [] : [[clean(field), at, clean(value)]];
  });
  const part = told.length > 0 ? { f: told } : {};
  if (known.isGone) return { t: 'gone', ...part };
  return told.length > 0 ? { t: 'hash', ...part } : undefined;
}
