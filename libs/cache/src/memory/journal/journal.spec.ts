import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolder, temporaryFolder, until } from '@secureconnect/testing';
import { StepClock } from '../differential/step-clock.contract';
import { CacheJournalError } from '../errors/cache-journal.error';
import { MemoryEngine } from '../memory-engine';
import { type PersistentEngineOptions } from '../memory-engine.options';

describe('critical entries', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = temporaryFolder('cache');
    path = join(folder, 'critical.log');
  });
  afterEach(() => removeFolder(folder));

  const open = (options: Partial<PersistentEngineOptions> = {}) =>
    MemoryEngine.open({ persistPath: path, ...options });

  async function reopened(options: Partial<PersistentEngineOptions> = {}) {
    const { engine, restored } = await open(options);
    engine.close();
    return { engine, restored };
  }

  it('are there again, as the commands have left them, and others are not', async () => {
    const { engine } = await open();
    engine.set('critical:text', '日本\n😀\ud800');
    engine.set('other', 'v');
    engine.mset([
      ['critical:a', '1'],
      ['critical:b', '2'],
    ]);
    engine.incrby('critical:a', 41);
    engine.del('critical:b');
    engine.hset('critical:hash', 'f', '1', 'g', '2');
    engine.hset('critical:hash', 'h', '3');
    engine.hdel('critical:hash', 'g');
    engine.hset('critical:emptied', 'f', '1');
    engine.hdel('critical:emptied', 'f');
    engine.close();
    const { engine: next, restored } = await reopened();
    expect(restored).toEqual({ entries: 3, refused: 0, damaged: 0, tornBytes: 0 });
    expect(next.keys('*').sort()).toEqual(['critical:a', 'critical:hash', 'critical:text']);
    expect([next.get('critical:text'), next.get('critical:a')]).toEqual(['日本\n😀\ud800', '42']);
    expect(next.hgetall('critical:hash')).toEqual({ f: '1', h: '3' });
  });

  it('expire at their moment, while no process is there too', async () => {
    const clock = new StepClock(1_000_000);
    const { engine } = await open({ clock });
    engine.set('critical:short', 'v', 1_000);
    engine.set('critical:long', 'v', 10_000);
    engine.set('critical:extended', 'v', 1_000);
    engine.expire('critical:extended', 20_000);
    engine.set('critical:for ever', 'v', Infinity);
    engine.hset('critical:again', 'f', 'before');
    engine.expire('critical:again', 500);
    clock.jump(600);
    engine.hset('critical:again', 'g', 'after');
    engine.close();
    clock.jump(3_000);
    const { engine: next } = await reopened({ clock });
    expect(next.ttl('critical:long')).toBe(6_400);
    expect(next.ttl('critical:extended')).toBe(16_400);
    expect([next.ttl('critical:for ever'), next.exists('critical:short')]).toEqual([-1, 0]);
    expect(next.hgetall('critical:again')).toEqual({ g: 'after' });
  });

  it('that were evicted, forgotten or had no room do not come back', async () => {
    const { engine } = await open({ maxSize: 3 });
    for (let index = 0; index < 6; index++) engine.set(`critical:${index}`, 'v');
    engine.close();
    const smaller = await reopened({ maxSize: 2 });
    expect(smaller.restored).toMatchObject({ entries: 2, refused: 1 });
    const larger = await open({ maxSize: 10 });
    expect(larger.engine.keys('*').sort()).toEqual(['critical:4', 'critical:5']);
    larger.engine.flushall();
    larger.engine.close();
    expect((await reopened()).engine.keys('*')).toEqual([]);
  });

  it('outlive a last record that is torn, which is cut off', async () => {
    const { engine } = await open();
    engine.set('critical:a', '1');
    const whole = statSync(path).size;
    engine.set('critical:b', '2');
    engine.close();
    const bytes = readFileSync(path);
    for (let length = whole + 1; length < bytes.length; length += 7) {
      writeFileSync(path, bytes.subarray(0, length));
      const { engine: next, restored } = await open();
      expect(restored).toMatchObject({ entries: 1, tornBytes: length - whole, damaged: 0 });
      next.set('critical:c', '3');
      next.close();
      expect((await reopened()).engine.keys('*').sort()).toEqual(['critical:a', 'critical:c']);
    }
  });

  it('are passed over when a bit of them has turned, and counted, and the others are there', async () => {
    const { engine } = await open();
    engine.set('critical:a', '1');
    const from = statSync(path).size;
    engine.set('critical:b', '2');
    engine.set('critical:c', '3');
    engine.close();
    const bytes = readFileSync(path);
    bytes[from + 20]! ^= 4;
    writeFileSync(path, bytes);
    const { engine: next, restored } = await reopened();
    expect(restored).toMatchObject({ entries: 2, damaged: 1 });
    expect(next.keys('*').sort()).toEqual(['critical:a', 'critical:c']);
  });

  it('do not make the file grow for ever, and none is lost while it is written anew', async () => {
    const { engine } = await open();
    for (let count = 1; count <= 20_000; count++) {
      engine.set(`critical:${count % 500}`, `${count} ${'x'.repeat(100)}`);
      if (count % 500 === 0) engine.del(`critical:${count % 7}`);
      if (count % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await until('the file to be short again', () => statSync(path).size < 500_000);
    const before = engine.keys('*').map((key) => [key, engine.get(key)]);
    engine.close();
    const { engine: next, restored } = await reopened();
    expect(restored).toMatchObject({ damaged: 0, entries: before.length });
    expect(new Map(next.keys('*').map((key) => [key, next.get(key)]))).toEqual(
      new Map(before as [string, string][]),
    );
  });

  it('do not leave the file long when they came while it was written anew, and nothing after them', async () => {
    const { engine } = await open();
    const write = (size: number) => {
      for (const until = statSync(path).size + size; statSync(path).size < until;)
        engine.set('critical:a', 'x'.repeat(1_000));
    };
    write(150_000);
    // All that is held stands in the new file by now, and the disk has not answered yet.
    await new Promise((resolve) => setImmediate(resolve));
    expect(existsSync(`${path}.new`)).toBe(true);
    write(1_000_000);
    await until('the file to be short again', () => statSync(path).size < 150_000);
    engine.close();
    expect((await reopened()).restored).toMatchObject({ damaged: 0, entries: 1 });
  });

  it('are refused, and memory stays as it was, when they cannot be written', async () => {
    const { engine } = await open();
    engine.set('critical:a', '1');
    const { journal } = (engine as unknown as { keyspace: { journal: { file: { fd: number } } } }).keyspace;
    const { fd } = journal.file;
    journal.file.fd = 9_999; // No such file: what a disk does that has gone away.
    expect(() => engine.set('critical:a', '2')).toThrow(CacheJournalError);
    expect(() => engine.hset('critical:hash', 'f', 'v')).toThrow(CacheJournalError);
    expect(() => engine.del('critical:a')).toThrow(CacheJournalError);
    expect([engine.get('critical:a'), engine.exists('critical:hash')]).toEqual(['1', 0]);
    engine.set('other', 'v');
    journal.file.fd = fd;
    engine.close();
  });

  it('are restored past what is no record at all', async () => {
    const { engine } = await open();
    engine.set('critical:a', '1');
    engine.close();
    appendFileSync(path, '\n\0\0\0\0\n{}\n');
    const { restored } = await reopened();
    expect(restored).toMatchObject({ entries: 1, damaged: 3 });
  });

  it('need a file that can be opened', async () => {
    mkdirSync(path);
    await expect(open()).rejects.toThrow(CacheJournalError);
  });

  it('of another prefix are kept instead where one is given, and none where nothing is to be kept', async () => {
    const { engine } = await open({ persistKeyPrefix: 'revoked:', persistSync: 'always' });
    engine.set('revoked:a', '1');
    engine.set('critical:b', '2');
    engine.close();
    expect((await reopened({ persistCriticalData: false })).engine.keys('*')).toEqual([]);
    expect((await reopened({ persistKeyPrefix: 'revoked:' })).engine.keys('*')).toEqual(['revoked:a']);
  });
});
