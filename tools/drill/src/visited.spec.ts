import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { removeFolder, temporaryFolder } from '@secureconnect/testing';
import { faults } from './faults/faults';
import { RedisUnderTest } from './faults/redis-under-test';
import { describeJudgeKept } from './judge/judge-kept.contract';
import { beginWell } from './system/begin-well';
import { ownSystem } from './system/own-system';
import { type RunningSystem } from './system/running-system';
import { workspaceRoot } from './workspace';

jest.setTimeout(180_000);

describe('a system that is up', () => {
  const folder = temporaryFolder('visited');
  const { signal } = new AbortController();
  let system: RunningSystem;
  let redis: RedisUnderTest;
  beforeAll(async () => {
    system = await ownSystem(() => undefined, signal, false);
    redis = new RedisUnderTest(system.redis);
  }, 240_000);
  afterAll(async () => {
    await system.leave();
    await removeFolder(folder);
  }, 60_000);

  /** As somebody does who sees what there is to see, one after the other. */
  const drill = (fault: string): Promise<{ readonly code: number; readonly said: string }> => {
    const asTypeScript = ['-C', '@secureconnect/source', '-r', '@secureconnect/testing/from-source'];
    const args = [
      '--state',
      system.redis.stateFolder,
      '--fault',
      fault,
      '--report',
      join(folder, 'report.html'),
    ];
    const program = join(workspaceRoot, 'tools/drill/src/main.ts');
    return new Promise((resolve) => {
      execFile(process.execPath, [...asTypeScript, program, ...args], (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, said: `${stdout}${stderr}` });
      });
    });
  };

  // While nobody has drilled it yet; a system of its own would cost what ten services cost to start.
  describeJudgeKept(() => system);

  it.each(faults.map(({ name }) => name))('is drilled, however often it was before: %s', async (fault) => {
    const { code, said } = await drill(fault);
    expect(said).not.toMatch(/✗/);
    expect(said).toMatch(/Everything held\./);
    expect(code).toBe(0);
  });

  it('has counted no wrong password against the address of whoever drilled', async () => {
    const json = { email: 'nobody@drill.example', password: 'not hers' };
    const answer = await fetch(`${system.services.gateway}/v1/auth/login`, {
      ...{ method: 'POST', body: JSON.stringify(json), headers: { 'content-type': 'application/json' } },
    });
    expect(answer.status).toBe(401);
  });

  it('is given its Redis first, where that was killed or frozen by hand', async () => {
    for (const how of ['SIGKILL', 'SIGSTOP'] as const) {
      const told: string[] = [];
      redis.signal(await redis.pid(), how);
      await expect(waitUntilIll()).resolves.toBe(true);
      await beginWell(system, (sentence) => void told.push(sentence), signal);
      expect(told).toEqual(['Redis of this system is away already: it is started again first …']);
      expect(await redis.answers()).toBe(true);
    }
  });

  it('is left alone where it is not well for another reason', async () => {
    await redis.command('REPLICAOF', '127.0.0.1', '1');
    await waitUntilIll();
    const told: string[] = [];
    const begun = beginWell(system, (sentence) => void told.push(sentence), signal, 500);
    await expect(begun).rejects.toThrow(/not well before anything was taken away: \w+ is degraded \(.+--own/);
    expect(told).toEqual([expect.stringMatching(/^Not everything is well yet: /)]);
    await redis.command('REPLICAOF', 'NO', 'ONE');
  });

  async function waitUntilIll(): Promise<boolean> {
    for (;;) {
      const answer = await fetch(`${system.services.auth}/health`);
      if (((await answer.json()) as { mode: string }).mode === 'degraded') return true;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
});
