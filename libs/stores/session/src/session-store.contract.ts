import { newId } from '@secureconnect/platform';
import { until } from '@secureconnect/testing';
import { type SessionInstance, sessionOf } from './session-scene.contract';

/** What a store of sessions owes its callers, whichever tiers there are; two instances share what they stand on. */
export function sessionStoreContract(instances: () => readonly [SessionInstance, SessionInstance]): void {
  let one: SessionInstance;
  let other: SessionInstance;
  let userId: string;
  beforeEach(() => {
    [one, other] = instances();
    userId = newId();
  });
  // Where a machine is slow for a moment, Redis is told a moment later: so long another instance may read what was.
  const isGone = ({ store }: SessionInstance, id: string) =>
    until('it not to be found', async () => (await store.find(id)) === undefined);
  const begin = (at = one) => at.begin(sessionOf(userId));

  it('finds a session that began elsewhere, by its id and by its token, with all that was said of it', async () => {
    const { session, token, ended } = await begin();
    expect(ended).toEqual([]);
    expect(session).toMatchObject(sessionOf(userId));
    expect(session.activeUntil - session.lastSeenAt).toBe(900_000);
    expect(session.endsAt - session.createdAt).toBe(7 * 86_400_000);
    expect(await other.store.find(session.id)).toEqual(session);
    expect(await other.store.findByToken(token)).toEqual(session);
    expect(await other.store.list(userId)).toEqual([session]);
  });

  it('knows nothing of a session that nobody began, nor of a token that nobody gave', async () => {
    const { token } = await begin();
    expect(await one.store.find(newId())).toBeUndefined();
    const forged = [token.slice(0, -2) + (token.endsWith('AA') ? 'BB' : 'AA'), `${token}A`, 'rt1.', ''];
    for (const text of forged) {
      expect(await one.store.findByToken(text)).toBeUndefined();
      expect(await one.rotate(text)).toEqual({ outcome: 'unknown' });
    }
  });

  it('gives one child to all who present a token at the same time, wherever', async () => {
    const { session, token } = await begin();
    const asked = Array.from({ length: 50 }, (_, at) => (at % 2 ? one : other).rotate(token));
    const rotations = await Promise.all(asked);
    const outcomes = rotations.map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'rotated')).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(['rotated', 'replayed']));
    const children = new Set(rotations.map((rotation) => 'token' in rotation && rotation.token));
    expect(children.size).toBe(1);
    const [child] = [...children] as [string];
    expect((await other.store.findByToken(child))?.id).toBe(session.id);
    await until(
      'the parent to count no more',
      async () => (await other.store.findByToken(token)) === undefined,
    );
    expect((await one.rotate(child)).outcome).toBe('rotated');
  });

  it('ends the session when a token comes back that was replaced before the last one', async () => {
    const { session, token } = await begin();
    const child = await one.rotate(token);
    await other.rotate('token' in child ? child.token : '');
    expect(await other.rotate(token)).toMatchObject({
      outcome: 'reused',
      session: { id: session.id, userId },
    });
    for (const at of [one, other]) await isGone(at, session.id);
    for (const text of [token, 'token' in child ? child.token : ''])
      expect(await one.rotate(text)).toEqual({ outcome: 'ended' });
  });

  it('lets a user have ten and ends the oldest, however many begin at the same time', async () => {
    const { session: oldest } = await begin();
    const begun = await Promise.all(Array.from({ length: 12 }, (_, at) => begin(at % 2 ? one : other)));
    const ended = begun.flatMap((each) => each.ended);
    expect(ended).toHaveLength(3);
    expect(ended).toContain(oldest.id);
    const left = (await one.store.list(userId)).map(({ id }) => id);
    expect(left).toHaveLength(10);
    for (const id of ended)
      for (const { store } of [one, other]) expect(await store.find(id)).toBeUndefined();
    for (const id of left) expect((await other.store.find(id))?.id).toBe(id);
  });

  it('ends one of its user alone, all, or all but one, on every instance', async () => {
    const [first, second, third] = [await begin(), await begin(other), await begin()];
    expect(await other.end(newId(), first.session.id)).toBe(false);
    expect(await other.end(userId, first.session.id)).toBe(true);
    expect(await other.end(userId, first.session.id)).toBe(false);
    await isGone(one, first.session.id);
    expect(await one.rotate(first.token)).toEqual({ outcome: 'ended' });
    const endAll = (except?: string) =>
      one.transactions.run((within) => one.store.endAll(userId, within, except));
    expect(await endAll(third.session.id)).toEqual([second.session.id]);
    await isGone(other, second.session.id);
    expect((await other.store.find(third.session.id))?.id).toBe(third.session.id);
    expect(await endAll()).toEqual([third.session.id]);
    expect(await other.store.list(userId)).toEqual([]);
  });

  it('notes what has changed of it, and that its user has shown again who she is', async () => {
    const { session } = await begin();
    const { id } = session;
    const change = { details: { riskScore: 0.7 }, methods: ['pwd', 'otp'] };
    const changed = await one.transactions.run((within) => one.store.update(id, change, within));
    expect(changed).toMatchObject({
      methods: ['pwd', 'otp'],
      details: { ...session.details, riskScore: 0.7 },
    });
    expect(changed?.authenticatedAt).toBeGreaterThan(session.authenticatedAt);
    await until('it to be known', async () => (await other.store.find(id))?.methods.includes('otp'));
    expect(await other.store.find(id)).toEqual(changed);
    await one.end(userId, id);
    expect(await other.transactions.run((within) => other.store.update(id, change, within))).toBeUndefined();
  });

  it('slides on with its use, and keeps what was written of it meanwhile', async () => {
    const { session } = await begin();
    const touched = await one.store.touch(session.id, { address: '198.51.100.9' });
    expect(touched?.details.address).toBe('198.51.100.9');
    expect(touched?.lastSeenAt).toBeGreaterThan(session.lastSeenAt);
    expect(touched?.activeUntil).toBeGreaterThan(session.activeUntil);
    await until(
      'it to be known',
      async () => (await other.store.find(session.id))?.details.address === '198.51.100.9',
    );
    const methods = ['pwd', 'otp'];
    await one.transactions.run((within) => one.store.update(session.id, { methods }, within));
    await until('it to be known', async () => (await other.store.find(session.id))?.methods.includes('otp'));
    await other.store.touch(session.id, { userAgent: 'curl' });
    await until(
      'that to be known',
      async () => (await one.store.find(session.id))?.details.userAgent === 'curl',
    );
    expect(await one.store.find(session.id)).toMatchObject({
      methods,
      details: { address: '198.51.100.9', userAgent: 'curl' },
    });
    await one.end(userId, session.id);
    await isGone(other, session.id);
    expect(await other.store.touch(session.id)).toBeUndefined();
  });

  it('leaves nothing of what a transaction did that was not committed', async () => {
    const { session, token } = await begin();
    const failed = one.transactions.run(async (within) => {
      await one.store.begin(sessionOf(userId), within);
      await one.store.rotate(token, within);
      await one.store.end(userId, session.id, within);
      throw new Error('changed my mind');
    });
    await expect(failed).rejects.toThrow('changed my mind');
    for (const { store } of [one, other]) {
      expect(await store.findByToken(token)).toEqual(session);
      expect(await store.list(userId)).toEqual([session]);
    }
  });
}
