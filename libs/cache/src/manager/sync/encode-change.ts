import { remainingPx } from '@secureconnect/resilience';
import { type KeptBase, type KeptChange } from './kept-change';

/** Milliseconds left as the script has them: -1 for ever, 0 over. */
export const pxAt = (endsAt: number, now: number): number =>
  endsAt === Infinity ? -1 : (remainingPx(endsAt, now) ?? 0);

/** Lua's JSON knows no half of a surrogate pair; on the wire it would be replaced all the same. */
export const clean = (text: string): string => Buffer.from(text).toString();

function baseOf({ at, value, endsAt }: KeptBase, now: number): object {
  const px = value === null ? 0 : pxAt(endsAt, now);
  if (typeof value === 'string') return { at, px, v: clean(value) };
  return value === null ? { at, px } : { at, px, h: [...value].flat().map(clean) };
}

/** A change as `bringChanges` reads it, with what is left to live at this moment. */
export function encodeChange(change: KeptChange, origin: string, now: number): string {
  const { base, additions, fields, expiry, freshEnd } = change;
  return JSON.stringify({
    ...(base && { b: baseOf(base, now) }),
    ...(additions.length > 0 && {
      o: origin,
      n: additions.map(({ sequence, by }) => [sequence, String(by)]),
    }),
    ...(fields.size > 0 && {
      f: [...fields].map(([field, { at, value }]) =>
        value === null ? [clean(field), at] : [clean(field), at, clean(value)],
      ),
    }),
    ...(expiry && { e: { at: expiry.at, px: pxAt(expiry.endsAt, now) } }),
    x: pxAt(freshEnd, now),
    i: change.at,
  });
}
