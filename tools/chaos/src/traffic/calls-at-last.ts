import { type CallWire } from '@secureconnect/contracts';
import { until } from '@secureconnect/testing';
import { stormNow } from '../history/storm-clock';
import { type Facts, type Found } from '../history/storm-history';
import { type Crowd, type Person } from './crowd';

/** A ringing of 45 s, a lease of 15, 20 to come back, and the sweeps between. */
const patience = { timeout: 100_000, every: 1_000 };
const pageSize = 100;

/** What each has in her list of calls when all is well again. */
export class CallsAtLast {
  constructor(
    private readonly crowd: Crowd,
    private readonly seen: readonly string[],
  ) {}

  async found(): Promise<readonly Found[]> {
    const isOver = async ({ devices: [{ client }] }: Person) =>
      (await client.calls.active()).items.length === 0;
    const areOver = async () => (await Promise.all(this.crowd.people.map(isOver))).every(Boolean);
    await until('all calls to be over', areOver, patience).catch(() => undefined); // What is open is judged.
    const lists = new Map<Person, ReadonlyMap<string, CallWire>>();
    for (const person of this.crowd.people)
      lists.set(person, await until('her calls', () => listOf(person), patience));
    return this.seen.flatMap((id) => this.foundOf(id, lists));
  }

  /** By everybody who has it; by nobody where it is in no list. */
  private foundOf(id: string, lists: ReadonlyMap<Person, ReadonlyMap<string, CallWire>>): Found[] {
    const having = [...lists].flatMap(([{ account }, calls]) => {
      const call = calls.get(id);
      return call ? [this.one(account.name, factsOf(call))] : [];
    });
    if (having.length > 1) return having;
    const missing = this.one('somebody', { call: id, state: null });
    return having.length === 1 ? [...having, missing] : [missing];
  }

  private one(actor: string, facts: Facts): Found {
    return { subject: 'calls', actor, at: stormNow(), what: 'call', facts };
  }
}

async function listOf({ devices: [{ client }] }: Person): Promise<ReadonlyMap<string, CallWire>> {
  const calls = new Map<string, CallWire>();
  for (let cursor: string | undefined; ;) {
    const page = await client.calls.list({ limit: pageSize, ...(cursor !== undefined && { cursor }) });
    page.items.forEach((call) => calls.set(call.id, call));
    if (page.next_cursor === null) return calls;
    cursor = page.next_cursor;
  }
}

const factsOf = ({ id, state, reason, version, ended_at }: CallWire): Facts => ({
  ...{ call: id, state, reason, version },
  endedAt: ended_at === null ? null : Date.parse(ended_at),
});
