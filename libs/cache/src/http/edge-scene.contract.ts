import { join } from 'node:path';
import { Controller, Get, Module, Param, Query, Res, ServiceUnavailableException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ResilientRedisModule } from '@secureconnect/redis';
import { FailClosed, Fallback, RedisFree, RedisHealthService } from '@secureconnect/resilience';
import {
  freePort,
  httpClient,
  type HttpAnswer,
  startVarnish,
  until,
  type VarnishServer,
} from '@secureconnect/testing';
import { Registry } from 'prom-client';
import { MultiLayerCache } from '../layers/multi-layer-cache';
import { MultiLayerCacheModule } from '../layers/multi-layer-cache.module';
import { type MultiLayerCacheSettings } from '../layers/multi-layer-cache.options';
import { VarnishEdgeCache } from '../layers/edge/varnish-edge-cache';
import { EdgeCached } from './edge-cached.decorator';

/** The rules that the containers run. */
export const vcl = join(__dirname, '../../../../docker/varnish/default.vcl');

/** What the service of a test answers, and how often it was asked. */
export class Articles {
  asked = 0;
  version = 1;
  fails = false;
  /** Answers wait for it, when their data has been read. */
  gate: Promise<void> | undefined;
  tags: string[] = [];

  async read(id: string): Promise<{ id: string; version: number }> {
    this.asked += 1;
    const { version } = this;
    await this.gate;
    if (this.fails) throw new ServiceUnavailableException();
    return { id, version };
  }
}

const short = { maxAge: 1, staleIfError: 300, tags: ['short'] };

@Controller()
class ArticlesController {
  constructor(private readonly articles: Articles) {}

  @Fallback('articles.find', 'cache')
  @EdgeCached({ maxAge: 300, tags: ({ params }) => [`article:${params['id']}/text`] })
  @Get('articles/:id')
  find(@Param('id') id: string) {
    return this.articles.read(id);
  }

  @RedisFree('articles.keys')
  @EdgeCached({ maxAge: 300, staleIfError: 300, tags: ['keys'], forEveryone: true })
  @Get('keys')
  keys() {
    return this.articles.read('keys');
  }

  @RedisFree('articles.short')
  @EdgeCached(short)
  @Get('short')
  short() {
    return this.articles.read('short');
  }

  @RedisFree('articles.patient')
  @EdgeCached({ maxAge: 1, staleWhileRevalidate: 300, tags: ['patient'] })
  @Get('patient')
  patient() {
    return this.articles.read('patient');
  }

  @RedisFree('articles.tagged')
  @EdgeCached({ maxAge: 300, clientMaxAge: 5, tags: () => taggedBy() })
  @Get('tagged')
  tagged(@Query('as') as: string) {
    return this.articles.read(as);
  }

  @RedisFree('articles.cookie')
  @EdgeCached({ maxAge: 300, tags: ['cookie'] })
  @Get('cookie')
  cookie(@Res({ passthrough: true }) reply: { header(name: string, value: string): void }) {
    reply.header('set-cookie', 'a=b');
    return this.articles.read('cookie');
  }

  @RedisFree('articles.plain')
  @Get('plain')
  plain() {
    return this.articles.read('plain');
  }

  @FailClosed('articles.closed', 'cache')
  @EdgeCached({ maxAge: 300, tags: ['closed'] })
  @Get('closed')
  closed() {
    return this.articles.read('closed');
  }
}

let tagsNow: readonly string[] = [];
const taggedBy = () => tagsNow;

/** Has `tagged` answer with these tags. */
export const tagAs = (tags: readonly string[]): void => void (tagsNow = tags);

/** A service with a cache of several layers, and the Varnishes before it. */
export interface EdgeScene {
  readonly app: NestFastifyApplication;
  readonly articles: Articles;
  readonly cache: MultiLayerCache;
  readonly varnishes: readonly VarnishServer[];
  /** Where the Varnishes look for the service. */
  readonly port: number;
  get(path: string, headers?: Record<string, string>, at?: number): Promise<HttpAnswer>;
  /** Asks until the service's answer is held. */
  hit(path: string, at?: number): Promise<HttpAnswer>;
  normal(): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts a service whose Varnishes are to be told there. */
export async function startEdgeService(
  redisUrl: string,
  port: number,
  urls: string[],
  settings: MultiLayerCacheSettings,
) {
  const resilient = {
    name: 'edge-test',
    redis: { url: redisUrl },
    health: { calmMs: 1 },
    metrics: new Registry(),
  };
  @Module({
    imports: [
      ResilientRedisModule.forRoot(resilient),
      MultiLayerCacheModule.forRoot({ edge: new VarnishEdgeCache({ urls }), ...settings }),
    ],
    controllers: [ArticlesController],
    providers: [Articles],
  })
  class ServiceModule {}
  const app = await NestFactory.create<NestFastifyApplication>(ServiceModule, new FastifyAdapter(), { logger: false }); // prettier-ignore
  await app.listen(port, '127.0.0.1');
  return app;
}

/** Starts a service and so many Varnishes before it; resolves when its cache follows Redis. */
export async function startEdgeScene(
  redisUrl: string,
  { count = 1, ...settings }: MultiLayerCacheSettings & { count?: number } = {},
): Promise<EdgeScene> {
  const port = await freePort();
  const backend = `http://127.0.0.1:${port}`;
  const varnishes = await Promise.all(Array.from({ length: count }, () => startVarnish({ backend, vcl })));
  const app = await startEdgeService(redisUrl, port, varnishes.map(({ purgeUrl }) => purgeUrl), settings); // prettier-ignore
  const cache = app.get(MultiLayerCache);
  const get = (path: string, headers: Record<string, string> = {}, at = 0) =>
    httpClient((varnishes[at] as VarnishServer).url).get(path, { headers });
  const normal = async () => {
    await until('normal', () => app.get(RedisHealthService).isAvailable);
    await until('the log to be followed', async () => (await cache.healthCheck()).isCurrent);
  };
  await normal();
  return {
    ...{ app, cache, varnishes, port, get, normal, articles: app.get(Articles) },
    hit: (path, at) =>
      until(`${path} to be held`, async () => {
        const answer = await get(path, {}, at);
        return answer.headers['x-cache'] === 'hit' ? answer : undefined;
      }),
    close: async () => {
      await app.close();
      await Promise.all(varnishes.map((each) => each.close()));
    },
  };
}
