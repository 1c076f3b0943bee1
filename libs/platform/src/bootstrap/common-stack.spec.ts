import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { httpClient, rawHttp, startLoad } from '@secureconnect/testing';
import { Validator } from '@seriousme/openapi-schema-validator';
import { connect } from 'node:net';
import { pino } from 'pino';
import { type PlatformValues } from '../config/platform.settings';
import { readSettings } from '../config/read-settings';
import { createDocument } from '../openapi/serve-docs';
import { conductShutdown } from '../shutdown/conduct-shutdown';
import { createApplication } from './create-application';
import { demoService } from './demo.contract';
import { settingsOf } from './service-definition';

const logger = pino({ level: 'silent' });

/** Neither PostgreSQL nor Redis is there: nothing here needs them, and a service starts without. */
const environment = {
  PORT: '0',
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
  REDIS_URL: 'redis://127.0.0.1:1',
  REQUEST_TIMEOUT_MS: '400',
};

async function start(
  env: Record<string, string> = {},
): Promise<{ app: NestFastifyApplication; url: string }> {
  const values = readSettings('demo', settingsOf(demoService), { ...environment, ...env }) as PlatformValues;
  const app = await createApplication(demoService, values, logger);
  await app.listen(0, '127.0.0.1');
  return { app, url: await app.getUrl() };
}

describe('the common stack', () => {
  let app: NestFastifyApplication;
  let url: string;
  beforeAll(async () => ({ app, url } = await start()));
  afterAll(() => app.close());

  const post = (body: string | object, headers: Record<string, string> = {}) =>
    httpClient(url).request('POST', '/demo/things', {
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });

  it('takes a body that fits', async () => {
    const thing = { name: 'n', size: 1, labels: [{ text: 't' }] };
    const { status, json } = await post(thing);
    expect({ status, json }).toEqual({ status: 201, json: thing });
  });

  it.each([
    ['no JSON', '{', 400, 'malformed_json'],
    ['nothing where fields are wanted', '', 422, 'validation_failed'],
    ['blanks', '  ', 400, 'malformed_json'],
    ['a prototype key', '{"__proto__":{"x":1}}', 400, 'forbidden_key'],
    ['a nested prototype key', '{"labels":[{"__proto__":{"x":1}}]}', 400, 'forbidden_key'],
    ['an escaped prototype key', '{"\\u005f_proto__":{"x":1}}', 400, 'forbidden_key'],
    ['constructor.prototype', '{"constructor":{"prototype":{"x":1}}}', 400, 'forbidden_key'],
    ['a bottomless nest', '['.repeat(100_000) + ']'.repeat(100_000), 400, 'malformed_json'],
    ['an array', '[]', 422, 'validation_failed'],
    ['a text', '"x"', 422, 'validation_failed'],
    ['null', 'null', 422, 'validation_failed'],
    ['a NUL', '{"name":"a\\u0000b","size":1,"labels":[]}', 422, 'validation_failed'],
    ['half a character', '{"name":"n","size":1,"labels":[{"text":"a\\ud83d"}]}', 422, 'validation_failed'],
    ['2 MiB', JSON.stringify({ name: 'x'.repeat(2_097_152) }), 413, 'body_too_large'],
  ])('refuses %s', async (_name, body, status, code) => {
    const answer = await post(body);
    expect({ status: answer.status, code: (answer.json as { code?: string }).code }).toEqual({
      status,
      code,
    });
  });

  it('takes nothing for nothing where no body is wanted, though its type is named', async () => {
    const typed: Record<string, string> = { 'content-type': 'application/json' };
    for (const headers of [typed, {}])
      expect((await httpClient(url).request('POST', '/demo/bell', { headers })).status).toBe(204);
  });

  it.each(['%00', 'a%00b'])('knows of nothing that is called %s', async (name) => {
    const { status, json } = await httpClient(url).request('GET', `/demo/things/${name}`);
    expect([status, json.code]).toEqual([404, 'not_found']);
  });

  it('refuses a question at a list that takes none, rather than not hearing it', async () => {
    const { status, json } = await httpClient(url).request('GET', '/demo/lists?limit=1');
    expect([status, json.code]).toEqual([422, 'validation_failed']);
    expect(json.details).toMatchObject([{ field: 'limit' }]);
    expect((await httpClient(url).request('GET', '/demo/lists')).status).toBe(200);
  });

  it('names every field that does not fit, unknown ones and nested ones too', async () => {
    const { status, json } = await post({
      name: 5,
      size: -1,
      labels: [{ text: 'x'.repeat(11) }],
      role: 'admin',
    });
    expect(status).toBe(422);
    expect(json).toMatchObject({
      error: 'UNPROCESSABLE_ENTITY',
      code: 'validation_failed',
      mode: 'degraded',
    });
    const fields = (json as { details: { field: string; problems: string[] }[] }).details.map(
      ({ field }) => field,
    );
    expect(fields.sort()).toEqual(['labels.0.text', 'name', 'role', 'size']);
  });

  it.each([['text/plain'], ['application/x-www-form-urlencoded'], ['application/xml']])(
    'takes JSON alone, not %s',
    async (type) => {
      const { status, json } = await post('name=x', { 'content-type': type });
      expect({ status, code: (json as { code: string }).code }).toEqual({
        status: 415,
        code: 'unsupported_media_type',
      });
    },
  );

  it('says nothing of its own faults but where to look', async () => {
    const { status, json, text, headers } = await httpClient(url).get('/demo/broken');
    expect(status).toBe(500);
    expect(json).toMatchObject({
      error: 'INTERNAL_ERROR',
      code: 'internal_error',
      request_id: headers['x-request-id'],
    });
    expect(text).not.toContain('secret of the code');
  });

  it('answers at the deadline what takes too long', async () => {
    const { status, json, headers } = await httpClient(url).get('/demo/slow?ms=60000');
    expect(status).toBe(503);
    expect(json).toMatchObject({ code: 'deadline_exceeded' });
    expect(headers['retry-after']).toBe('1');
  });
});

describe('the document of a service', () => {
  it('is valid OpenAPI 3.1, and gives every operation a summary, its answers and the shape of errors', async () => {
    const { app } = await start();
    const document = createDocument(app);
    const { valid, errors } = await new Validator().validate(structuredClone(document) as never);
    expect({ valid, errors }).toMatchObject({ valid: true });
    expect(document.openapi).toMatch(/^3\.1\./);
    const health = document.paths['/health/ready']?.get;
    expect(health?.summary).toEqual(expect.any(String));
    expect(Object.keys(health?.responses ?? {})).toEqual(['200', '503', 'default']);
    await app.close();
  });
});

describe('the common stack, ending', () => {
  it('answers what it has accepted, however slow, and nothing is cut', async () => {
    const { app, url } = await start({ REQUEST_TIMEOUT_MS: '10000' });
    const load = startLoad(`${url}/demo/slow?ms=5`, { connections: 8 });
    const slow = httpClient(url).get('/demo/slow?ms=1500');
    await httpClient(url).get('/demo/slow?ms=50');
    expect(await conductShutdown(app, logger, { delayMs: 100, timeoutMs: 8_000 })).toBe(true);
    expect((await slow).json).toEqual({ slept: 1_500 });
    const { errors, byStatus } = await load.stop();
    expect(Object.keys(byStatus)).toEqual(['200']);
    const { ECONNREFUSED: _after, ...cut } = errors;
    expect(cut).toEqual({});
  });

  it('does not wait for connections that carry no request: silent ones, half-sent ones, kept ones', async () => {
    const { app, url } = await start();
    const port = Number(new URL(url).port);
    const silent = connect(port, '127.0.0.1');
    const half = connect(port, '127.0.0.1', () => half.write('GET /health/live HTTP/1.1\r\n'));
    await httpClient(url).get('/health/live');
    expect(await conductShutdown(app, logger, { delayMs: 0, timeoutMs: 20_000 })).toBe(true);
    silent.destroy();
    half.destroy();
  });

  it('cuts off what does not end within its time, and says so', async () => {
    const { app, url } = await start({ REQUEST_TIMEOUT_MS: '900' });
    const slow = httpClient(url).get('/demo/slow?ms=30000').catch((error: Error) => error); // prettier-ignore
    await httpClient(url).get('/health/live');
    expect(await conductShutdown(app, logger, { delayMs: 0, timeoutMs: 300 })).toBe(false);
    expect(await slow).toMatchObject({ message: expect.stringMatching(/hang up|reset|aborted/) });
  });
});

describe('a client that sends too slowly', () => {
  it.each([
    ['its headers', 'GET /health/live HTTP/1.1\r\nHost: x\r\n'],
    [
      'its body',
      'POST /demo/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
    ],
  ])('is told so and hung up on when %s do not come', async (_name, text) => {
    const { app, url } = await start();
    const answer = await rawHttp(url, text, { deadline: 10_000 });
    expect(answer.text).toMatch(/^HTTP\/1.1 (408|503) /);
    expect(answer.text).toMatch(/"code":"(request_timeout|deadline_exceeded)"/);
    expect(answer.ended).toBe('closed');
    await app.close();
  });
});

describe('behind a proxy', () => {
  const forwarded = { headers: { 'x-forwarded-for': '203.0.113.9' } };

  it.each([
    ['127.0.0.0/8', '203.0.113.9'],
    ['10.0.0.0/8', '127.0.0.1'],
    ['', '127.0.0.1'],
  ])('with TRUSTED_PROXIES=%s a forwarded request comes from %s', async (TRUSTED_PROXIES, ip) => {
    const { app, url } = await start({ TRUSTED_PROXIES });
    expect((await httpClient(url).get('/demo/address', forwarded)).json).toEqual({ ip });
    await app.close();
  });
});
