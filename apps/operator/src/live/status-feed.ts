import { type FleetStatus } from '@secureconnect/contracts';

/** Who is told what comes. */
export interface FeedListener {
  status(status: FleetStatus): void;
  /** Nothing was heard since then, in ms of this machine's clock; asked again every second. */
  silent(since: number): void;
  signedOut(): void;
}

/** The gateway says something every second. */
const silentMs = 4_000;
const againMs = 2_000;

/** Hears of every change for as long as somebody is signed in; comes back by itself. Returns how to stop. */
export function followStatus(listener: FeedListener): () => void {
  let source: EventSource | undefined;
  let heardAt = Date.now();
  let again: number | undefined;
  let isOver = false;

  const stop = (): void => {
    isOver = true;
    source?.close();
    clearInterval(watch);
    clearTimeout(again);
  };
  const over = (): void => {
    if (isOver) return;
    stop();
    listener.signedOut();
  };
  const open = (): void => {
    if (isOver) return;
    source?.close();
    source = new EventSource('/operator/events');
    source.addEventListener('status', ({ data }: MessageEvent<string>) => {
      heardAt = Date.now();
      listener.status(JSON.parse(data) as FleetStatus);
    });
    source.addEventListener('signed-out', over);
    source.addEventListener('error', () => {
      source?.close();
      clearTimeout(again);
      again = window.setTimeout(() => void whether().then((isIn) => (isIn ? open() : over())), againMs);
    });
  };
  const watch = window.setInterval(() => {
    const ms = Date.now() - heardAt;
    if (ms < silentMs) return;
    listener.silent(heardAt);
    // A connection that is open and brings nothing is as good as none.
    if (ms > 3 * silentMs && source?.readyState === EventSource.OPEN) open();
  }, 1_000);
  open();
  return stop;
}

/** Whether somebody is still signed in; where the gateway does not say, she is believed to be. */
async function whether(): Promise<boolean> {
  try {
    const answer = await fetch('/operator/session', { signal: AbortSignal.timeout(silentMs) });
    if (!answer.ok) return true;
    return ((await answer.json()) as { name: string | null }).name !== null;
  } catch {
    // It is not reached, which is shown anyway.
    return true;
  }
}
