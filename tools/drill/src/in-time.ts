import { DrillError } from './drill.error';

/** Its result; rejects as soon as the drill is ended or the time is over, and leaves what was begun to itself. */
export async function inTime<T>(
  what: string,
  run: () => Promise<T>,
  ending: AbortSignal,
  patience: number,
): Promise<T> {
  ending.throwIfAborted();
  let stop = (): void => undefined;
  const givenUp = new Promise<never>((_, giveUp) => {
    const late = () =>
      giveUp(new DrillError(`${what} did not end within ${(patience / 1_000).toFixed(1)} s`));
    const timer = setTimeout(late, patience);
    const ended = () => giveUp(ending.reason as Error);
    ending.addEventListener('abort', ended, { once: true });
    stop = () => {
      clearTimeout(timer);
      ending.removeEventListener('abort', ended);
    };
  });
  return Promise.race([run(), givenUp]).finally(stop);
}
