import { type MoveOutcome, type MoveProgress } from './move-blobs.use-case';

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
const count = new Intl.NumberFormat('en');

/** Bytes as people read them. */
export function bytesInWords(bytes: number): string {
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1_024 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power] ?? ''}`;
}

function timeInWords(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3_600).toFixed(1)} h`;
}

/** How far a move came after so many seconds, and how long it will take. */
export function progressInWords({ total, done }: MoveProgress, seconds: number): string {
  const speed = done.bytes / Math.max(seconds, 0.001);
  const left = Math.max(0, total.bytes - done.bytes);
  const blobs = `${count.format(done.blobs)} of ${count.format(total.blobs)} blobs`;
  const bytes = `${bytesInWords(done.bytes)} of ${bytesInWords(total.bytes)}`;
  const rest = speed > 0 && left > 0 ? `, ${timeInWords(left / speed)} left` : '';
  return `${blobs}, ${bytes}, ${bytesInWords(speed)}/s${rest}`;
}

/** What a move came to, and what is to be done next. */
export function outcomeInWords({ done, failed, left }: MoveOutcome, to: string): string {
  const moved = `${count.format(done.blobs - failed)} blobs lie in ${to} now, each read back there.`;
  const stayed = `${count.format(failed)} stayed where they were: their bytes are not what their rows say, or not there.`;
  const open = `${count.format(left.uploads)} uploads are under way elsewhere: move again when they ended.`;
  const doomed = `${count.format(left.doomed)} old blobs go with the next sweeps.`;
  const isOver = failed + left.uploads + left.doomed === 0;
  return [
    moved,
    ...(failed > 0 ? [stayed] : []),
    ...(left.uploads > 0 ? [open] : []),
    ...(left.doomed > 0 ? [doomed] : []),
    ...(isOver ? ['Nothing needs the other store any more.'] : ['Until then both stores stay set.']),
  ].join('\n');
}
