import { until } from '@secureconnect/testing';
import { DeliveryScene, type HeardEvent } from './delivery-scene.contract';
import { Streams } from './streams.service';

const patient = { timeout: 20_000 };
const upTo = (last: number, from = 2) => Array.from({ length: last - from + 1 }, (_, index) => index + from);

describe('changes on their way to people at two instances', () => {
  let scene: DeliveryScene;

  beforeAll(async () => {
    scene = await DeliveryScene.start();
  }, 60_000);
  afterEach(async () => {
    scene.leave();
    const isLeft = ({ streams, people }: Streams['sizes']) => streams > 0 || people > 0;
    const areLeft = () => scene.chat.instances.some((instance) => isLeft(instance.get(Streams).sizes));
    await until('all streams to end with their last socket', () => !areLeft(), patient);
  });
  afterAll(() => scene.close());

  /** Ada at the first instance, Bob at the second, in one conversation. */
  async function pair() {
    const [ada = '', bob = '', eve = ''] = scene.chat.people(3);
    const conversation = await scene.conversation(ada, bob);
    await scene.enter(0, ada, eve);
    await scene.enter(1, bob);
    return { ada, bob, eve, conversation };
  }

  it('reach every member once and in order, and nobody else', async () => {
    const { ada, bob, eve, conversation } = await pair();
    for (let count = 0; count < 10; count += 1)
      await scene.say(count % 2, conversation, count % 3 ? ada : bob);
    await until('Bob to hear all', () => scene.versions(bob).length >= 10, patient);
    await until('Ada to hear all', () => scene.versions(ada).length >= 10, patient);
    expect([scene.versions(ada), scene.versions(bob)]).toEqual([upTo(11), upTo(11)]);
    expect(scene.heard(eve)).toEqual([]);
  });

  it('are read from the record where the news of them did not come', async () => {
    const { ada, bob, conversation } = await pair();
    for (let count = 0; count < 300; count += 1) await scene.commit(conversation, ada);
    await scene.rows('DELETE FROM outbox WHERE conversation_id = $1', [conversation]);
    await scene.publish(0, conversation, 301);
    await until('Bob to hear all', () => scene.versions(bob).length >= 300, patient);
    expect(scene.versions(bob)).toEqual(upTo(301));
  });

  it('are fetched by people themselves where there are too many of them', async () => {
    const { ada, bob, conversation } = await pair();
    await scene.rows(
      `WITH place AS (UPDATE conversations SET version = version + 2500 WHERE id = $1 RETURNING id)
       INSERT INTO changes (conversation_id, version, kind, actor)
       SELECT id, 1 + n, 'conversation.updated', $2 FROM place, generate_series(1, 2500) AS n`,
      [conversation, ada],
    );
    await scene.publish(0, conversation, 2_501);
    const gap = () => scene.heard(bob).find(({ event }) => event === 'sync.gap');
    await until('Bob to be told of the gap', gap, patient);
    expect(gap()?.data).toEqual({ conversation_ids: [conversation] });
    const next = await scene.say(0, conversation, ada);
    await until('Bob to hear the next', () => scene.versions(bob).includes(next), patient);
    const heard = scene.versions(bob);
    expect(heard).toEqual([...new Set(heard)].sort((one, other) => one - other));
  });

  it('come to somebody who is added where nobody else of it is connected, and all that follows', async () => {
    const [ada = '', cy = ''] = scene.chat.people(2);
    const conversation = await scene.conversation(ada);
    await scene.enter(0, ada);
    await scene.enter(1, cy);
    await scene.commit(conversation, ada);
    const joined = await scene.move(conversation, cy, 'member.added');
    await scene.publish(0, conversation, joined);
    const last = await scene.say(0, conversation, ada);
    await until('Cy to hear', () => scene.versions(cy).includes(last), patient);
    expect(scene.versions(cy)).toEqual([joined, last]);
  });

  it('do not come to who is added by old news, and was removed meanwhile', async () => {
    const [ada = '', cy = ''] = scene.chat.people(2);
    const [left, lasting] = [await scene.conversation(ada), await scene.conversation(ada)];
    await scene.enter(1, cy);
    const joined = await scene.move(left, cy, 'member.added');
    await scene.move(left, cy, 'member.removed');
    await scene.publish(0, left, joined);
    // Looked up after the other: once she was told of this one, that one was decided.
    await scene.publish(0, lasting, await scene.move(lasting, cy, 'member.added'));
    const last = await scene.say(0, lasting, ada);
    await until('Cy to hear of the other', () => scene.versions(cy).includes(last), patient);
    expect(scene.versions(cy)).toEqual([last - 1, last]);
  });

  it('do not come to who was removed while 200 messages were under way', async () => {
    const { ada, bob, conversation } = await pair();
    const versions: number[] = [];
    for (let count = 0; count < 100; count += 1) versions.push(await scene.commit(conversation, ada));
    const removed = await scene.move(conversation, bob, 'member.removed');
    for (let count = 0; count < 100; count += 1) versions.push(await scene.commit(conversation, ada));
    // Those after it are told first, by both instances.
    for (const [index, version] of [...versions.reverse(), removed].entries())
      await scene.publish(index % 2, conversation, version);
    await until('Ada to hear all', () => scene.versions(ada).length >= 201, patient);
    await until('Bob to hear his last', () => scene.versions(bob).includes(removed), patient);
    const after = await scene.say(1, conversation, ada);
    await until('Ada to hear what follows', () => scene.versions(ada).includes(after), patient);
    expect(scene.versions(bob)).toEqual(upTo(removed));
    expect(scene.heard(bob).at(-1)).toMatchObject({ event: 'member.removed', data: { version: removed } });
  });

  it.each(['is not', 'is again'])(
    'that were made while somebody was a member come to her where she %s when they are read',
    async (how) => {
      const { ada, bob, conversation } = await pair();
      // It is lacking at the other instance, and what follows it is known there.
      await scene.commit(conversation, ada);
      const known = await scene.commit(conversation, ada);
      const removed = await scene.move(conversation, bob, 'member.removed');
      const joined = how === 'is again' ? [await scene.move(conversation, bob, 'member.added')] : [];
      await scene.rows('DELETE FROM outbox WHERE conversation_id = $1', [conversation]);
      await scene.publish(0, conversation, known);
      for (const each of [removed, ...joined]) await scene.publish(0, conversation, each);
      const last = await scene.say(0, conversation, ada);
      await until('Ada to hear all', () => scene.versions(ada).includes(last), patient);
      const own = how === 'is again' ? last : removed;
      await until('Bob to hear his last', () => scene.versions(bob).includes(own), patient);
      expect(scene.versions(bob)).toEqual(upTo(own));
    },
  );

  it('that were changed again while somebody was a member come to her where she is not when they are read', async () => {
    const { ada, bob, conversation } = await pair();
    await scene.commit(conversation, ada);
    await scene.rows('SELECT edit_message(id, $2, $3) FROM messages WHERE conversation_id = $1', [
      ...[conversation, ada, 'edited'],
    ]);
    const removed = await scene.move(conversation, bob, 'member.removed');
    await scene.rows('DELETE FROM outbox WHERE conversation_id = $1', [conversation]);
    await scene.publish(0, conversation, removed);
    await until('Bob to hear his last', () => scene.versions(bob).includes(removed), patient);
    expect(scene.versions(bob)).toEqual(upTo(removed));
  });

  it.each(['read by the instance that lacks it', 'swept by another'])(
    'say nothing of how things were after somebody was removed, %s',
    async (how) => {
      const [ada = '', bob = '', cy = ''] = scene.chat.people(3);
      const conversation = await scene.conversation(ada, bob, cy);
      await scene.enter(0, ada);
      await scene.enter(1, bob, cy);
      await scene.changeAfter(conversation, ada, bob, 'SECRET');
      if (how !== 'swept by another') {
        await scene.rows('DELETE FROM outbox WHERE conversation_id = $1', [conversation]);
        await scene.publish(0, conversation, 7);
      }
      const all = [ada, cy];
      await until(
        'the others to hear all',
        () => all.every((each) => scene.versions(each).includes(7)),
        patient,
      );
      await until('Bob to hear his last', () => scene.versions(bob).length > 0, patient);
      expect(all.map((each) => scene.versions(each))).toEqual([upTo(7), upTo(7)]);
      expect(scene.heard(bob)).toEqual([
        { event: 'member.removed', data: { conversation_id: conversation, version: 4, user_id: bob } },
      ]);
    },
  );

  it('say nothing of her absence to who is a member anew', async () => {
    const [ada = '', bob = ''] = scene.chat.people(2);
    const conversation = await scene.conversation(ada, bob);
    await scene.enter(0, ada);
    await scene.enter(1, bob);
    await scene.changeAfter(conversation, ada, bob, 'SECRET');
    const joined = await scene.move(conversation, bob, 'member.added');
    await scene.publish(0, conversation, joined);
    const last = await scene.say(0, conversation, ada);
    await until('Bob to hear the last', () => scene.versions(bob).includes(last), patient);
    expect(scene.versions(bob)).toEqual([4, joined, last]);
  });

  it('go on to the other instance while Redis hangs, and when it is dead', async () => {
    const { ada, bob, conversation } = await pair();
    const { redis } = scene.chat;
    redis.freeze();
    const first = await scene.say(0, conversation, ada);
    await until('Bob to hear while Redis hangs', () => scene.versions(bob).includes(first), patient);
    redis.thaw();
    await redis.kill();
    const second = await scene.say(0, conversation, ada);
    await until('Bob to hear without Redis', () => scene.versions(bob).includes(second), patient);
    await redis.start();
    const third = await scene.say(0, conversation, ada);
    await until('Bob to hear it', () => scene.versions(bob).includes(third), patient);
    expect(scene.versions(bob)).toEqual(upTo(third));
  });

  it('come late to who connects while the record does not answer, and she is told to fetch the rest', async () => {
    const [ada = '', cy = ''] = scene.chat.people(2);
    const conversation = await scene.conversation(ada, cy);
    const release = await scene.lock('members');
    await scene.enter(1, cy);
    await release();
    const isOfHers = ({ event, data: { conversation_ids: named = [conversation] } }: HeardEvent) =>
      event === 'sync.gap' && named.includes(conversation);
    await until('Cy to be told', () => scene.heard(cy).some(isOfHers), patient);
    const version = await scene.say(0, conversation, ada);
    await until('Cy to hear', () => scene.versions(cy).includes(version), patient);
  });
});
