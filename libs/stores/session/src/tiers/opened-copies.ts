import { type Looked } from './session-tiers';

interface Opened {
  readonly text: string;
  readonly looked: Looked;
  readonly until: number;
}

/** Long enough for a client at work, short enough that memory holds in the open only what is being used. */
const openMs = 10_000;
const most = 1_000;

/** What was opened a moment ago: to open it again costs more than to fetch it from Redis. */
export class OpenedCopies {
  private readonly opened = new Map<string, Opened>();

  constructor(private readonly now: () => number) {}

  /** What was made of this very text; undefined where it must be opened anew. */
  get(id: string, text: string): Looked | undefined {
    const known = this.opened.get(id);
    return known !== undefined && known.text === text && known.until > this.now() ? known.looked : undefined;
  }

  put(id: string, text: string, looked: Looked, activeUntil: number): void {
    this.opened.delete(id);
    if (this.opened.size >= most) this.opened.delete(this.opened.keys().next().value as string);
    this.opened.set(id, { text, looked, until: Math.min(activeUntil, this.now() + openMs) });
  }

  /** Forgets what has been open long enough. */
  sweep(): void {
    const now = this.now();
    for (const [id, { until }] of this.opened) if (until <= now) this.opened.delete(id);
  }
}
