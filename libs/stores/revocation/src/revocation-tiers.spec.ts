import { until } from '@secureconnect/testing';
import { ReadRevocations1763720000000 } from './read-revocations.migration';
import { RevocationMirror } from './revocation-mirror';
import { newToken, type RevocationInstance, RevocationScene } from './revocation-scene.contract';
import { itKeepsRevocations, numbered } from './revocation-tier.contract';

const generously = { leftMs: 5_000 };

let scene: RevocationScene;
let writer: RevocationInstance;
let reader: RevocationInstance;

beforeAll(async () => {
  scene = await RevocationScene.start();
  // Whoever comes first makes the tables, for both.
  const readOnly = { service: 'gateway', migration: ReadRevocations1763720000000 };
  [writer, reader] = await Promise.all([scene.instance(), scene.instance(undefined, readOnly)]);
}, 60_000);
afterAll(() => scene.close());

describe('revocations in PostgreSQL', () => {
  itKeepsRevocations(() => ({
    revoke: (entries) =>
      writer.within(async ({ manager }) => void (await writer.parts.record.insert(entries, manager))),
    isRevoked: (token) => reader.parts.record.isRevoked(token),
  }));
});

describe('revocations in Redis', () => {
  itKeepsRevocations(() => ({
    revoke: (entries) => writer.parts.index.bring(numbered(entries), 0, generously.leftMs),
    isRevoked: async (token) => (await reader.parts.index.look(token, generously)).isRevoked,
  }));

  it('are told to go up to the highest number that anybody has told', async () => {
    const { index } = writer.parts;
    await index.raise(2_000_000, generously);
    await index.raise(1_000_000, generously);
    await index.bring([], 1_500_000, generously.leftMs);
    expect(await index.head(generously)).toBe(2_000_000);
  });
});

describe('revocations in memory', () => {
  const mirror = new RevocationMirror(1_000);
  itKeepsRevocations(() => ({
    revoke: async (entries) => numbered(entries).forEach((entry) => mirror.add(entry)),
    isRevoked: async (token) => mirror.isRevoked(token),
  }));

  it('are bounded: beyond the bound it is not complete until what it did not take has ended', () => {
    let now = 0;
    const small = new RevocationMirror(2, () => now);
    const add = (subject: string, expiresAt: number) =>
      small.add({ seq: 1, kind: 'token', subject, issuedBefore: 0, expiresAt });
    add('one', 10);
    add('two', 20);
    expect(small.isComplete).toBe(true);
    add('three', 30);
    expect(small).toMatchObject({ isComplete: false, size: 2 });
    expect(small.isRevoked(newToken({ id: 'one' }))).toBe(true);
    now = 15;
    add('four', 40); // There is room again.
    expect(small).toMatchObject({ isComplete: false, size: 2 });
    expect(small.isRevoked(newToken({ id: 'four' }))).toBe(true);
    now = 30;
    expect(small.isComplete).toBe(true);
    small.sweep();
    expect(small.size).toBe(1);
  });
});

describe('revocations as a whole', () => {
  itKeepsRevocations(() => ({
    revoke: (entries) => writer.revoke(...entries),
    isRevoked: async (token) => (await writer.isCurrent()) && writer.store.isRevoked(token),
  }));

  it('are known to a service that may only read them', async () => {
    const token = newToken();
    await writer.revokeToken(token);
    await reader.refuses(token);
    await expect(reader.revokeToken(newToken())).rejects.toThrow('permission denied');
    await expect(reader.store.cleanUp()).rejects.toThrow('permission denied');
  });
});

describe('memory that is full', () => {
  it('forgets nothing, says that it cannot say, and the record answers', async () => {
    const tokens = await Promise.all([writer.recordOnly(), writer.recordOnly(), writer.recordOnly()]);
    const small = await scene.begin(undefined, { revocations: { maxEntries: 2 } });
    await until('all to be read', () => small.parts.feed.seq > 0, { timeout: 20_000 });
    const valid = newToken();
    expect(small.store.isKnownRevoked(valid)).toBeUndefined();
    await small.accepts(valid);
    for (const token of tokens) await small.refuses(token);
    expect(small.parts.mirror.size).toBe(2);
  });
});
