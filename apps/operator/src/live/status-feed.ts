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
      this.heard(JSON.parse(data) as FleetStatus);
    });
    source.addEventListener('signed-out', () => this.signedOut());
    source.addEventListener('error', () => {
      source.close();
      clearTimeout(this.again);
      this.again = window.setTimeout(() => void this.comeBack(), againMs);
    });
  }

  private async comeBack(): Promise<void> {
    const seen = await lookOnce();
    if (seen === 'signed out') return this.signedOut();
    this.open();
    if (seen && !this.isOver) this.heard(seen);
  }

  private heard(status: FleetStatus): void {
    this.listener.status(status);
    // Not before: where it could not be shown, what stands there is old.
    this.heardAt = Date.now();
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

/**
 * How all is, asked for once: there may be too many who listen, or something in between that lets no events through.
 * Undefined: the gateway does not say.
 */
async function lookOnce(): Promise<FleetStatus | 'signed out' | undefined> {
  try {
    const answer = await fetch('/operator/status', { signal: AbortSignal.timeout(silentMs) });
    if (answer.status === 401 || answer.status === 403) return 'signed out';
    return answer.ok ? ((await answer.json()) as FleetStatus) : undefined;
  } catch {
    // It is not reached, which is shown anyway.
    return undefined;
  }
}
