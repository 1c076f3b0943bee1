import { Agent, request } from 'node:http';
import { CacheOptionsError } from '../../memory/errors/cache-options.error';
import { EdgeCache } from './edge-cache.port';
import { EdgePurgeError } from './edge-purge.error';
import { everyKey } from './surrogate-keys';

/** Which Varnishes, and how they forget. */
export interface VarnishOptions {
  /** Where each listens for purges. */
  readonly urls: readonly string[];
  /** What is purged may still be served once more while it is fetched anew, for its grace; not unless said. */
  readonly soft?: boolean;
}

/** Varnish takes headers of up to 8 KiB. */
const mostBytes = 4_000;

/** One or several Varnishes with the rules of docker/varnish, told over HTTP. */
export class VarnishEdgeCache extends EdgeCache {
  override readonly each: readonly EdgeCache[];

  constructor({ urls, soft = false }: VarnishOptions) {
    super();
    this.each = urls.map((url) => new OneVarnish(url, soft ? 'xkey-softpurge' : 'xkey-purge'));
  }

  /** Rejects with the first failure when all were told. */
  async purge(keys: readonly string[], signal: AbortSignal): Promise<void> {
    await all(this.each.map((one) => one.purge(keys, signal)));
  }

  async purgeAll(signal: AbortSignal): Promise<void> {
    await all(this.each.map((one) => one.purgeAll(signal)));
  }
}

class OneVarnish extends EdgeCache {
  // It closes what was idle for 5 s; we do before, so that no purge meets a connection that is about to end.
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 2, timeout: 3_000 });

  constructor(
    private readonly url: string,
    private readonly header: string,
  ) {
    super();
    // Wrong at the start and not at the first purge.
    if (!URL.canParse(url) || new URL(url).protocol !== 'http:')
      throw new CacheOptionsError('The URL of a Varnish', url, 'one with http://');
  }

  async purge(keys: readonly string[], signal: AbortSignal): Promise<void> {
    for (const words of inHeaders(keys)) await this.send(this.header, words, signal);
  }

  purgeAll(signal: AbortSignal): Promise<void> {
    return this.send(this.header, everyKey, signal);
  }

  private send(header: string, words: string, signal: AbortSignal): Promise<void> {
    const { agent, url } = this;
    return new Promise((resolve, reject) => {
      const asked = request(url, { method: 'PURGE', headers: { [header]: words }, agent, signal });
      asked.once('error', reject);
      asked.once('response', (answer) => {
        answer.once('error', reject).once('end', () => {
          if (answer.statusCode === 200) resolve();
          else reject(new EdgePurgeError(url, answer.statusCode));
        });
        answer.resume();
      });
      asked.end();
    });
  }
}

function* inHeaders(keys: readonly string[]): Generator<string> {
  let words = '';
  for (const key of keys) {
    if (words && words.length + key.length >= mostBytes) {
      yield words;
      words = '';
    }
    words += words ? ` ${key}` : key;
  }
  if (words) yield words;
}

async function all(told: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(told)).find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
}
