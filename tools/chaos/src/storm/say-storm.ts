import { type InstanceMode } from '../system/storm-system';

/** `02:07` of a storm. */
export function inClock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const two = (number: number) => String(number).padStart(2, '0');
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}

/** `messages 1,204, calls 12`. */
export const inWords = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, times]) => `${name} ${times.toLocaleString('en')}`)
    .join(', ') || 'nothing yet';

/** Who is not in normal mode, or that all are. */
export function modesInWords(modes: readonly InstanceMode[], instances: readonly string[]): string {
  const named = (mode: InstanceMode) => instances.filter((_, index) => modes[index] === mode);
  const parts = (['degraded', 'away'] as const).flatMap((mode) => {
    const names = named(mode);
    if (names.length === 0) return [];
    return [`${names.length === instances.length ? 'all' : names.join(' ')} ${mode}`];
  });
  return parts.join('; ') || 'all normal';
}
