import { until } from '@secureconnect/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { RedisGate } from '../gate/redis-gate';
import { brokenOf, type Extent, type Findings, type Scenario } from './scenario.contract';
import { withPlace } from './storm-scenario.contract';
import { type Place } from './storm-fault.contract';

interface ListeningFault {
  readonly name: string;
  readonly did: string;
  readonly on: (place: Place) => unknown;
  readonly off: (place: Place) => unknown;
}

const faults: readonly ListeningFault[] = [
  {
    name: 'subscriber cut for 2 s',
    did: 'its connection torn, new ones refused for 2 s, messages go on',
    on: async ({ proxy }) => {
      await proxy.refuse();
      proxy.reset();
    },
    off: ({ proxy }) => proxy.heal(),
  },
  {
    name: 'subscriber deaf',
    did: 'its connection stays, nothing arrives any more, messages go on',
    on: ({ proxy }) => proxy.halfOpen('replies'),
    off: ({ proxy }) => proxy.heal(),
  },
];

const awayMs = 2_000;

/** What a listener went through, in its order. */
type Event = number | 'listening' | 'deaf';

/** Speaks numbers past the proxy until told to stop; gives how many. */
function speak(redis: Place['redis'], perTurn: number): () => Promise<number> {
  let [said, isOver] = [0, false];
  const speaking = (async () => {
    const connection = await redis.connect();
    for (; !isOver; await sleep(5))
      for (let turn = 0; turn < perTurn; turn += 1)
        await connection.command(['PUBLISH', 'news', String(said++)]);
    connection.close();
  })();
  return async () => {
    isOver = true;
    await speaking;
    return said;
  };
}

/** Numbers that were neither heard nor fall where the listener knew that it was, or had been, deaf. */
function silentlyLost(events: readonly Event[]): number {
  let [next, lost, told] = [0, 0, true];
  for (const event of events) {
    if (typeof event === 'string') told = true;
    else {
      if (event > next && !told) lost += event - next;
      next = event + 1;
      told = false;
    }
  }
  return lost;
}

async function listenUnder(fault: ListeningFault, { operations, progress }: Extent): Promise<Findings> {
  return withPlace(async (place) => {
    const gate = new RedisGate({ url: place.proxy.through(place.redis.url), clockIntervalMs: 100 });
    const events: Event[] = [];
    gate.subscribe('news', {
      onMessage: (message) => events.push(Number(message)),
      onListening: () => events.push('listening'),
      onDeaf: () => events.push('deaf'),
    });
    await until('somebody to listen', () => events.includes('listening'));
    const stop = speak(place.redis, Math.max(1, Math.ceil(operations / 250)));
    await until('something to be heard', () => events.length > 20);
    await fault.on(place);
    await until('the deafness to be told', () => events.includes('deaf'));
    await sleep(awayMs);
    await fault.off(place);
    const since = performance.now();
    await until('it to listen again', () => events.lastIndexOf('listening') > events.indexOf('deaf'));
    const normalAfterMs = Math.round(performance.now() - since);
    const heard = events.length;
    await until('more to be heard', () => events.length > heard + 20);
    const said = await stop();
    progress(said);
    gate.close();
    const lost = silentlyLost(events);
    const numbers = events.filter((event) => typeof event === 'number');
    const promises = {
      'nothing is lost without a word': lost === 0,
      'nothing is heard twice': new Set(numbers).size === numbers.length,
    };
    const note = `${said - numbers.length} messages fell into the time it knew to be deaf`;
    return { operations: said, unsettled: lost, normalAfterMs, note, broken: brokenOf(promises) };
  });
}

/** Redis keeps no message for who is away: the listener must know that it was. */
export const listeningScenarios: readonly Scenario[] = faults.map((fault) => ({
  name: fault.name,
  did: fault.did,
  must: 'the listener is told that it is deaf and when it hears again; no message is lost unnoticed',
  run: (extent) => listenUnder(fault, extent),
}));
