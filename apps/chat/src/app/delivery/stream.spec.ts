import * as fc from 'fast-check';
import { type PassingNews } from './change-publisher';
import { type ConversationChange } from './conversation-change';
import { Stream } from './stream';
import { WaitingRoom } from './waiting-room';
import { conversationId, Log, Node } from './stream-model.contract';

const people = ['ada', 'bob', 'cy', 'dot'];

type Step = (log: Log, node: Node) => void;
const person = fc.constantFrom(...people);
const does = ['join', 'leave', 'say', 'say', 'change'] as const;
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(person, fc.constantFrom(...does), fc.nat(40)).map(
      ([who, what, index]): Step =>
        (log) =>
          what === 'change' ? log.change(who, index) : log.commit(who, what),
    ),
  },
  {
    weight: 6,
    arbitrary: fc.nat(40).map(
      (index): Step =>
        (log, node) =>
          log.version > 0 && node.hear(index),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.nat(3).map(
      (back): Step =>
        (log, node) =>
          log.version > back && node.hear(log.version - 1 - back),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.nat(40).map(
      (index): Step =>
        (log, node) =>
          log.version > 0 && node.sweep(index),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.nat(10).map(
      (index): Step =>
        (_log, node) =>
          node.hearSwept(index),
    ),
  },
  {
    weight: 2,
    arbitrary: person.map(
      (who): Step =>
        (_log, node) =>
          node.come(who),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.nat(4).map(
      (index): Step =>
        (_log, node) =>
          node.answer(index),
    ),
  },
  {
    weight: 1,
    arbitrary: person.map(
      (who): Step =>
        (_log, node) =>
          node.go(who),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 4 }).map(
      (count): Step =>
        (_log, node) =>
          node.catchUp(count),
    ),
  },
);

/** Of what was changed after she had gone she is owed nothing, for it may have been read after that. */
const isOwed = (log: Log, userId: string, version: number): boolean =>
  log.membersAt(version - 1).has(userId) &&
  (log.isEnd(userId, version) || log.staysFrom(userId, version, log.asOf(version)));

describe('a stream, whatever is lost, doubled or disordered on the way to it', () => {
  it('tells each member each change of her time once and in order, and nobody anything else, nor how it was after her time', () => {
    const holds = (steps: Step[]) => {
      const log = new Log();
      const node = new Node(log);
      for (const take of steps) take(log, node);
      while (node.readings.length > 0) node.answer(0);
      node.catchUp();
      expect(node.isBehind).toBe(false);
      expect(node.room.size).toBe(0);
      for (const [userId, told] of node.told) {
        const versions = told.map(({ version }) => version);
        for (const { version, data } of told)
          expect(log.isEnd(userId, version) || log.staysFrom(userId, version, data.asOf)).toBe(true);
        expect(versions).toEqual([...new Set(versions)].sort((one, other) => one - other));
        for (const version of versions) expect(log.concerns(userId, version)).toBe(true);
        // She comes back by news alone: where that is lost, a recheck lets her in.
        const since = node.since.get(userId);
        const known = since === undefined ? versions : [since, ...versions];
        for (const version of known)
          if (version < log.version && node.here.has(userId) && isOwed(log, userId, version + 1))
            expect(versions).toContain(version + 1);
      }
    };
    fc.assert(fc.property(fc.array(step, { minLength: 5, maxLength: 80 }), holds), { numRuns: 1_000 });
  });
});

describe('a stream', () => {
  const told: [string, number][] = [];
  const here = new Set(['ada', 'bob']);
  const room = new WaitingRoom(100);
  const begin = (version: number) =>
    new Stream(conversationId, version, {
      room,
      isHere: (userId) => here.has(userId),
      tell: ({ version: which }, to) => to.forEach((userId) => told.push([userId, which])),
      entered: () => undefined,
      gone: () => undefined,
    });
  const change = (version: number, more: Partial<ConversationChange> = {}) =>
    ({
      conversation_id: conversationId,
      version,
      event: 'message.created',
      data: {},
      ...more,
    }) as ConversationChange;
  const typing = (version: number, except?: string) =>
    ({ ...change(version), event: 'typing', except }) as unknown as PassingNews;

  beforeEach(() => void told.splice(0));

  it('tells who is removed that she is, and nothing that was heard before it and happened after', () => {
    const stream = begin(0);
    ['ada', 'bob'].forEach((each) => stream.admit(each, 0));
    [3, 2].forEach((version) => stream.hear(change(version)));
    stream.hear(change(1, { left: ['bob'] }));
    expect(told).toEqual([
      ['ada', 1],
      ['bob', 1],
      ['ada', 2],
      ['ada', 3],
    ]);
  });

  it('tells who is let in by a change that change, and those after it', () => {
    const stream = begin(0);
    stream.admit('ada', 0);
    stream.hear(change(1));
    stream.hear(change(2, { joined: ['bob', 'somebody elsewhere'] }));
    expect(told).toEqual([
      ['ada', 1],
      ['ada', 2],
      ['bob', 2],
    ]);
  });

  it('tells who was let in at a version that is still to come only what follows it', () => {
    const stream = begin(0);
    stream.admit('ada', 0);
    expect(stream.admit('bob', 2)).toBe('waits');
    for (const version of [1, 2, 3]) stream.hear(change(version));
    expect(told.filter(([who]) => who === 'bob')).toEqual([['bob', 3]]);
  });

  it('lets nobody in again by a membership that was read before she was removed', () => {
    const stream = begin(0);
    stream.admit('ada', 0);
    stream.hear(change(1, { left: ['bob'] }));
    expect(stream.admit('bob', 0)).toBe('again');
    stream.hear(change(2));
    expect(told).toEqual([
      ['ada', 1],
      ['ada', 2],
    ]);
  });

  it('has what passes by wait for what was before it, and spares who caused it', () => {
    const stream = begin(0);
    ['ada', 'bob'].forEach((each) => stream.admit(each, 0));
    stream.pass(typing(1, 'ada'));
    expect(told).toEqual([]);
    stream.hear(change(1));
    expect(told).toEqual([
      ['ada', 1],
      ['bob', 1],
      ['bob', 1],
    ]);
  });

  it('tells what passes by to nobody who was removed by then', () => {
    const stream = begin(0);
    ['ada', 'bob'].forEach((each) => stream.admit(each, 0));
    stream.pass(typing(1));
    stream.hear(change(1, { left: ['bob'] }));
    expect(told.filter(([who]) => who === 'bob')).toHaveLength(1);
  });

  it.each([0, 1, 2])(
    'tells what passed by at version %i to nobody whose removal waits to be told',
    (version) => {
      const stream = begin(0);
      ['ada', 'bob'].forEach((each) => stream.admit(each, 0));
      stream.hear(change(2, { left: ['bob'] }));
      stream.pass(typing(version));
      stream.hear(change(1));
      expect(told.filter(([who]) => who === 'bob')).toHaveLength(2);
      expect(told.filter(([who]) => who === 'ada')).toHaveLength(3);
    },
  );

  it('ends for everybody with the conversation', () => {
    const stream = begin(0);
    ['ada', 'bob'].forEach((each) => stream.admit(each, 0));
    stream.hear(change(1, { event: 'conversation.deleted' } as never));
    expect(stream.isEmpty).toBe(true);
  });

  it('keeps no more than so many changes that wait, and goes on from the record', () => {
    const stream = begin(0);
    stream.admit('ada', 0);
    for (let version = 2; version <= 2_000; version += 1) stream.hear(change(version));
    expect(room.size).toBe(100);
    for (let version = 1; stream.isBehind; version = stream.version + 1) stream.hear(change(version));
    expect(told.map(([, version]) => version)).toEqual(
      Array.from({ length: 2_000 }, (_, index) => index + 1),
    );
  });

  it('goes on behind what nobody is told, with those alone who are still in it', () => {
    const stream = begin(0);
    ['ada', 'bob'].forEach((each) => stream.admit(each, 0));
    [5_000, 5_001].forEach((version) => stream.hear(change(version)));
    stream.jump(5_000, ['ada']);
    expect([told, stream.isBehind, room.size]).toEqual([[['ada', 5_001]], false, 0]);
  });
});
