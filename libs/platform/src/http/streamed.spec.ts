import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get, Module, Post, Put, Req, StreamableFile } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { RedisFree } from '@secureconnect/resilience';
import { httpClient } from '@secureconnect/testing';
import { type FastifyRequest } from 'fastify';
import { request as send } from 'node:http';
import { Readable } from 'node:stream';
import { pino } from 'pino';
import { createApplication } from '../bootstrap/create-application';
import { type ServiceDefinition, settingsOf } from '../bootstrap/service-definition';
import { type PlatformValues } from '../config/platform.settings';
import { readSettings } from '../config/read-settings';
import { Streamed } from './streamed.decorator';

/** Longer than the deadline in all, and never silent for as long. */
async function* slowly(pieces: number, everyMs: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < pieces; at += 1) {
    yield Buffer.from('x');
    await sleep(everyMs, undefined, { ref: false });
  }
}

@RedisFree('streams')
@Controller('streams')
class StreamsController {
  @Streamed()
  @Post()
  async take(@Req() { raw }: FastifyRequest): Promise<{ length: number }> {
    let length = 0;
    for await (const chunk of raw) length += (chunk as Buffer).length;
    return { length };
  }

  @Put()
  takeWhole(@Req() { body }: FastifyRequest): { body: unknown } {
    return { body };
  }

  @Streamed()
  @Get('moving')
  move(): StreamableFile {
    return new StreamableFile(Readable.from(slowly(12, 100)));
  }

  @Streamed()
  @Get('still')
  stop(): StreamableFile {
    return new StreamableFile(Readable.from(slowly(2, 60_000)));
  }
}

@Module({ controllers: [StreamsController] })
class StreamsModule {}

const service: ServiceDefinition = {
  name: 'storage',
  module: StreamsModule,
  streams: ['application/octet-stream'],
};

const environment = {
  ...{ PORT: '0', DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', REDIS_URL: 'redis://127.0.0.1:1' },
  REQUEST_TIMEOUT_MS: '600',
};

const octets = { 'content-type': 'application/octet-stream' };

describe('a streamed route', () => {
  let app: NestFastifyApplication;
  let url: string;

  const upload = (body: AsyncIterable<Buffer>) =>
    new Promise<{ status?: number; text: string }>((resolve, reject) => {
      const request = send(`${url}/streams`, { method: 'POST', headers: octets }, (response) => {
        let text = '';
        response.on('data', (chunk) => (text += String(chunk)));
        response.on('end', () => resolve({ status: response.statusCode, text }));
      });
      request.on('error', reject);
      Readable.from(body).pipe(request);
    });

  beforeAll(async () => {
    const values = readSettings('storage', settingsOf(service), environment) as PlatformValues;
    app = await createApplication(service, values, pino({ level: 'silent' }));
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());

  it('takes a body for as long as it keeps coming', async () => {
    expect(await upload(slowly(12, 100))).toEqual({ status: 201, text: '{"length":12}' });
  });

  it('ends with a body that does not go on', async () => {
    expect(await upload(slowly(2, 60_000))).toMatchObject({
      status: 503,
      text: expect.stringContaining('deadline_exceeded') as string,
    });
  });

  it('gives an answer for as long as it takes', async () => {
    const { text } = await httpClient(url).get('/streams/moving');
    expect(text).toBe('x'.repeat(12));
  });

  it('cuts an answer that stands still, so that nobody takes the half for the whole', async () => {
    await expect(httpClient(url).get('/streams/still')).rejects.toThrow(/aborted|reset|hang up/);
  });

  it('is the only one that takes such bodies', async () => {
    const { status, json } = await httpClient(url).request('PUT', '/streams', { body: 'x', headers: octets });
    expect({ status, json }).toMatchObject({ status: 415, json: { code: 'unsupported_media_type' } });
  });
});
