import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { until } from '@secureconnect/testing';
import { diskFault } from './disk-fault';
import { itIsABlobStore } from './blob-store.contract';
import { LocalBlobStore } from './local-blob.store';
import { SyncedLengths } from './synced-lengths';

describe('a folder', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blobs-'));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  itIsABlobStore(
    () => new LocalBlobStore(folder),
    () => new LocalBlobStore(folder),
  );

  it('is not made longer by a writer who was stopped and comes back after another went on', async () => {
    const store = new LocalBlobStore(folder);
    let goOn: () => void = () => undefined;
    const stopped = new Promise<void>((resolve) => (goOn = resolve));
    const late = store.append(
      'late-writer',
      0,
      (async function* () {
        yield Buffer.from('one ');
        await stopped;
        yield Buffer.from('two ');
      })(),
    );
    await until('its first bytes to be there', async () => (await store.length('late-writer')) === 4);
    await store.append('late-writer', 4, (async function* () { yield Buffer.from('two three'); })()); // prettier-ignore
    await store.finish('late-writer');
    goOn();
    await late;
    expect(await text(await store.read('late-writer'))).toBe('one two three');
  });

  it('lets nobody else read what was entrusted to it', async () => {
    const store = new LocalBlobStore(folder);
    await store.append('private-1', 0, (async function* () {})());
    await store.finish('private-1');
    const { mode } = await stat(join(folder, 'blobs', '-1', 'te', 'private-1'));
    expect(mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'blobs'))).mode & 0o777).toBe(0o700);
  });

  it('says that the disk is full, or not there, as something that passes', async () => {
    const away = { code: 'store_unavailable' };
    const lost = join(folder, 'file');
    await writeFile(lost, '');
    const nothing = (async function* () {})();
    await expect(new LocalBlobStore(lost).append('blob-lost', 0, nothing)).rejects.toMatchObject(away);
    const none = new LocalBlobStore(lost);
    for (const ask of [none.finish('blob-lost'), none.length('blob-lost'), none.isFinished('blob-lost')])
      await expect(ask).rejects.toMatchObject(away);
    for (const ask of [none.read('blob-lost'), none.remove('blob-lost')])
      await expect(ask).rejects.toMatchObject(away);
    await expect(new LocalBlobStore(join(lost, 'in')).check()).rejects.toMatchObject(away);
    await expect(none.check()).rejects.toThrow();
    expect((await new LocalBlobStore(folder).check()).freeBytes).toBeGreaterThan(0);
    const full = Object.assign(new Error('no room'), { code: 'ENOSPC' });
    expect(diskFault(full)).toMatchObject({ ...away, cause: full });
    const other = Object.assign(new Error('the client went away'), { code: 'ECONNRESET' });
    expect(diskFault(other)).toBe(other);
  });

  it('waits for the disk at the end of a blob, unless all that is there was waited for here', () => {
    const synced = new SyncedLengths();
    synced.note('blob', 4);
    expect(synced.coverAll('blob', 4)).toBe(true);
    synced.note('blob', 4);
    // Another has gone on with it, and may have died before its bytes were durable.
    expect(synced.coverAll('blob', 9)).toBe(false);
    for (let count = 0; count <= 1_000; count += 1) synced.note(`blob-${count}`, 4);
    expect(synced.coverAll('blob-0', 4)).toBe(false);
    expect(synced.coverAll('blob-1', 4)).toBe(true);
  });

  it.each(['../../etc/passwd', 'a/b', '', 'UPPER-CASE', 'a\0bcdefgh'])('has no key %p', async (key) => {
    await expect(new LocalBlobStore(folder).length(key)).rejects.toThrow('is no key');
  });
});
