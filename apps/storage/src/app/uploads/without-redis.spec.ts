import { connect } from 'node:net';
import { type HttpAnswer, until } from '@secureconnect/testing';
import { RedisHealthService } from '@secureconnect/resilience';
import { formOf, sha256Of } from '../storage-client.contract';
import { StorageScene } from '../storage-scene.contract';

const bytes = Buffer.from('files that never notice Redis '.repeat(2_000));
const sha256 = sha256Of(bytes);

/** What any service says to learn whether Redis is there and still the same, whatever it is asked meanwhile. */
const ofWatching =
  /\] "(TIME|PING|INFO|HELLO|CLIENT|SCRIPT)"|"storage:(health:[^"]+|marker|age)"|"cache:\{invalidations\}"/i;

describe('files and Redis', () => {
  let scene: StorageScene;
  let usual: string[];

  beforeAll(async () => {
    scene = await StorageScene.start(1, { REDIS_HEALTH_CHECK_INTERVAL: '1' });
    usual = await journey();
  }, 120_000);
  afterAll(() => scene.close(), 60_000);

  /** All that is asked on the way of a file, and what was answered, without what is new each time. */
  const journey = async (): Promise<string[]> => {
    const [id, other] = scene.people(2);
    const [client, stranger] = [scene.as(id), scene.as(other)];
    const told: string[] = [];
    const note = (what: string, { status, headers, json }: HttpAnswer) => {
      const mode = [headers['x-service-mode'], headers['x-degraded']].filter(Boolean).join();
      told.push(
        [what, status, json?.code, json?.sha256, json?.state, json?.used, json?.reserved, mode].join(' '),
      );
      return json;
    };
    const form = note('form', await client.upload(bytes, { sha256 }));
    note('other checksum', await client.upload(bytes, { sha256: '00'.repeat(32) }));
    const { type, body } = formOf(bytes);
    const cut = { headers: { 'content-type': type } };
    note('cut off', await client.post('/v1/files', body.subarray(0, 1_000), cut));
    const promised = note('promise', await client.promise(bytes.length, { sha256 }));
    note('begun', await client.append(promised.url, 0, bytes.subarray(0, 10_000)));
    note('how far', await client.offset(promised.url));
    note('too early', await client.post(`/v1/uploads/${promised.id}/complete`));
    note('wrong place', await client.append(promised.url, 5, bytes));
    note("another's", await stranger.append(promised.url, 10_000, bytes));
    note('whole', await client.append(promised.url, 10_000, bytes.subarray(10_000)));
    note('completed', await client.post(`/v1/uploads/${promised.id}/complete`));
    note('room', await client.get('/v1/quota'));
    note('list', await client.get('/v1/files'));
    note('content', await client.get(`/v1/files/${form.id}/content`));
    note("another's content", await stranger.get(`/v1/files/${form.id}/content`));
    note('given up', await client.tus('DELETE', await client.created(5)));
    note('deleted', await client.delete(`/v1/files/${form.id}`));
    note('gone', await client.get(`/v1/files/${form.id}`));
    note('room', await client.get('/v1/quota'));
    await scene.consistent();
    return told;
  };

  const knows = (isThere: boolean) =>
    until(
      `Redis to be ${isThere ? 'there' : 'away'}`,
      () => scene.at().get(RedisHealthService).isAvailable === isThere,
      {
        timeout: 30_000,
      },
    );

  it('a whole journey goes well with Redis up', () => {
    expect(usual).toHaveLength(19);
    expect(usual.filter((each) => / 5\d\d /.test(each))).toEqual([]);
  });

  it.each([
    ['gone', () => scene.redis.kill(), () => scene.redis.start()],
    ['frozen', async () => scene.redis.freeze(), async () => scene.redis.thaw()],
  ])(
    'is the same with Redis %s, before anybody knows and after',
    async (_how, fail, heal) => {
      await fail();
      try {
        expect(await journey()).toEqual(usual);
        await knows(false);
        expect(await journey()).toEqual(usual);
      } finally {
        await heal();
      }
      await knows(true);
      expect(await journey()).toEqual(usual);
    },
    120_000,
  );

  it('have nothing to say to each other', async () => {
    let heard = '';
    const monitor = connect(scene.redis.port, '127.0.0.1');
    monitor.on('data', (chunk) => (heard += chunk.toString())).write('MONITOR\r\n');
    await until('the monitor to be on', () => heard.includes('+OK'));
    const begunAt = heard.length;
    await journey();
    monitor.destroy();
    const commands = heard.slice(begunAt).split('\r\n').filter(Boolean);
    expect(commands.filter((line) => !ofWatching.test(line))).toEqual([]);
  }, 60_000);
});
