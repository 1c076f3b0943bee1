import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { type ClamdServer, freePort, startClamd } from '@secureconnect/testing';
import { clamdAddressOf } from './clamd-address';
import { ClamdScanner } from './clamd-scanner.adapter';
import { ScannerAwayError } from './scanner-away.error';
import { scanningSettings } from './scanning.settings';

const harm = Buffer.from('something harmful, as far as this clamd knows');
const mebibyte = 1_048_576;
const streamMaxBytes = 4 * mebibyte;

function* mebibytes(count: number): Generator<Buffer> {
  for (let each = 0; each < count; each += 1) yield randomBytes(mebibyte);
}

describe('a scanner that asks a clamd', () => {
  let clamd: ClamdServer;

  beforeAll(async () => {
    clamd = await startClamd({ signatures: { 'Test.Harm': harm }, streamMaxBytes });
  }, 90_000);
  afterAll(() => clamd?.close());

  const scanner = (address = `tcp://127.0.0.1:${clamd.port}`, silentMs?: number) =>
    new ClamdScanner(clamdAddressOf(address), silentMs);
  const scan = (bytes: Iterable<Buffer>, from = scanner()) =>
    from.scan(Readable.from(bytes, { objectMode: false }), new AbortController().signal);

  it.each(['tcp', 'unix'])('finds what is harmful, and nothing else, by %s', async (way) => {
    const from = way === 'tcp' ? scanner() : scanner(`unix:${clamd.socket}`);
    expect(await scan(mebibytes(3), from)).toEqual({});
    const found = await scan([randomBytes(200_000), harm, randomBytes(3)], from);
    expect(found).toEqual({ found: expect.stringMatching(/^Test\.Harm/) as string });
    expect(await scan([], from)).toEqual({});
  });

  it('finds it across the pieces it is sent in', async () => {
    expect(await scan([harm.subarray(0, 9), harm.subarray(9)])).toHaveProperty('found');
  });

  it('says that a stream was longer than clamd takes, though it hangs up on it', async () => {
    await expect(scan(mebibytes(40))).rejects.toThrow(/StreamMaxLength/);
  });

  it('passes on that the bytes could not be read', async () => {
    const torn = Readable.from(
      (function* () {
        yield harm;
        throw new Error('the store is away');
      })(),
    );
    await expect(scanner().scan(torn, new AbortController().signal)).rejects.toThrow('the store is away');
  });

  it('says so when there is none, none that answers, or the attempt is over', async () => {
    await expect(scan([harm], scanner(`tcp://127.0.0.1:${await freePort()}`))).rejects.toThrow(
      ScannerAwayError,
    );
    clamd.freeze();
    await expect(scan([harm], scanner(undefined, 200))).rejects.toThrow(/silent/);
    const ended = scanner().scan(Readable.from([harm]), AbortSignal.timeout(50));
    await expect(ended).rejects.toThrow(/attempt has ended/);
    clamd.thaw();
    await scanner().ping(10_000);
  });

  it.each([
    ['tcp://clamd:3310', { host: 'clamd', port: 3310 }],
    ['tcp://[::1]:3310', { host: '::1', port: 3310 }],
    ['unix:/run/clamav/clamd.ctl', { path: '/run/clamav/clamd.ctl' }],
    ['unix:///run/clamav/clamd.ctl', { path: '/run/clamav/clamd.ctl' }],
  ])('is found at %s', (address, found) => {
    expect(scanningSettings.STORAGE_CLAMAV_ADDRESS.parse(address)).toBe(address);
    expect(clamdAddressOf(address)).toEqual(found);
  });

  it.each(['clamd:3310', 'http://clamd', 'unix:relative'])('is not found at %s', (address) => {
    expect(() => scanningSettings.STORAGE_CLAMAV_ADDRESS.parse(address)).toThrow(/tcp:/);
  });
});
