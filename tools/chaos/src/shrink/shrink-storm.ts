import { type Finding } from '../history/finding';
import { type KeptStorm } from '../history/kept-storm';
import { type PlannedFault, type StormPlan } from '../storm/storm-plan';
import { fewest } from './fewest';

/** Holds a storm; what it needs beside the plan is the caller's. */
export type Hold = (plan: StormPlan) => Promise<KeptStorm>;

/** What is looked for, and how long. */
export interface ShrinkOptions {
  /** Storms held at most. */
  readonly runs: number;
  /** How often a plan is tried before it counts as one that does not fail: what happens now and then is missed by one. */
  readonly tries?: number;
  readonly tell: (what: string) => void;
}

/** One attempt, as the report names it. */
export interface Attempt {
  readonly faults: number;
  readonly people: number;
  readonly seconds: number;
  readonly failed: number;
  readonly of: number;
}

/** The shortest that failed, and what was tried on the way to it. */
export interface Shrunk {
  readonly shortest: KeptStorm;
  readonly looked: Pick<Finding, 'subject' | 'fault'>;
  readonly attempts: readonly Attempt[];
  /** False where the storms were used up before nothing more could be dropped. */
  readonly isWhole: boolean;
}

const usualTries = 2;
const [fewestPeople, shortestMs] = [2, 6_000];
/** What is left of a storm after its last fault. */
const restMs = 4_000;
/** So long people are busy before the first fault of a shorter plan. */
const calmMs = 3_000;

class Shrinking {
  readonly attempts: Attempt[] = [];
  shortest: KeptStorm;
  private count = 0;

  constructor(
    first: KeptStorm,
    readonly looked: Finding,
    private readonly hold: Hold,
    private readonly options: ShrinkOptions,
  ) {
    this.shortest = first;
  }

  get isOver(): boolean {
    return this.count >= this.options.runs;
  }

  /** Tries a plan until it fails in the way that is looked for, or often enough that it seems not to. */
  async fails(plan: StormPlan): Promise<boolean> {
    const { tries = usualTries, runs, tell } = this.options;
    let of = 0;
    let failed = 0;
    while (of < tries && failed === 0 && !this.isOver) {
      this.count += 1;
      of += 1;
      tell(`storm ${this.count} of ${runs} at most: ${inWords(plan)}`);
      const kept = await this.held(plan);
      if (!kept || !isSame(kept, this.looked)) continue;
      failed += 1;
      this.shortest = kept;
    }
    if (of === 0) return false;
    tell(
      failed > 0 ? '  failed the same way' : `  did not fail again, of ${of} ${of === 1 ? 'try' : 'tries'}`,
    );
    const { people, lastsMs, faults } = plan;
    this.attempts.push({ faults: faults.length, people, seconds: lastsMs / 1_000, failed, of });
    return failed > 0;
  }

  /** Undefined where the system did not come up or nobody came to an end: that is no storm, and ends no search. */
  private async held(plan: StormPlan): Promise<KeptStorm | undefined> {
    try {
      return await this.hold(plan);
    } catch (error) {
      this.options.tell(`  could not be held: ${(error as Error).message.split('\n')[0]}`);
      return undefined;
    }
  }

  async faults(plan: StormPlan): Promise<StormPlan> {
    const left = await fewest(plan.faults, (faults) => this.fails(closed(plan, faults)));
    return left.length === plan.faults.length ? plan : closed(plan, left);
  }

  /** Half as many people, as long as that fails too. */
  async people(plan: StormPlan): Promise<StormPlan> {
    const people = Math.max(fewestPeople, Math.floor(plan.people / 2));
    if (people === plan.people || this.isOver) return plan;
    const fewer = { ...plan, people };
    return (await this.fails(fewer)) ? this.people(fewer) : plan;
  }

  /** Half as long, as long as all faults have their time in it. */
  async minutes(plan: StormPlan): Promise<StormPlan> {
    const needed = Math.max(shortestMs, ...plan.faults.map(({ atMs, forMs }) => atMs + forMs + restMs));
    const lastsMs = Math.max(needed, Math.floor(plan.lastsMs / 2));
    if (lastsMs >= plan.lastsMs || this.isOver) return plan;
    const shorter = { ...plan, lastsMs };
    return (await this.fails(shorter)) ? this.minutes(shorter) : plan;
  }
}

const isSame = ({ findings }: KeptStorm, { subject, fault, isUnsure }: Finding): boolean =>
  findings.some((each) => each.subject === subject && each.fault === fault && (isUnsure || !each.isUnsure));

/** What is worth a search most: something wrong before a refusal or a line too many, and what is certain before what is not. */
function worst(findings: readonly Finding[]): Finding | undefined {
  const sure = findings.filter(({ isUnsure }) => !isUnsure);
  return (
    sure.find(({ subject }) => subject !== 'system') ??
    sure.find(({ fault }) => fault !== 'log-flood') ??
    sure[0] ??
    findings[0]
  );
}

/** With these faults alone, and nothing but a rest between and around them. */
function closed(plan: StormPlan, faults: readonly PlannedFault[]): StormPlan {
  const moved: PlannedFault[] = [];
  let [was, is, end] = [0, calmMs, calmMs];
  for (const fault of [...faults].sort((one, other) => one.atMs - other.atMs)) {
    const gap = fault.atMs - was;
    // What overlapped or came close after another still does.
    const atMs = moved.length === 0 ? calmMs : Math.min(is + gap, end + restMs);
    moved.push({ ...fault, atMs });
    [was, is, end] = [fault.atMs, atMs, Math.max(end, atMs + fault.forMs)];
  }
  return { ...plan, faults: moved, lastsMs: Math.max(shortestMs, end + restMs) };
}

const inWords = ({ faults, people, lastsMs }: StormPlan): string =>
  `${faults.length} faults, ${people} people, ${Math.round(lastsMs / 1_000)} s`;

/** The shortest plan that fails as a kept storm did: fewer faults first, then fewer people, then less time. Undefined where nothing was found in it. */
export async function shrinkStorm(
  kept: KeptStorm,
  hold: Hold,
  options: ShrinkOptions,
): Promise<Shrunk | undefined> {
  const looked = worst(kept.findings);
  if (!looked) return undefined;
  const shrinking = new Shrinking(kept, looked, hold, options);
  const faults = await shrinking.faults(kept.plan);
  await shrinking.minutes(await shrinking.people(faults));
  const { shortest, attempts, isOver } = shrinking;
  return { shortest, looked, attempts, isWhole: !isOver };
}
