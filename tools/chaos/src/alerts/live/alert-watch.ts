import { type ActiveAlert, type PrometheusServer } from '@secureconnect/testing';
import { type AlertChange, type AlertState } from './alert-change';

interface Seen {
  readonly alert: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly state: AlertState;
  readonly since: number;
}

const everyMs = 1_000;
const keyOf = (labels: object): string => JSON.stringify(Object.entries(labels).sort());

/** Looks at the alerts of a Prometheus every second, and keeps a record of each change. */
export class AlertWatch {
  readonly changes: AlertChange[] = [];
  /** Looks that were not answered: what changed meanwhile is seen by the next one. */
  missed = 0;
  /** When a look was answered last. */
  answeredAt = Date.now();
  private seen: ReadonlyMap<string, Seen> = new Map();
  private readonly timer: NodeJS.Timeout;
  private isLooking = false;

  constructor(
    private readonly prometheus: Pick<PrometheusServer, 'alerts'>,
    private readonly told: (change: AlertChange) => void = () => undefined,
  ) {
    this.timer = setInterval(() => void this.look(), everyMs);
  }

  end(): void {
    clearInterval(this.timer);
  }

  /** All that are pending or firing now, with since when. */
  get active(): readonly Seen[] {
    return [...this.seen.values()];
  }

  isFiring(alert: string): boolean {
    return this.active.some((each) => each.alert === alert && each.state === 'firing');
  }

  /** When an alert of this name first began to fire at or after a moment, or went on to; undefined: it has not. */
  firedAt(alert: string, since: number): number | undefined {
    return this.changes.find((one) => one.alert === alert && one.to === 'firing' && one.at >= since)?.at;
  }

  /** When the last of this name stopped firing; undefined while one fires, or when none did since a moment. */
  clearedAt(alert: string, since: number): number | undefined {
    if (this.isFiring(alert)) return undefined;
    const ended = this.changes.filter(
      (one) => one.alert === alert && one.from === 'firing' && one.at >= since,
    );
    return ended.at(-1)?.at;
  }

  /** One look; what cannot be asked is counted, for it is no change of any alert. */
  async look(): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    try {
      this.compare(await this.prometheus.alerts());
      this.answeredAt = Date.now();
    } catch {
      this.missed += 1;
    } finally {
      this.isLooking = false;
    }
  }

  private compare(alerts: readonly ActiveAlert[]): void {
    const at = Date.now();
    const now = new Map<string, Seen>();
    for (const { labels, state } of alerts) {
      const key = keyOf(labels);
      const before = this.seen.get(key);
      const since = before?.state === state ? before.since : at;
      now.set(key, { alert: labels['alertname'] ?? '', labels, state, since });
    }
    for (const key of new Set([...this.seen.keys(), ...now.keys()])) this.note(key, now, at);
    this.seen = now;
  }

  private note(key: string, now: ReadonlyMap<string, Seen>, at: number): void {
    const [before, after] = [this.seen.get(key), now.get(key)];
    const { alert, labels } = (after ?? before) as Seen;
    const [from, to] = [before?.state ?? 'inactive', after?.state ?? 'inactive'];
    if (from === to) return;
    const change = { at, alert, labels, from, to };
    this.changes.push(change);
    this.told(change);
  }
}
