import { bareSighting } from '../health/redis-sighting';
import { MemoryEpochRecord } from './memory-epoch-record';
import { ServerIdentity } from './server-identity';

const seen = (marker: string | null, runId = 'a', knownUntil: number | null = 5) => ({
  ...bareSighting,
  marker,
  runId,
  knownUntil,
});

/** Knows epoch 1 on run `a`; the record says 1 too, or was counted on by others. */
async function familiar(advancedByOthers = 0) {
  const record = new MemoryEpochRecord();
  const identity = new ServerIdentity(record);
  for (let epoch = 0; epoch < 1 + advancedByOthers; epoch += 1) await record.advance(epoch || null, null);
  identity.trust('1@a/');
  return { record, identity };
}

describe('the identity of a server', () => {
  it.each([
    ['the same', seen('1@a/'), 0, { change: undefined, rehydrate: 'nothing' }],
    ['restarted', seen('1@a/', 'b'), 0, { change: 'restarted', rehydrate: 'recent', knownUntil: 5 }],
    [
      'restarted, proven by another instance',
      seen('1@b/', 'b'),
      0,
      { change: 'restarted', rehydrate: 'recent' },
    ],
    [
      'restarted, of unknown age',
      seen('1@a/', 'b', null),
      0,
      { change: 'restarted', rehydrate: 'everything' },
    ],
    ['emptied', seen(null), 0, { change: 'emptied', rehydrate: 'everything', advances: true }],
    ['marked by a stranger', seen('x'), 0, { change: 'emptied', rehydrate: 'everything', advances: true }],
    [
      'promoted, and proven by another instance',
      { ...seen('1@b/c', 'b'), replicationId: 'c' },
      0,
      { change: 'restarted', rehydrate: 'everything', advances: false },
    ],
    ['of an older filling', seen('1@b/', 'b'), 1, { change: 'restarted' }],
    [
      'of another filling',
      seen('7@b/', 'b'),
      0,
      { change: 'replaced', rehydrate: 'everything', advances: true },
    ],
    ['refilled by another instance', seen('2@a/'), 1, { change: 'refilled', rehydrate: 'nothing' }],
    ['refilled, then restarted', seen('2@a/', 'b'), 1, { change: 'restarted', rehydrate: 'recent' }],
  ])('is %s', async (_name, sighting, advancedByOthers, judgement) => {
    const { identity } = await familiar(advancedByOthers);
    await expect(identity.judge(sighting)).resolves.toMatchObject(judgement);
  });

  it.each([
    ['the same', seen('1@a/'), undefined],
    ['restarted', seen('1@a/', 'b'), 'restarted'],
  ])(
    'is %s to a process that begins, which brings everything: who was before it may have ended in debt',
    async (_name, sighting, change) => {
      const record = new MemoryEpochRecord();
      await record.advance(null, null);
      const judgement = { change, rehydrate: 'everything', advances: false };
      await expect(new ServerIdentity(record).judge(sighting)).resolves.toMatchObject(judgement);
    },
  );

  it('counts the epoch on only where everything was brought', async () => {
    const { identity } = await familiar();
    const after = async (sighting: ReturnType<typeof seen>) =>
      identity.markerFor(await identity.judge(sighting));
    expect(await after(seen('1@a/'))).toBe('1@a/');
    expect(await after(seen('1@a/', 'b'))).toBe('1@b/');
    expect(await after(seen(null, 'b'))).toBe('2@b/');
  });

  it('adopts the epoch of the instance that was sooner', async () => {
    const { record, identity } = await familiar();
    const judgement = await identity.judge(seen(null));
    await record.advance(1, null);
    expect(await identity.markerFor(judgement)).toBe('2@a/');
  });

  it('agrees with instances that have a record of their own, whoever is ahead', async () => {
    const instances = [4, 1, 2].map((epoch) => ({ record: new MemoryEpochRecord(), epoch }));
    let marker: string | null = null;
    const identities: ServerIdentity[] = [];
    for (const { record, epoch } of instances) {
      for (let known = 0; known < epoch; known += 1) await record.advance(known || null, null);
      identities.push(new ServerIdentity(record));
    }
    const turn = async () => {
      const before = marker;
      for (const identity of identities) {
        marker = await identity.markerFor(await identity.judge(seen(marker)));
        identity.trust(marker);
      }
      return before === marker;
    };
    await turn();
    await turn();
    expect(await turn()).toBe(true);
    expect(new Set(identities.map(({ epoch }) => epoch)).size).toBe(1);
  });
});
