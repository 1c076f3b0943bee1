import { heldEnded, heldLive } from './held-session-rule';
import { MemorySessions } from './memory-sessions';

const live = (activeUntil = 100) =>
  heldLive({ version: 1, sealedAt: 0, sealed: 'k.sealed', seenAt: 1, activeUntil });

describe('sessions in memory', () => {
  let now = 1;
  let memory: MemorySessions;
  beforeEach(() => {
    now = 1;
    const bounds = { maxEntries: 3, maxBytes: 10_000 };
    memory = new MemorySessions({ memory: bounds, memoryOfEnded: bounds }, () => now);
  });

  it('make room for others, the unused first', () => {
    for (const id of ['a', 'b', 'c']) memory.absorb(id, live());
    memory.find('a');
    memory.absorb('d', live());
    expect(['a', 'b', 'c', 'd'].filter((id) => memory.find(id))).toEqual(['a', 'c', 'd']);
  });

  it('stay ended, whatever copy comes later', () => {
    memory.absorb('a', heldEnded(100));
    memory.absorb('a', live(200));
    expect([memory.hasEnded('a'), memory.find('a')]).toEqual([true, undefined]);
  });

  it('are pushed out of it by no flood of ended ones, and one that ended is not served for want of room', () => {
    memory.absorb('a', live());
    memory.absorb('b', live());
    for (const id of ['1', '2', '3']) memory.absorb(id, heldEnded(50));
    expect(memory.knowsAllEnded).toBe(true);
    memory.absorb('a', heldEnded(60));
    expect([memory.find('a'), memory.knowsAllEnded]).toEqual([undefined, false]);
    expect(memory.find('b')).toEqual(live());
    now = 60;
    expect(memory.knowsAllEnded).toBe(true);
  });

  it('hold none that is too large for it', () => {
    const large = { version: 1, sealedAt: 0, sealed: 'x'.repeat(20_000), seenAt: 1, activeUntil: 100 };
    memory.absorb('a', heldLive(large));
    expect(memory.find('a')).toBeUndefined();
  });
});
