import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { until } from '@secureconnect/testing';
import { CallScene } from '../call-scene.contract';
import { CallSteps } from '../calls/call-steps.contract';
import { ChangeKeeping } from './change-keeping.service';

const patient = { timeout: 40_000, every: 100 };
let scene: CallScene;
let steps: CallSteps;
beforeAll(async () => {
  scene = await CallScene.start();
  steps = new CallSteps(scene);
}, 60_000);
afterAll(() => scene.close(), 30_000);

/** Commits a change of a call as video does, and dies by its own hand before it has told anybody. */
const dying = `
  const { Client } = require('pg');
  const [url, call] = process.argv.slice(1);
  const client = new Client({ connectionString: url });
  client.connect().then(async () => {
    await client.query('BEGIN');
    await client.query('SELECT FROM video.calls WHERE id = $1 FOR UPDATE', [call]);
    await client.query('UPDATE video.calls SET version = version + 1 WHERE id = $1', [call]);
    await client.query(\`INSERT INTO video.call_changes (call_id, version, change)
      SELECT call_id, version + 1, jsonb_set(change, '{call,version}', to_jsonb(version + 1))
      FROM video.call_changes WHERE call_id = $1 ORDER BY version DESC LIMIT 1\`, [call]);
    await client.query('COMMIT');
    process.kill(process.pid, 'SIGKILL');
  });`;

const untold = async (id: string): Promise<number> =>
  (await scene.rows('SELECT FROM video.call_changes WHERE call_id = $1 AND told_at IS NULL', [id])).length;
const versionsAt = (place: number, id: string) => scene.at(place).versionsOf(id);

describe('what is committed', () => {
  it('is marked once it was told', async () => {
    const [ada, bob] = scene.people(2);
    const id = await steps.active(ada, bob);
    await until('all to be marked', async () => (await untold(id)) === 0, patient);
    expect(versionsAt(0, id)).toEqual([1, 2]);
    expect(versionsAt(1, id)).toEqual([]);
  }, 60_000);

  it('is told by another where the one that committed it was killed before it could', async () => {
    const [ada, bob] = scene.people(2);
    const id = await steps.active(ada, bob);
    const child = spawn(process.execPath, ['-e', dying, scene.postgres.url, id]);
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
    const heard = () => [...versionsAt(0, id), ...versionsAt(1, id)].filter((version) => version === 3);
    await until('somebody to tell it', () => heard().length > 0, patient);
    await until('all to be marked', async () => (await untold(id)) === 0, patient);
  }, 60_000);

  it('is forgotten once the call has been over for a day, and not before', async () => {
    const [ada, bob, eve, dan] = scene.people(4);
    const [over, open] = [await steps.ringing(ada, bob), await steps.ringing(eve, dan)];
    // In one process the newest instance is the one that is shown.
    await steps.act(ada, over, 'cancel', 1);
    const ids = [[over, open]];
    await scene.rows(
      "UPDATE video.call_changes SET at = at - interval '2 days' WHERE call_id = ANY ($1)",
      ids,
    );
    const keeping = scene.at().get(ChangeKeeping);
    expect(await keeping.forget()).toBe(0);
    await scene.rows("UPDATE video.calls SET ended_at = ended_at - interval '25 hours' WHERE id = $1", [
      over,
    ]);
    expect(await keeping.forget()).toBe(2);
    expect(await scene.rows('SELECT FROM video.call_changes WHERE call_id = $1', [open])).toHaveLength(1);
  }, 60_000);

  it('is shown to an operator while nobody has told it', async () => {
    await until(
      'the outbox to be well',
      async () => {
        const { components } = (await scene.as(scene.people(1)[0]).get('/health')).json;
        return components.outbox.status === 'up' && components.calls.status === 'up';
      },
      patient,
    );
    const { text } = await scene.as(scene.people(1)[0]).get('/metrics');
    for (const name of ['video_outbox_rows', 'video_calls_begun_total', 'video_call_ringing_seconds_count'])
      expect(text).toMatch(new RegExp(`^${name}(?:{[^}]*})? \\d`, 'm'));
    expect(text).toMatch(/video_calls_ended_total{state="cancelled",reason="cancelled"} 1/);
  }, 60_000);
});
