import { stormNow } from '../../history/storm-clock';
import { starvedOf } from '../../storm/starved-of';
import { type MachineWatch, type Measured } from '../../storm/machine-watch';
import { type Traffic } from '../../traffic/traffic';
import { type AlertChange, alertInWords } from '../live/alert-change';
import { type AlertWatch } from '../live/alert-watch';
import { alertRules, forMs } from '../rules/alert-rules';
import { type Doing, doingsOf } from './doings';

/** Something that is not so in a quiet: an alert, or that nobody would have seen one. */
export interface QuietFinding {
  readonly text: string;
  readonly at: number;
}

/** What the quiet showed. */
export interface QuietResult {
  readonly minutes: number;
  readonly changes: readonly AlertChange[];
  readonly findings: readonly QuietFinding[];
  readonly doings: readonly Doing[];
  /** The longest time in which Prometheus did not say what fires. */
  readonly blindMs: number;
  /** So long services stood in the queue for a processor. */
  readonly starvedMs: number;
}

/** Who is watched, and by whom. */
export interface QuietScene {
  readonly watch: AlertWatch;
  readonly traffic: Pick<Traffic, 'steps' | 'failures'>;
  /** Whose wait for a processor is measured. */
  readonly services: readonly Measured[];
}

/** A rule is looked at so seldom, and its alert seen later still. */
const lateMs = 15_000;
/** Every alert that fires is there for longer: none comes and goes between two looks. */
const mostBlindMs = 30_000;
/** People do something of each subject every few seconds: who has not for so long has stopped. */
const mostIdleMs = 5 * 60_000;
const inMinutes = (ms: number): string => `${(ms / 60_000).toFixed(1)} minutes`;

/** A time in which nobody breaks anything: what fired in it, and whether anybody was there to make it fire. */
export class Quiet {
  private readonly began = Date.now();
  private readonly beganStorm = stormNow();
  private readonly first: { readonly change: number; readonly step: number; readonly failure: number };
  private readonly already: readonly QuietFinding[];
  private readonly overdue = new Map<string, QuietFinding>();
  private readonly rules = new Map(alertRules().map((rule) => [rule.alert, rule]));
  private blindMs = 0;

  constructor(
    private readonly scene: QuietScene,
    private readonly machine: Pick<MachineWatch, 'samples'>,
  ) {
    const { watch, traffic } = scene;
    this.first = {
      ...{ change: watch.changes.length, step: traffic.steps.length },
      failure: traffic.failures.length,
    };
    this.already = watch.active
      .filter(({ state }) => state === 'firing')
      .map((alert) => ({ text: `${alertInWords(alert)} fired already`, at: this.began }));
  }

  get lastedMs(): number {
    return Date.now() - this.began;
  }

  /** Once a second. */
  look(): void {
    const { watch } = this.scene;
    this.blindMs = Math.max(this.blindMs, Date.now() - Math.max(watch.answeredAt, this.began));
    for (const { alert, labels, state, since } of watch.active) {
      const most = forMs(this.rules.get(alert) ?? { alert }) + lateMs;
      if (state !== 'pending' || Date.now() - since <= most) continue;
      const text = `${alertInWords({ alert, labels })} is pending for longer than its rule says`;
      this.overdue.set(text, { text, at: since });
    }
  }

  /** All of it until now. */
  result(): QuietResult {
    const { watch, traffic } = this.scene;
    const changes = watch.changes.slice(this.first.change);
    const doings = doingsOf(traffic.steps.slice(this.first.step), this.beganStorm, stormNow());
    const fired = changes.filter(({ to }) => to === 'firing');
    const findings = [
      ...this.already,
      ...fired.map((change) => ({ text: `${alertInWords(change)} fired`, at: change.at })),
      ...this.overdue.values(),
      ...this.unseen(doings).map((text) => ({ text, at: Date.now() })),
    ];
    const starved = starvedOf(this.machine.samples);
    const starvedMs = starved.reduce((sum, { from, to }) => sum + to - from, 0);
    return {
      ...{ minutes: Math.round(this.lastedMs / 6_000) / 10, changes, findings },
      ...{ doings, blindMs: this.blindMs, starvedMs },
    };
  }

  /** Why a quiet in which nothing fired would show nothing. */
  private unseen(doings: readonly Doing[]): string[] {
    const idle = doings.filter(({ asked, idleMs }) => asked === 0 || idleMs > mostIdleMs);
    const stopped = this.scene.traffic.failures.slice(this.first.failure);
    return [
      ...idle.map(({ subject, idleMs }) => `nobody did anything of ${subject} for ${inMinutes(idleMs)}`),
      ...stopped.map((failure) => `somebody stopped: ${failure.split('\n')[0]}`),
      ...(this.blindMs > mostBlindMs ? [`Prometheus said nothing for ${inMinutes(this.blindMs)}`] : []),
    ];
  }
}
