import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { newId } from '@secureconnect/platform';
import { httpClient, until } from '@secureconnect/testing';
import { DataSource } from 'typeorm';
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

/** As where a role has lost its right. */
const refuseSweeps = `
  CREATE FUNCTION chat.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no sweep today'; END $$;
  CREATE TRIGGER refused BEFORE UPDATE OR DELETE ON chat.outbox FOR EACH STATEMENT EXECUTE FUNCTION chat.refuse()`;

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

  describe('as an operator sees it', () => {
    const http = () => httpClient(scene.chat.at().url);
    const health = async () => (await http().get('/health')).json;
    const figure = async (name: string): Promise<number | undefined> => {
      const found = new RegExp(`^${name}(?:{[^}]*})? (.+)$`, 'm').exec((await http().get('/metrics')).text);
      return found ? Number(found[1]) : undefined;
    };
    const shows = (name: string, isSo: (value: number) => boolean) =>
      until(
        `a fitting ${name}`,
        async () => {
          const value = await figure(name);
          return value !== undefined && isSo(value);
        },
        patient,
      );

    it('is well where nothing is left', async () => {
      await until('it to be ok', async () => (await health()).status === 'ok', patient);
      const { outbox, delivery } = (await health()).components;
      expect([outbox.status, delivery.status]).toEqual(['up', 'up']);
      await shows('chat_outbox_rows', (rows) => rows === 0);
      await shows('chat_outbox_oldest_seconds', (age) => age === 0);
    });

    it('shows how much nobody has told, and for how long', async () => {
      const [ada = ''] = scene.chat.people(1);
      const conversation = await scene.conversation(ada);
      const runner = scene.chat.at().get(DataSource).createQueryRunner();
      await runner.startTransaction();
      try {
        // However slow a look is.
        await runner.query('SET LOCAL idle_in_transaction_session_timeout = 0');
        for (let count = 0; count < 3; count += 1) await scene.commit(conversation, ada);
        // Nobody takes rows that another holds.
        await runner.query('SELECT FROM outbox WHERE conversation_id = $1 FOR UPDATE', [conversation]);
        await shows('chat_outbox_rows', (rows) => rows === 3);
        await shows('chat_outbox_oldest_seconds', (age) => age > 2.5);
      } finally {
        await runner.rollbackTransaction();
        await runner.release();
      }
      await shows('chat_outbox_rows', (rows) => rows === 0);
      await shows('chat_outbox_oldest_seconds', (age) => age === 0);
    });

    it('shows how much nobody has told where PostgreSQL refuses the sweep, and says so', async () => {
      const [ada = ''] = scene.chat.people(1);
      const conversation = await scene.conversation(ada);
      await scene.chat.rows(refuseSweeps);
      try {
        await scene.commit(conversation, ada);
        await shows('chat_outbox_oldest_seconds', (age) => age > 2.5);
        const said = async () => (await health()).components.outbox.last_error;
        await until('it to be said', async () => /no sweep today/.test(await said()), patient);
      } finally {
        await scene.chat.rows('DROP FUNCTION chat.refuse CASCADE');
      }
      await shows('chat_outbox_oldest_seconds', (age) => age === 0);
    });

    it('says why nobody can look, and shows no figures of before', async () => {
      await scene.chat.rows('ALTER TABLE chat.outbox RENAME TO put_away');
      try {
        const said = async () => (await health()).components.outbox.last_error;
        await until('it to be said', async () => /"outbox" does not exist/.test(await said()), patient);
        expect((await health()).components.outbox).toMatchObject({ status: 'degraded', rows: null });
        await until(
          'none to be shown',
          async () => (await figure('chat_outbox_rows')) === undefined,
          patient,
        );
      } finally {
        await scene.chat.rows('ALTER TABLE chat.put_away RENAME TO outbox');
      }
      await until('it to be up', async () => (await health()).components.outbox.status === 'up', patient);
    });
  });
});
