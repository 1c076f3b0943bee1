import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Dice, type ServiceProcess, until } from '@secureconnect/testing';
import { sha256Of, type StorageClient } from '../storage-client.contract';
import { beginPatch } from '../storage-patch.contract';
import { StorageScene } from '../storage-scene.contract';

const size = 1_000_000;
const seed = 20_261_122;

/** A file somebody was told is there. */
interface Told {
  readonly id: string;
  readonly sha256: string;
}

/** The connection ends, or there is nobody to connect to; whatever else goes wrong is not the kill's doing. */
function endedByKill(error: NodeJS.ErrnoException): undefined {
  if (!['ECONNRESET', 'ECONNREFUSED', 'EPIPE'].includes(error.code ?? '')) throw error;
}

describe('an instance that is killed', () => {
  let scene: StorageScene;
  let doomed: ServiceProcess;

  beforeAll(async () => {
    scene = await StorageScene.start();
    doomed = await scene.spawn();
  }, 180_000);
  afterAll(() => scene.close(), 60_000);

  const kill = async (): Promise<void> => {
    doomed.signal('SIGKILL');
    await doomed.waitForExit();
  };

  it('no more, but stood still in the middle of an upload, writes nothing when it goes on after another', async () => {
    const [id] = scene.people(1);
    const client = scene.as(id);
    const bytes = randomBytes(size);
    const path = await client.created(size, { sha256: sha256Of(bytes) });
    const socket = beginPatch(doomed.url, scene.tokenOf(id), path, { offset: 0, length: size });
    socket.write(bytes.subarray(0, size / 2));
    const isThere = async () => {
      const [blob] = (await scene.blobs()).unfinished.values();
      return blob !== undefined && (await stat(blob)).size === size / 2;
    };
    await until('half of it to be there', isThere);
    doomed.signal('SIGSTOP');
    // What comes while it stands it finds when it goes on: other bytes than those another has taken meanwhile.
    socket.write(randomBytes(size / 4));
    const offset = Number((await client.offset(path)).headers['upload-offset']);
    expect(offset).toBe(size / 2);
    expect((await client.append(path, offset, bytes.subarray(offset))).status).toBe(204);
    const answered = once(socket, 'data') as Promise<[Buffer]>;
    doomed.signal('SIGCONT');
    const [answer] = await answered;
    socket.destroy();
    // Each file is held to its digest.
    await scene.consistent();
    expect(String(answer)).toMatch(/^HTTP\/1.1 423 [^]*"upload_busy"/);
    const files = (await client.get('/v1/files')).json.items as { sha256: string }[];
    expect(files.map(({ sha256 }) => sha256)).toEqual([sha256Of(bytes)]);
  }, 90_000);

  it('in the middle of an upload leaves what is durably there, and another instance goes on from it', async () => {
    const [id] = scene.people(1);
    const client = scene.as(id);
    const bytes = randomBytes(size);
    const path = await client.created(size, { sha256: sha256Of(bytes) });
    const socket = beginPatch(doomed.url, scene.tokenOf(id), path, { offset: 0, length: size });
    socket.write(bytes.subarray(0, size / 2));
    await until('bytes to be there', async () => (await scene.blobs()).unfinished.size > 0);
    await kill();
    // Whoever held it is waited for until the lease has run out.
    const offset = Number((await client.offset(path)).headers['upload-offset']);
    expect(offset).toBeLessThanOrEqual(size / 2);
    const { status, headers } = await client.append(path, offset, bytes.subarray(offset));
    expect(status).toBe(204);
    const { json } = await client.get(`/v1/files/${headers['upload-file-id']}`);
    expect(json.sha256).toBe(sha256Of(bytes));
    await scene.consistent();
  }, 90_000);

  /** One upload after the other, until nobody answers any more. */
  const bring = async (client: StorageClient, dice: Dice, told: Told[]): Promise<void> => {
    for (;;) {
      const bytes = randomBytes(dice.below(300_000));
      const about = { sha256: sha256Of(bytes) };
      const isForm = dice.chance(0.5);
      const bringing = isForm
        ? client.uploaded(bytes, about)
        : client.resumable(bytes, about, 1 + dice.below(200_000));
      const id = await bringing.catch(endedByKill);
      if (id === undefined) return;
      if (id !== 'undefined') told.push({ id, sha256: about.sha256 });
    }
  };

  it.each([1, 2])(
    'at any moment loses no file that somebody was told of (round %i)',
    async (round) => {
      const dice = new Dice(seed + round);
      doomed = await scene.spawn({}, doomed.port);
      const people = scene.people(6);
      const told: Told[] = [];
      const busy = people.map((id, place) =>
        bring(scene.as(id, doomed.url), new Dice(seed + round * 10 + place), told),
      );
      await until('files to come', () => told.length >= 3 + dice.below(20));
      await sleep(dice.between(0, 50));
      await kill();
      await Promise.all(busy);
      await scene.consistent();
      const sql = `SELECT id, encode(sha256, 'hex') AS sha256 FROM storage.files WHERE id = ANY ($1)`;
      const kept = await scene.rows<{ id: string; sha256: string }>(sql, [told.map(({ id }) => id)]);
      const bySha = (files: readonly Told[]) => files.map(({ id, sha256 }) => `${id} ${sha256}`).sort();
      expect(bySha(kept)).toEqual(bySha(told));
    },
    120_000,
  );
});
