import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { Cast } from '../cast/cast';
import { operations } from '../operations/operations';
import { perform } from '../operations/perform';
import { type RunningSystem } from '../system/running-system';
import { judgeKept } from './judge-kept';

const patienceMs = 15_000;
const { signal } = new AbortController();
const readJson = <T>(...path: string[]) => JSON.parse(readFileSync(join(...path), 'utf8')) as T;

/** As the administrator of the PostgreSQL of a system. */
async function sql({ redis: { stateFolder } }: RunningSystem, text: string, values: unknown[]) {
  const { postgres } = readJson<{ postgres: { port: number } }>(stateFolder, 'running.json');
  const { postgres: password } = readJson<{ postgres: string }>(stateFolder, 'secrets.json');
  const place = { host: '127.0.0.1', port: postgres.port, user: 'postgres', database: 'secureconnect' };
  const client = new Client({ ...place, password });
  await client.connect();
  await client.query(text, values).finally(() => client.end());
}

/** What a drill asks for at its end, and how it misses what is gone, at a system that is up and well. */
export function describeJudgeKept(systemOf: () => RunningSystem): void {
  describe('what is asked for at the end of a drill', () => {
    let cast: Cast;
    const lost = async () =>
      (await judgeKept(cast, signal, () => patienceMs))
        .filter(({ held }) => !held)
        .map(({ asks, said }) => `${asks}: ${said}`);

    beforeAll(async () => {
      cast = await Cast.assemble(systemOf().services.gateway, () => undefined);
      for (const operation of operations)
        expect(await perform(operation, cast, 'before', () => 0, signal, patienceMs)).toMatchObject({
          held: true,
        });
    });
    afterAll(() => cast.leave());

    it('is all there, and is asked for as often as one likes', async () => {
      expect(await lost()).toEqual([]);
      expect(await lost()).toEqual([]);
    });

    it('is missed where a message is gone', async () => {
      const id = await cast.write('soon gone');
      await sql(systemOf(), 'DELETE FROM chat.messages WHERE id = $1', [id]);
      expect(await lost()).toEqual([
        expect.stringMatching(/is stored once, in order: 1 of \d+ were not stored$/),
      ]);
      cast.kept.messages.pop();
    });

    it('is missed where a message says something else', async () => {
      const id = await cast.write('as she wrote it');
      await sql(systemOf(), "UPDATE chat.messages SET body = 'as he read it' WHERE id = $1", [id]);
      expect(await lost()).toEqual([expect.stringMatching(/in order: 1 of \d+ say something else$/)]);
      cast.kept.messages.pop();
    });

    it('is missed where a message is there twice', async () => {
      await cast.write('said twice');
      await cast.ada.client.chat.send(cast.conversation, 'said twice');
      expect(await lost()).toEqual([
        expect.stringMatching(/in order: 1 were stored twice, under other ids$/),
      ]);
      await sql(systemOf(), "DELETE FROM chat.messages WHERE body = 'said twice'", []);
      cast.kept.messages.pop();
    });

    it('is missed where a message was not heard', async () => {
      const [id = ''] = cast.kept.heard.splice(0, 1);
      expect(await lost()).toEqual([expect.stringMatching(/^Bob heard .*: 1 of \d+ were not heard$/)]);
      cast.kept.heard.unshift(id);
    });

    it('is missed where a session is gone', async () => {
      const tokens = (await cast.ada.logIn())!;
      cast.kept.sessions.unshift({ ...tokens, phase: 'during' });
      await cast.gateway.expect(204, 'POST', '/v1/auth/logout', { token: tokens.access });
      expect(await lost()).toEqual([
        'Every session that was opened is still good: the one opened during the outage is answered 401',
      ]);
      cast.kept.sessions.shift();
    });

    it('is missed where a token that was signed out is taken', async () => {
      cast.kept.signedOut.push({ ...(await cast.ada.logIn())!, phase: 'during' });
      expect(await lost()).toEqual([
        'Every token that was signed out is still refused: the one signed out during the outage is answered 200',
      ]);
      cast.kept.signedOut.pop();
    });

    it('is missed where a session that was signed out is renewed', async () => {
      const { refresh } = (await cast.ada.logIn())!;
      const [{ access } = { access: '' }] = cast.kept.signedOut;
      cast.kept.signedOut.push({ access, refresh, phase: 'during' });
      expect(await lost()).toEqual([
        'Every token that was signed out is still refused: the one signed out during the outage is renewed with 200',
      ]);
      cast.kept.signedOut.pop();
    });

    it('is missed where an account that was locked is open', async () => {
      const victim = cast.stranger('eve-unlocked');
      await victim.register();
      cast.kept.locked.push({ victim, phase: 'during' });
      expect(await lost()).toEqual([
        'Every account that was locked is still locked: the one locked during the outage is open',
      ]);
      cast.kept.locked.pop();
    });

    it('is missed where a file is gone, and where it has other bytes', async () => {
      const token = cast.kept.sessions.at(-1)!.access;
      const [{ id, sha256 } = { id: '', sha256: '' }] = cast.kept.files;
      cast.kept.files[0] = { id, sha256: '0'.repeat(64), phase: 'during' };
      expect(await lost()).toEqual([
        expect.stringMatching(/^Every file .*: the one uploaded during .* other bytes$/),
      ]);
      cast.kept.files[0] = { id, sha256, phase: 'during' };
      await cast.gateway.expect(204, 'DELETE', `/v1/files/${id}`, { token });
      expect(await lost()).toEqual([expect.stringMatching(/^Every file .*answered 410/)]);
      cast.kept.files.shift();
    });

    it('is missed where there is nothing to ask for, and where a call goes on', async () => {
      const { call_id: id } = await cast.ada.client.calls.initiate(cast.conversation, 'video');
      cast.kept.calls.push({ id, phase: 'during' });
      expect(await lost()).toEqual([
        'Every file comes back with its checksum: there is no file to ask for',
        'Every call is in the history, ended: the one during the outage is ringing',
      ]);
      await cast.ada.client.calls.cancel(id);
    });
  });
}
