import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { removeFolder, temporaryFolder } from '@secureconnect/testing';
import { newToken, type RevocationInstance, RevocationScene } from './revocation-scene.contract';
import { type RevocableToken } from './revocation.store';

let scene: RevocationScene;
/** It looks at the record only when it has reason to. */
let here: RevocationInstance;
let there: RevocationInstance;

beforeAll(async () => {
  scene = await RevocationScene.start();
  const patient = { revocations: { headCheckMs: 600_000 } };
  here = await scene.cuttable(patient);
  there = await scene.instance(undefined, patient);
}, 60_000);
afterAll(() => scene.close());

/** The processes of PostgreSQL that tell what was committed. */
async function tellers(): Promise<number[]> {
  const rows = await scene.postgres.sql<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE application_name LIKE '%-broadcast'`,
  );
  return rows.map(({ pid }) => pid);
}

/** The token is recorded, and whoever revoked it never hears so. */
function revokeUnanswered(token: RevocableToken): Promise<void> {
  return here.within(async (within) => {
    await here.store.revoke([{ kind: 'token', subject: token.id }], within);
    within.beforeCommit(async () => scene.toPostgres.dropReplies({ thenReset: true }));
  });
}

describe('a record', () => {
  it('that took a commit and lost its answer is asked, for memory may lack what was revoked', async () => {
    const token = newToken();
    const silent = await tellers();
    // Were they heard, they would tell of it a moment later.
    for (const pid of silent) process.kill(pid, 'SIGSTOP');
    try {
      await expect(revokeUnanswered(token)).rejects.toThrow();
      await scene.toPostgres.heal();
      expect(here.store.isKnownRevoked(token)).not.toBe(false);
      await here.refuses(token);
    } finally {
      for (const pid of silent) process.kill(pid, 'SIGCONT');
    }
    await here.isCurrent();
    expect(here.store.isKnownRevoked(token)).toBe(true);
  }, 60_000);

  it('that was restored from an earlier copy is read anew, and what it numbers again is refused', async () => {
    const folder = temporaryFolder('earlier-record');
    const copy = join(folder, 'copy');
    await scene.postgres.stop();
    execFileSync('cp', ['-a', scene.postgres.dir, copy]);
    await scene.postgres.start();
    const lost = [newToken(), newToken(), newToken()];
    for (const token of lost) {
      await there.revokeToken(token);
      await here.refuses(token);
    }
    const { seq } = here.parts.feed;
    await scene.postgres.stop();
    execFileSync('sh', ['-c', 'rm -rf "$1" && cp -a "$2" "$1"', 'sh', scene.postgres.dir, copy]);
    await scene.postgres.start();
    await scene.redis.flush(); // As whoever restores is told to.
    for (const instance of [here, there]) await instance.isCurrent();
    const next = newToken();
    await there.revokeToken(next);
    for (const instance of [here, there]) {
      await instance.refuses(next);
      expect(instance.parts.feed.seq).toBeLessThan(seq);
      for (const token of lost) expect(await instance.verdict(token)).toBe(true);
    }
    await removeFolder(folder);
  }, 90_000);
});
