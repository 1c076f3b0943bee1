/** How often something may be done. */
export interface Limit {
  readonly limit: number;
  readonly periodMs: number;
  readonly burst: number;
  readonly isShadow: boolean;
}

const units = { s: 1_000, m: 60_000, h: 3_600_000 } as const;
const most = 1_000_000_000;
const wellFormed = /^(\d{1,10})\/(\d{1,6})(s|m|h)(?: burst (\d{1,10}))?( shadow)?$/;

/** How a limit is written, for who has to write one. */
export const limitSyntax = '60/1m burst 20, with "shadow" after it to refuse nobody, or off';

/** Reads `60/1m burst 20 shadow`; undefined for `off`; throws what completes "NAME must …". */
export function readLimit(text: string): Limit | undefined {
  if (text === 'off') return undefined;
  const [, limit = '', count = '', unit = '', burst, shadow] = wellFormed.exec(text) ?? [];
  const read = {
    limit: Number(limit),
    periodMs: Number(count) * (units[unit as keyof typeof units] ?? 0),
    burst: Number(burst ?? limit),
    isShadow: shadow !== undefined,
  };
  const isSound = [read.limit, read.periodMs, read.burst].every((each) => each >= 1 && each <= most);
  if (!isSound) throw new Error(`be written like ${limitSyntax}`);
  return read;
}
