import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { EdgeCache } from '../layers/edge/edge-cache.port';
import { type CacheInstance, startInstance } from '../layers/cache-scene.contract';

// The example of docs/cache/http-cache.md: another network is told over its API.
class FastlyEdgeCache extends EdgeCache {
  constructor(
    private readonly service: string,
    private readonly token: string,
  ) {
    super();
  }

  async purge(keys: readonly string[], signal: AbortSignal): Promise<void> {
    for (let at = 0; at < keys.length; at += 256)
      await this.post('purge', signal, { 'surrogate-key': keys.slice(at, at + 256).join(' ') });
  }

  purgeAll(signal: AbortSignal): Promise<void> {
    return this.post('purge_all', signal);
  }

  private async post(what: string, signal: AbortSignal, keys: Record<string, string> = {}): Promise<void> {
    const headers = { 'fastly-key': this.token, ...keys };
    const answer = await fetch(`${this.service}/${what}`, { method: 'POST', headers, signal });
    if (!answer.ok) throw new Error(`A purge was answered with ${answer.status}`);
  }
}

describe('a network other than Varnish', () => {
  let redis: RedisServer;
  let network: Server;
  let instance: CacheInstance;
  let fails = 1;
  const heard: string[] = [];

  beforeAll(async () => {
    redis = await startRedis();
    network = createServer((asked, answer) => {
      answer.statusCode = fails-- > 0 ? 503 : 200;
      if (answer.statusCode === 200) heard.push(`${asked.url} ${asked.headers['surrogate-key'] ?? ''}`);
      answer.end();
    });
    await new Promise<void>((resolve) => network.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(network.address() as AddressInfo).port}`;
    instance = await startInstance(
      { url: redis.url },
      { edge: new FastlyEdgeCache(url, 't'), edgeSettleMs: [] },
    );
    await instance.normal();
  });
  afterAll(async () => {
    await instance.close();
    network.closeAllConnections();
    network.close();
    await redis.close();
  });

  it('is the one of docs/cache/http-cache.md', () => {
    const example = /class FastlyEdgeCache[^]*?\n}\n/;
    const page = readFileSync(join(__dirname, '../../../../docs/cache/http-cache.md'), 'utf8');
    expect(example.exec(page)?.[0]).toBe(example.exec(readFileSync(__filename, 'utf8'))?.[0]);
  });

  it('is told the same keys, until it has heard', async () => {
    await instance.cache.invalidateTags(['a b', 'user:1']);
    await until('it to hear', () => heard.some((each) => each.includes('/purge a%20b user:1')));
    await instance.cache.clear();
    await until('it to hear of everything', () => heard.includes('/purge_all '));
  });
});
