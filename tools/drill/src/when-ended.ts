import { constants } from 'node:os';
import { DrillEndedError } from './drill-ended.error';
import { exitCodes } from './exit-codes.constants';

const tooEarly = 'It was ended before it was over.';

/**
 * Aborted as soon as somebody wants an end. A Ctrl-C comes two or three times, by the terminal, the door of the
 * house and npm: those that follow change nothing, since Redis is given back meanwhile.
 */
export function whenEnded(): AbortSignal {
  const ending = new AbortController();
  const end = (why: string, code: number) => ending.abort(new DrillEndedError(why, code));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => end(tooEarly, 128 + constants.signals[signal]));
  // The channel to the door closes when the door is gone, SIGKILL included.
  process.on('disconnect', () => end(tooEarly, exitCodes.noDrill));
  process.channel?.unref();
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', () => end('Nobody reads what it says any more.', exitCodes.noDrill));
  return ending.signal;
}
