import { del, type RedisGate, type ScriptArgument } from '@secureconnect/redis';
import { type CallDeadline } from '@secureconnect/resilience';
import { type CountedPolicy } from '../memory/counted-policy';
import { type SubjectDebt } from '../memory/debt-table';
import { inRedis, type MemoryLimiter } from '../memory/memory-limiter';
import { type RateCheck, type RateDecision } from '../rate-limit.store';
import { judge } from '../verdict';
import { admitOne, admitRequests, tellDebts } from './admit-script';
import { type AskedChecks } from './asked-checks';
import { type LoneQuestion } from './lone-question';
import { type Part, partsOf, wholesOf } from './parts';
import { type SlotKeys } from './slot-keys';
import { type TakenAhead } from './untold-debts';

/** Redis serves nobody else meanwhile. */
const mostAtOnce = 200;
/** Recovery is waited for by nobody. */
const tellingMs = 500;

/** What holds for every question to Redis when it is sent. */
export interface AskedOfRedis {
  /** By how many limits are divided in Redis. */
  readonly sharers: number;
  /** Under which key stands what, in the Redis that was filled; empty where nobody looks. */
  readonly markerKey: string;
  readonly marker: string;
}

const wholeAndUnmarked: AskedOfRedis = { sharers: 1, markerKey: '', marker: '' };

/** Limits counted by Redis, of which memory learns. */
export class RedisLimiter {
  constructor(
    private readonly gate: RedisGate,
    private readonly keys: SlotKeys,
    private readonly limiter: MemoryLimiter,
    private readonly asked: AskedOfRedis = wholeAndUnmarked,
  ) {}

  /** Asks for many requests at once; one that spans several groups of a Cluster is all or none within each. */
  admit(asked: readonly AskedChecks[], { leftMs }: CallDeadline): Promise<RateDecision[]> {
    const sent = { at: this.limiter.now(), sharers: this.asked.sharers };
    const answered = (): RateDecision[] => asked.map((one) => this.answered(one, sent));
    if (!this.keys.isGrouped && asked.length <= mostAtOnce)
      return this.run(wholesOf(asked), sent.sharers, leftMs).then(answered);
    const runs: Promise<void>[] = [];
    for (const parts of partsOf(asked, this.keys))
      for (let from = 0; from < parts.length; from += mostAtOnce)
        runs.push(this.run(parts.slice(from, from + mostAtOnce), sent.sharers, leftMs));
    return Promise.all(runs).then(answered);
  }

  /** Asks for one check alone; what its subject owed before, in microseconds. */
  admitOne(
    { checks, counted, debt, untold, sharers }: LoneQuestion,
    { leftMs }: CallDeadline,
  ): Promise<number> {
    const { subject, cost: asked } = checks[0] as RateCheck;
    const [told, added] = inUs(debt, untold);
    const cost = costIn(counted, asked, sharers);
    const { markerKey, marker } = this.asked;
    const args = { cost, bound: boundIn(counted, cost), told, added, markerKey, marker };
    const key = this.keys.keyOf(counted, subject);
    return this.gate.run(admitOne, { key }, args, { deadlineMs: leftMs });
  }

  /** What follows of the answer; a debt is dated as it is for many. */
  answeredOne(question: LoneQuestion, owedUs: number): RateDecision {
    return this.limiter.settle(question, owedUs / 1_000);
  }

  /** Tells Redis what was admitted ahead of it, and learns what those subjects owe over all instances. */
  async tellAhead(taken: readonly TakenAhead[], { leftMs }: CallDeadline): Promise<void> {
    const groups = new Map<number, TakenAhead[]>();
    for (const one of taken) {
      const group = this.keys.groupOf(one.subject);
      const others = groups.get(group);
      if (others) others.push(one);
      else groups.set(group, [one]);
    }
    const runs: Promise<void>[] = [];
    for (const group of groups.values())
      for (let from = 0; from < group.length; from += mostAtOnce)
        runs.push(this.runAhead(group.slice(from, from + mostAtOnce), leftMs));
    await Promise.all(runs);
  }

  /** Tells Redis what these subjects owe, as far as it does not know of more. */
  async tell(subjects: readonly SubjectDebt[]): Promise<void> {
    const groups = new Map<number, ScriptArgument[]>();
    const now = this.limiter.now();
    for (const { counted, subject } of subjects) {
      const debt = Math.floor(this.limiter.debtOf(counted, subject, now) * 1_000);
      if (debt <= 0) continue;
      const group = this.keys.groupOf(subject);
      const words = groups.get(group) ?? [];
      words.push(this.keys.keyOf(counted, subject), counted.boundUs, debt);
      groups.set(group, words);
    }
    const told = [...groups.values()].map((words) =>
      this.gate.run(tellDebts, { slot: String(words[0]) }, { words }, { deadlineMs: tellingMs }),
    );
    await Promise.all(told);
  }

  async forget(counted: CountedPolicy, subject: string, { leftMs }: CallDeadline): Promise<void> {
    await this.gate.run(del, { key: this.keys.keyOf(counted, subject) }, {}, { deadlineMs: leftMs });
  }

  private async runAhead(taken: readonly TakenAhead[], deadlineMs: number): Promise<void> {
    const sentAt = this.limiter.now();
    const words: ScriptArgument[] = [];
    for (const { counted, subject, owed, taken: added } of taken) {
      const [told, ahead] = inUs(owed + added, added);
      words.push(1, this.keys.keyOf(counted, subject), 0, counted.boundUs, told, ahead, 1);
    }
    const all = await this.askMany(words, deadlineMs);
    for (const [at, { counted, subject }] of taken.entries()) {
      const since = counted.untold.get(subject) ?? 0;
      this.limiter.learn(counted, subject, sentAt + (all[at] as number) / 1_000 + since);
    }
  }

  private run(parts: readonly Part[], sharers: number, deadlineMs: number): Promise<void> {
    const words: ScriptArgument[] = [];
    for (const part of parts) this.write(part, sharers, words);
    return this.askMany(words, deadlineMs).then((owed) => {
      let next = 0;
      for (const { asked, places } of parts)
        for (const at of places) {
          asked.debts[at] = (owed[next] as number) / 1_000;
          next += 1;
        }
    });
  }

  private askMany(words: readonly ScriptArgument[], deadlineMs: number): Promise<readonly number[]> {
    const { markerKey, marker } = this.asked;
    const keys = { slot: words[1] as string };
    return this.gate.run(admitRequests, keys, { markerKey, marker, words }, { deadlineMs });
  }

  private write({ asked, places }: Part, sharers: number, words: ScriptArgument[]): void {
    words.push(places.length);
    for (const at of places) {
      const counted = asked.counted[at] as CountedPolicy;
      const check = asked.checks[at] as RateCheck;
      const [told, added] = inUs(asked.debts[at] as number, asked.untold[at] as number);
      const isShadow = counted.policy.isShadow ? 1 : 0;
      const cost = costIn(counted, check.cost, sharers);
      words.push(
        this.keys.keyOf(counted, check.subject),
        cost,
        boundIn(counted, cost),
        told,
        added,
        isShadow,
      );
    }
  }

  /** A debt is dated from when it was asked for: what is carried back later is never more than what Redis has. */
  private answered(
    asked: AskedChecks,
    sent: { readonly at: number; readonly sharers: number },
  ): RateDecision {
    const verdict = judge(asked, inRedis(sent.sharers));
    for (let at = 0; at < asked.checks.length; at += 1) {
      const { subject } = asked.checks[at] as RateCheck;
      const restAt = sent.at + (asked.debts[at] as number);
      this.limiter.learn(asked.counted[at] as CountedPolicy, subject, restAt);
    }
    return verdict;
  }
}

/** What is known of a debt but for what Redis was not told of, and that. */
const inUs = (debt: number, untold: number): readonly [number, number] => [
  Math.floor(Math.max(0, debt - untold) * 1_000),
  Math.round(untold * 1_000),
];

/** In microseconds. */
const costIn = (counted: CountedPolicy, cost: number | undefined, sharers: number): number =>
  cost === undefined && sharers === 1 ? counted.costUs : Math.round(counted.debtOf(cost, sharers) * 1_000);

const boundIn = ({ boundUs }: CountedPolicy, cost: number): number => (cost > boundUs ? cost : boundUs);
