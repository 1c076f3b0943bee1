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
const lookMs = 1_000;

/** Hears of every change for as long as somebody is signed in; comes back by itself. Returns how to stop. */
export function followStatus(listener: FeedListener): () => void {
  const feed = new StatusFeed(listener);
  return () => feed.stop();
}

class StatusFeed {
  private readonly watch: number;
  private source: EventSource | undefined;
  private heardAt = Date.now();
  private openedAt = 0;
  private again: number | undefined;
  private isOver = false;

  constructor(private readonly listener: FeedListener) {
    this.watch = window.setInterval(() => this.look(), lookMs);
    this.open();
  }

  stop(): void {
    this.isOver = true;
    this.source?.close();
    clearInterval(this.watch);
    clearTimeout(this.again);
  }

  private open(): void {
    if (this.isOver) return;
    this.source?.close();
    clearTimeout(this.again);
    this.openedAt = Date.now();
    const source = new EventSource('/operator/events');
    this.source = source;
    source.addEventListener('status', ({ data }: MessageEvent<string>) => {
      this.listener.status(JSON.parse(data) as FleetStatus);
      // Not before: where it could not be shown, what stands there is old.
      this.heardAt = Date.now();
    });
    source.addEventListener('signed-out', () => this.signedOut());
    source.addEventListener('error', () => {
      source.close();
      clearTimeout(this.again);
      this.again = window.setTimeout(() => void this.comeBack(), againMs);
    });
  }

  private async comeBack(): Promise<void> {
    if (await whether()) this.open();
    else this.signedOut();
  }

  private signedOut(): void {
    if (this.isOver) return;
    this.stop();
    this.listener.signedOut();
  }

  private look(): void {
    const now = Date.now();
    if (now - this.heardAt < silentMs) return;
    this.listener.silent(this.heardAt);
    // A connection that brings nothing, or never comes about, is as good as none.
    if (now - Math.max(this.heardAt, this.openedAt) > 3 * silentMs) this.open();
  }
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
