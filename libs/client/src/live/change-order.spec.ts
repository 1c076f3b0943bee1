import { type ChatChange, type MessageWire } from '@secureconnect/contracts';
import fc from 'fast-check';
import { ChangeOrder } from './change-order';

const one = 'conversation-1';
const limits = { held: 100, conversations: 100 };
const message = (seq: number, conversation_id = one) => ({ seq, conversation_id }) as MessageWire;
const said = (version: number, conversation_id = one): ChatChange => ({
  event: 'message.created',
  data: { version, message: message(version, conversation_id) },
});
const removed = (version: number, user_id: string): ChatChange => ({
  event: 'member.removed',
  data: { conversation_id: one, user_id, version },
});
const added = (version: number): ChatChange => ({
  event: 'member.added',
  data: { conversation_id: one, member: { user_id: 'ada', role: 'member', joined_at: '' }, version },
});

function order(bounds = limits) {
  const told: number[] = [];
  const made = new ChangeOrder('ada', (change) => told.push(change.data.version), bounds);
  return { told, order: made };
}
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('the order of changes', () => {
  it('is that of their versions, each once, however they come', () => {
    const arrivals = fc
      .integer({ min: 1, max: 30 })
      .chain((count) => fc.tuple(fc.constant(count), fc.array(fc.integer({ min: 1, max: count }))))
      .map(([count, doubles]) => ({ count, all: [...doubles, ...upTo(count).reverse()] }));
    fc.assert(
      fc.property(arrivals, ({ count, all }) => {
        const { told, order: tried } = order();
        for (const version of all) tried.offer(said(version));
        expect(told).toEqual(upTo(count));
        expect(tried.isLacking).toBe(false);
      }),
    );
  });

  it('knows what is lacking, until it has come', () => {
    const { order: tried } = order();
    [1, 2, 5].forEach((version) => tried.offer(said(version)));
    expect(tried.lacking).toEqual([one]);
    expect(tried.firstHeldSeq(one)).toBe(5);
    [4, 3].forEach((version) => tried.offer(said(version)));
    expect(tried.isLacking).toBe(false);
  });

  it('holds no more than it may, and then knows that something is lacking', () => {
    const { told, order: tried } = order({ ...limits, held: 2 });
    [1, 3, 4, 5, 6].forEach((version) => tried.offer(said(version)));
    tried.offer(said(2));
    expect(told).toEqual([1, 2, 3, 4]);
    expect(tried.lacking).toEqual([one]);
    [5, 6].forEach((version) => tried.offer(said(version)));
    expect(told).toEqual(upTo(6));
    expect(tried.isLacking).toBe(false);
  });

  it('does not keep what was told, however often it comes', () => {
    const { told, order: tried } = order({ ...limits, held: 2 });
    upTo(5).forEach((version) => tried.offer(said(version)));
    upTo(5).forEach((version) => tried.offer(said(version)));
    [7, 8, 6].forEach((version) => tried.offer(said(version)));
    expect(told).toEqual(upTo(8));
  });

  it('has a message that was fetched by its number told once, whichever way it comes again', () => {
    const { told, order: tried } = order();
    tried.offer(said(1));
    tried.offerMessage(message(2), 2);
    tried.offerMessage(message(2), 2);
    [2, 3].forEach((version) => tried.offer(said(version)));
    expect(told).toEqual([1, 2, 3]);
  });

  it('waits with a conversation nobody has told of, and begins with its first change', () => {
    const { told, order: tried } = order();
    tried.offer(said(7));
    expect([told, tried.lacking]).toEqual([[], [one]]);
    tried.goOnFrom(one, { version: 6, seq: 6 });
    expect([told, tried.lacking]).toEqual([[7], []]);
  });

  it('ends with the removal of whose order it is, and with nobody else', () => {
    const { told, order: tried } = order();
    [said(1), removed(2, 'bob'), removed(3, 'ada')].forEach((change) => tried.offer(change));
    expect(told).toEqual([1, 2, 3]);
    expect(tried.told(one)).toBeUndefined();
  });

  it('tells an end once, however often it comes, and begins anew where she comes back', () => {
    const { told, order: tried } = order();
    const all = [said(1), removed(2, 'ada')];
    for (const change of [...all, ...all]) tried.offer(change);
    expect([told, tried.isLacking, [...tried.all()]]).toEqual([[1, 2], false, [[one, 2, 1, true]]]);
    for (const change of [...all, added(5), said(6), removed(2, 'ada'), added(5)]) tried.offer(change);
    expect([told, tried.isLacking]).toEqual([[1, 2, 5, 6], false]);
    const other = order();
    for (const change of [said(1), said(6), added(5), removed(2, 'ada')]) other.order.offer(change);
    expect([other.told, other.order.isLacking]).toEqual([[1, 2, 5, 6], false]);
  });

  it('never goes back behind what it told, whatever waited when she came', () => {
    const { told, order: tried } = order();
    for (const change of [removed(83, 'ada'), added(90), removed(95, 'ada'), added(98)]) tried.offer(change);
    tried.goOnWithHeld(one);
    expect([told, tried.isLacking]).toEqual([[90, 95, 98], false]);
  });

  it('tells nothing again of a conversation that she was found to have left, and what is new of it', () => {
    const { told, order: tried } = order();
    [said(1), said(2), removed(5, 'ada')].forEach((change) => tried.offer(change));
    tried.leave(one, 2);
    expect([tried.told(one), tried.lacking]).toEqual([undefined, [one]]);
    tried.goOnWithHeld(one);
    [said(1), said(2), removed(5, 'ada'), added(7), said(8)].forEach((change) => tried.offer(change));
    expect([told, tried.isLacking]).toEqual([[1, 2, 5, 7, 8], false]);
  });

  it('tells no message again that was fetched for it while she left', () => {
    const { told, order: tried } = order();
    for (const change of [said(1), said(2), removed(3, 'ada')]) tried.offer(change);
    tried.offerMessage(message(2), 1);
    tried.offer(added(5));
    tried.offerMessage(message(2), 5);
    expect(told).toEqual([1, 2, 3, 5]);
  });

  it('tells each of her stays that it has heard of, whichever of them came first', () => {
    const { told, order: tried } = order();
    const stays = [added(9), said(10), removed(3, 'ada'), added(5), removed(7, 'ada')];
    for (const change of [said(1), ...stays]) tried.offer(change);
    while (tried.isLacking) tried.goOnWithHeld(one);
    expect(told).toEqual([1, 3, 5, 7, 9, 10]);
  });

  it('has room for her end, however much waits', () => {
    const { told, order: tried } = order({ ...limits, held: 1 });
    for (const change of [said(1), said(3), said(4), removed(6, 'ada')]) tried.offer(change);
    while (tried.isLacking) tried.goOnWithHeld(one);
    expect([told, tried.told(one)]).toEqual([[1, 3, 6], undefined]);
  });

  it('knows that she left since a version, and not where she was listed later', () => {
    const { order: tried } = order();
    for (const change of [said(1), said(2), removed(3, 'ada')]) tried.offer(change);
    expect([2, 3, 5].map((version) => tried.hasLeft(one, version))).toEqual([true, false, false]);
    tried.offer(added(6));
    expect(tried.hasLeft(one, 2)).toBe(false);
  });

  it('takes her for somebody who is in it where more is told of what she was found to have left', () => {
    const { told, order: tried } = order();
    tried.offer(said(1));
    tried.leave(one, 1);
    tried.offer(said(2));
    tried.goOnWithHeld(one);
    expect([told, tried.told(one)]).toEqual([[1, 2], { version: 2, seq: 2 }]);
  });

  it('stays with a conversation that more was told of since she was found to have left it', () => {
    const { told, order: tried } = order();
    [said(1), said(2)].forEach((change) => tried.offer(change));
    tried.leave(one, 1);
    tried.offer(said(3));
    expect([told, tried.told(one)]).toEqual([[1, 2, 3], { version: 3, seq: 3 }]);
  });

  it('forgets the conversation in which nothing happened for the longest, where there are too many', () => {
    const { order: tried } = order({ ...limits, conversations: 2 });
    for (const each of ['a', 'b', 'c']) tried.offer(said(1, each));
    expect([...tried.all()].map(([id]) => id)).toEqual(['b', 'c']);
  });
});
