import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { newId } from '@secureconnect/platform';
import { until } from '@secureconnect/testing';
import { DeliveryScene } from '../delivery/delivery-scene.contract';
import { ChangeKeeping } from './change-keeping.service';

const patient = { timeout: 20_000 };

/** Commits messages as chat does, and dies by its own hand before it has told anybody. */
const dying = `
  const { Client } = require('pg');
  const [url, conversation, sender, ...ids] = process.argv.slice(1);
  const client = new Client({ connectionString: url });
  client.connect().then(async () => {
    await client.query('SET search_path TO chat');
    for (const id of ids)
      await client.query("SELECT send_message($1, $2, $3, $4, '\\\\x00', 'hello', NULL, '{}')", [conversation, sender, id, id]);
    process.kill(process.pid, 'SIGKILL');
  });`;

describe('what is committed', () => {
  let scene: DeliveryScene;

  beforeAll(async () => {
    scene = await DeliveryScene.start();
  }, 60_000);
  afterAll(() => scene.close());

  const boxed = async (conversation: string): Promise<number> =>
    (await scene.rows('SELECT FROM outbox WHERE conversation_id = $1', [conversation])).length;

  it('leaves the outbox once it was told', async () => {
    const [ada = ''] = scene.chat.people(1);
    const conversation = await scene.conversation(ada);
    for (let count = 0; count < 20; count += 1) await scene.say(count % 2, conversation, ada);
    await until('the outbox to be empty', async () => (await boxed(conversation)) === 0, patient);
  });

  it('is told by another instance where the one that committed it was killed before it could', async () => {
    const [ada = '', bob = ''] = scene.chat.people(2);
    const conversation = await scene.conversation(ada, bob);
    await scene.enter(0, ada);
    await scene.enter(1, bob);
    const ids = Array.from({ length: 30 }, newId);
    const child = spawn(process.execPath, ['-e', dying, scene.chat.postgres.url, conversation, ada, ...ids]);
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
    const expected = ids.map((_, index) => index + 2);
    await until(
      'both to hear all',
      () => scene.versions(bob).length >= 30 && scene.versions(ada).length >= 30,
      patient,
    );
    expect([scene.versions(ada), scene.versions(bob)]).toEqual([expected, expected]);
    await until('the outbox to be empty', async () => (await boxed(conversation)) === 0, patient);
  });

  it('is forgotten by the record when no cursor may ask for it any longer, and not before', async () => {
    const [ada = ''] = scene.chat.people(1);
    const conversation = await scene.conversation(ada);
    for (let count = 0; count < 3; count += 1) await scene.say(0, conversation, ada);
    await scene.rows(
      "UPDATE changes SET at = at - interval '32 days' WHERE conversation_id = $1 AND version < 3",
      [conversation],
    );
    expect(await scene.chat.at().get(ChangeKeeping).forget()).toBe(2);
    const kept = await scene.rows<{ version: string }>(
      'SELECT version FROM changes WHERE conversation_id = $1 ORDER BY version',
      [conversation],
    );
    expect(kept.map(({ version }) => Number(version))).toEqual([3, 4]);
  });
});
