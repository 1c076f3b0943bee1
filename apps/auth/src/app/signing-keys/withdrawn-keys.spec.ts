import { type PostgresServer, until } from '@secureconnect/testing';
import { type DataSource } from 'typeorm';
import { isAccepted, type KeyInstance, tokenOf } from './key-scene.contract';
import { KeySurroundings } from './key-surroundings.contract';
import { type SigningKey, type SigningKeys } from './signing-keys.service';
import { stateOf } from './stored-signing-key';
import { UnknownSigningKeyError } from './unknown-signing-key.error';

describe('signing keys that leaked and are withdrawn', () => {
  let on: KeySurroundings;
  let postgres: PostgresServer;
  let source: DataSource;
  let one: KeyInstance;
  let other: KeyInstance;

  beforeAll(async () => {
    on = await KeySurroundings.open();
    ({ postgres, source, one, other } = on);
  });
  beforeEach(async () => {
    await source.query('DELETE FROM signing_keys');
    await one.rotation.sweep();
  });
  afterAll(() => on.close());

  const leaves = (instance: KeyInstance, kid: string | undefined) =>
    until('it to be published no more', async () =>
      (await instance.published.get()).keys.every((key) => key.kid !== kid),
    );

  it('are published by nobody and sign nothing any more, and another signs at once', async () => {
    const signers = [one.signer(), other.signer()];
    const [{ kid }] = (await Promise.all(signers.map((each) => each.current()))) as [SigningKey];
    const former = tokenOf(await one.signer().current());
    await Promise.all([one, other].map(({ published }) => published.get()));
    const keys = await one.rotation.withdraw(kid);
    expect(keys.map(stateOf)).toEqual(['current']);
    for (const [at, instance] of [one, other].entries()) {
      await leaves(instance, kid);
      const jwks = await instance.published.get();
      expect(isAccepted(former, jwks)).toBe(false);
      // Though it has asked PostgreSQL less than half a minute ago.
      const token = tokenOf(await (signers[at] as SigningKeys).current());
      expect(isAccepted(token, jwks)).toBe(true);
    }
  });

  it('are not published out of a memory either, though PostgreSQL is gone at once', async () => {
    const [present] = await one.record.list();
    await Promise.all([one, other].map(({ published }) => published.get()));
    await one.rotation.withdraw(present?.kid ?? '');
    await postgres.kill();
    for (const { published } of [one, other])
      await until('it to be published no more', () =>
        published.get().then(
          ({ keys }) => keys.every(({ kid }) => kid !== present?.kid),
          () => true, // None at all is right, too: there is nobody to ask.
        ),
      );
    await postgres.start();
    await until('PostgreSQL to be asked again', async () => (await other.published.get()).keys.length === 1);
  });

  it('are followed by the next one where there is one', async () => {
    const [next, present] = await one.rotation.rotate(false);
    const [key, ...rest] = await other.rotation.withdraw(present?.kid ?? '');
    const events = await source.query<{ type: string; details: object }[]>(
      'SELECT type, details FROM audit_events ORDER BY created_at DESC LIMIT 2',
    );
    expect(events).toEqual([
      { type: 'signing_key.withdrawn', details: { key: present?.kid } },
      { type: 'signing_key.rotated', details: { key: next?.kid, at_once: false } },
    ]);
    expect([key?.kid, stateOf(key as never), rest]).toEqual([next?.kid, 'current', []]);
    expect((await one.signer().current()).kid).toBe(next?.kid);
  });

  it('change nothing else where they have signed last, or not at all yet', async () => {
    const [next, present] = await one.rotation.rotate(false);
    expect((await one.rotation.withdraw(next?.kid ?? '')).map(({ kid }) => kid)).toEqual([present?.kid]);
    const [made, former] = await one.rotation.rotate(true);
    expect(former?.kid).toBe(present?.kid);
    expect((await one.rotation.withdraw(former?.kid ?? '')).map(({ kid }) => kid)).toEqual([made?.kid]);
    await expect(one.rotation.withdraw(former?.kid ?? '')).rejects.toThrow(UnknownSigningKeyError);
  });
});
