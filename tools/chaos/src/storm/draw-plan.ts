import { Dice } from '@secureconnect/testing';
import { type StormFault } from '../faults/storm-fault';
import { faultsOf } from '../faults/storm-faults';
import { type RedisForm, redisForms, type SystemShape } from '../system/storm-system';
import { shapeOf } from '../system/system-shape';
import { type PlannedFault, type StormPlan } from './storm-plan';

/** What a plan is drawn for. */
export interface PlanOptions {
  readonly seed: number;
  readonly form: RedisForm | 'any';
  readonly people: number;
  readonly minutes: number;
  /** Between two steps of one person, on the mean. */
  readonly pauseMs?: number;
}

/** People are busy for a while before anything happens, and after all of it. */
const [calmBeforeMs, calmAfterMs] = [3_000, 4_000];
const usualPauseMs = 400;
/** How often more than one thing happens at a time, and how many then. */
const [overlapping, most] = [0.45, 3];
/** Of how many is each kind: Redis is what this house is about. */
const kinds: readonly StormFault['takes'][] = [
  'redis',
  'redis',
  'redis',
  'redis',
  'postgres',
  'instance',
  'way',
];

/** Draws each of them once before any comes again. */
class Bag<T> {
  private left: T[] = [];

  constructor(
    private readonly all: readonly T[],
    private readonly dice: Dice,
  ) {}

  draw(): T {
    if (this.left.length === 0) this.left = [...this.all];
    const [drawn] = this.left.splice(this.dice.below(this.left.length), 1);
    return drawn as T;
  }
}

class Drawing {
  readonly faults: PlannedFault[] = [];
  private readonly bags = new Map<string, Bag<StormFault>>();

  constructor(
    private readonly shape: SystemShape,
    private readonly dice: Dice,
  ) {
    const all = faultsOf(shape.form);
    for (const kind of new Set(kinds)) {
      const ofKind = all.filter(({ takes }) => takes === kind);
      this.bags.set(kind, new Bag(ofKind, dice));
    }
  }

  /** One fault, or some that overlap; gives how long all of it lasts. */
  add(atMs: number): number {
    const { dice } = this;
    const count = dice.chance(overlapping) ? 2 + dice.below(most - 1) : 1;
    const taken = new Set<string>();
    let lasts = 0;
    for (let each = 0; each < count; each += 1) {
      const fault = (this.bags.get(dice.one(kinds)) as Bag<StormFault>).draw();
      const target = dice.one(fault.targets(this.shape));
      const [later, forMs] = [dice.below(each === 0 ? 1 : 800), this.length()];
      const takes = resourceOf(fault, target);
      if (taken.has(takes)) continue;
      taken.add(takes);
      const number = this.faults.length;
      this.faults.push({ number, name: fault.name, target, atMs: Math.round(atMs + later), forMs });
      lasts = Math.max(lasts, later + forMs);
    }
    return lasts;
  }

  private length(): number {
    return Math.round(
      this.dice.chance(0.15) ? this.dice.between(4_000, 9_000) : this.dice.between(300, 3_500),
    );
  }
}

/** What a fault has for itself while it lasts. */
export const resourceOf = ({ takes }: StormFault, target: string): string =>
  takes === 'redis' || takes === 'postgres' ? takes : target;

/** The plan that a seed gives: always the same. */
export function drawPlan({ seed, form, people, minutes, pauseMs = usualPauseMs }: PlanOptions): StormPlan {
  const dice = new Dice(seed);
  const drawn = dice.one(redisForms);
  const chosen = form === 'any' ? drawn : form;
  const lastsMs = Math.round(minutes * 60_000);
  const drawing = new Drawing(shapeOf(chosen), dice);
  let at = calmBeforeMs;
  while (at < lastsMs - calmAfterMs) {
    at += drawing.add(at);
    // After every other one they are given the time to be normal; the next one meets them as they are.
    at += dice.chance(0.5) ? dice.between(200, 1_500) : dice.between(3_000, 6_000);
  }
  return { seed, form: chosen, people, pauseMs, lastsMs, faults: drawing.faults };
}
