import { until } from '@secureconnect/testing';
import { CallScene } from '../call-scene.contract';
import { CallSteps } from './call-steps.contract';

const patient = { timeout: 60_000, every: 100 };
let scene: CallScene;
let steps: CallSteps;
beforeAll(async () => {
  // On a busy machine one may ring for a while, and none is to be missed.
  scene = await CallScene.start(2, { CALL_RING_SECONDS: '600' });
  steps = new CallSteps(scene);
}, 60_000);
afterAll(() => scene.close(), 30_000);

describe('when PostgreSQL', () => {
  it('is away, nothing is done and nothing is invented; it is done once it is back', async () => {
    const [ada, bob] = scene.people(2);
    const id = await steps.ringing(ada, bob);
    await scene.postgres.kill();
    const accepted = await steps.act(bob, id, 'accept');
    const begun = await steps.initiate(bob, scene.conversation([bob, ada]), 1);
    expect([accepted.status, begun.status]).toEqual([503, 503]);
    await scene.postgres.start();
    const isBack = async () => (await steps.act(bob, id, 'accept')).status === 200;
    await until('it to be accepted', isBack, patient);
    expect(await steps.isWhole(id)).toBe(true);
  }, 120_000);

  it('is killed while many change calls, no call is half changed, and each is decided once', async () => {
    const pairs = Array.from({ length: 20 }, () => scene.people(2));
    const ids = await Promise.all(pairs.map(([ada, bob], n) => steps.ringing(ada, bob, n % 2)));
    const acting = pairs.flatMap(([ada, bob], n) => [
      steps.act(bob, ids[n] ?? '', 'accept', n % 2),
      steps.act(ada, ids[n] ?? '', 'cancel', (n + 1) % 2),
    ]);
    await scene.postgres.kill();
    const answers = await Promise.all(acting);
    for (const { status } of answers) expect([200, 409, 410, 503]).toContain(status);
    await scene.postgres.start();
    for (const [n, [ada, bob]] of pairs.entries()) {
      const id = ids[n] ?? '';
      await until('all to fit together', () => steps.isWhole(id), patient);
      // Whoever was not answered asks again, and has one answer.
      const again = async () => (await steps.act(bob, id, 'accept', n % 2)).status !== 503;
      await until('an answer', again, patient);
      const { json } = await scene.as(ada, n % 2).get(`/v1/calls/${id}`);
      expect(['active', 'cancelled']).toContain(json.state);
      const [accepted, cancelled] = [answers[n * 2], answers[n * 2 + 1]];
      if (accepted?.status === 200) expect(json.state).toBe('active');
      if (cancelled?.status === 200) expect(json.state).toBe('cancelled');
      expect(await steps.isWhole(id)).toBe(true);
    }
  }, 180_000);

  it('is frozen, whoever asks is let go in time, and finds the call as it is afterwards', async () => {
    const [ada, bob] = scene.people(2);
    const id = await steps.ringing(ada, bob);
    scene.postgres.freeze();
    try {
      const { status, json } = await steps.act(bob, id, 'accept');
      expect([status, ['database_timeout', 'database_unavailable'].includes(json.code as string)]).toEqual([
        503,
        true,
      ]);
    } finally {
      scene.postgres.thaw();
    }
    const isBack = async () => (await steps.act(bob, id, 'accept')).status === 200;
    await until('it to be accepted', isBack, patient);
    expect(await steps.isWhole(id)).toBe(true);
  }, 120_000);
});
