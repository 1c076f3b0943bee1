import { type Bar, type Unit } from '../benchmark';

const signs: Readonly<Record<Unit, string>> = {
  ratio: '×', '/s': '/s', ns: 'ns', us: 'µs', ms: 'ms', s: 's', MiB: 'MiB', count: '',
}; // prettier-ignore

/** Three significant digits, whole from 100 up. */
function rounded(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A value with its unit: `1,183 ms`, `0.98×`. */
export function valueText(value: number, unit: Unit): string {
  if (unit === 'ratio') return ratioText(value);
  return unit === 'count' ? value.toLocaleString('en') : `${rounded(value)} ${signs[unit]}`;
}

/** How many times the peer: `5.77×`. */
export const ratioText = (ratio: number): string => `${rounded(ratio)}×`;

/** Where it must stay: `≤ 2,000 ms`. */
export function barText({ kind, value, unit }: Bar): string {
  const number = value.toLocaleString('en');
  return `${kind === 'at-least' ? '≥' : '≤'} ${unit === 'ratio' ? `${number}×` : `${number} ${signs[unit]}`.trimEnd()}`;
}

/** A part in whole percent: `4 %`. */
export const spreadText = (part: number): string => `${Math.round(part * 100)} %`;

/** A change in whole percent: `+12 %`, `−3 %`. */
export function changeText(before: number, now: number): string {
  const percent = Math.round((now / before - 1) * 100);
  return `${percent > 0 ? '+' : percent < 0 ? '−' : ''}${Math.abs(percent)} %`;
}

/** Minutes and seconds: `2 min 5 s`. */
export const durationText = (seconds: number): string =>
  seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
