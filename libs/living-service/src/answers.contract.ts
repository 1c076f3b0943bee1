import { type HealthReport, type ServiceName } from '@secureconnect/contracts';
import { httpClient, rawHttp, until } from '@secureconnect/testing';
import { type Held, measure } from './surroundings';

const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** How a service answers while all is well. */
export function describeAnswers(app: ServiceName, held: Held): void {
  describe('when all is well', () => {
    const http = () => httpClient(held.service.url);

    it('is alive, ready and in normal mode, and says what it stands on', async () => {
      expect((await http().get('/health/live')).json).toEqual({ status: 'ok' });
      expect((await http().get('/health/ready')).status).toBe(200);
      const { status, json } = await until('normal mode', async () => {
        const answer = await http().get('/health');
        return (answer.json as HealthReport).mode === 'normal' ? answer : undefined;
      });
      expect(status).toBe(200);
      expect(json).toMatchObject({
        service: app,
        components: { postgres: { status: 'up' }, redis: { status: 'up', state: 'normal' } },
      });
    });

    it('publishes how each of its operations fails', async () => {
      const { json } = await http().get('/health/policies');
      expect(json).toMatchObject({ service: app });
      const targets = (json as { operations: { target: string }[] }).operations.map(({ target }) => target);
      expect(targets).toContain('HealthController.ready');
    });

    it("gives every answer a request id, the caller's own if it is well formed", async () => {
      expect((await http().get('/health/live')).headers['x-request-id']).toMatch(uuidV7);
      const own = { headers: { 'x-request-id': 'caller-chose.this:1' } };
      expect((await http().get('/health/live', own)).headers['x-request-id']).toBe('caller-chose.this:1');
      const bad = { headers: { 'x-request-id': 'two words {"a":1}' } };
      expect((await http().get('/health/live', bad)).headers['x-request-id']).toMatch(uuidV7);
    });

    it('answers an unknown path with 404 and a wrong method with 405 and Allow, in the one shape', async () => {
      const missing = await http().get('/no/such/thing?token=1');
      expect(missing.status).toBe(404);
      expect(missing.json).toEqual({
        error: 'NOT_FOUND',
        code: 'route_not_found',
        message: expect.any(String),
        mode: 'normal',
        request_id: missing.headers['x-request-id'],
      });
      const wrong = await http().request('DELETE', '/health/live');
      expect(wrong.status).toBe(405);
      expect(wrong.headers['allow']).toBe('GET, HEAD');
      expect(wrong.json).toMatchObject({ code: 'method_not_allowed' });
    });

    it.each([
      [
        'a bad percent sign',
        'GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
        400,
        // The gateway looks at the path of what it would pass on, and says so.
        app === 'gateway' ? 'malformed_path' : 'malformed_request',
      ],
      ['what is not HTTP', 'HELLO\r\n\r\n', 400, 'malformed_request'],
      [
        'headers of 64 KiB',
        `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(65_536)}\r\n\r\n`,
        431,
        'headers_too_large',
      ],
    ])('answers %s in the one shape', async (_name, text, status, code) => {
      const answer = await rawHttp(held.service.url, text);
      expect(answer.text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(answer.text).toMatch(/^x-content-type-options: nosniff/im);
      expect(JSON.parse(answer.text.slice(answer.text.indexOf('\r\n\r\n')))).toMatchObject({
        code,
        mode: 'normal',
      });
    });

    it('lets nothing be framed, sniffed or kept', async () => {
      const { headers } = await http().get('/health/live');
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['server']).toBeUndefined();
      expect(headers['x-powered-by']).toBeUndefined();
      expect(headers['x-service-mode']).toBeUndefined();
    });

    it('measures requests by route template, never by what a client typed', async () => {
      await http().get('/typed/by/a/client');
      const { text, headers } = await http().get('/metrics');
      expect(headers['content-type']).toContain('text/plain');
      expect(measure(text, 'redis_available')).toBe(1);
      expect(measure(text, 'redis_degraded_mode')).toBe(0);
      expect(text).toMatch(
        /http_request_duration_seconds_count\{method="GET",route="\/health\/live",status="200"\} [1-9]/,
      );
      expect(text).not.toContain('typed');
    });

    it('documents itself as a page and as OpenAPI 3.1', async () => {
      const page = await http().get('/docs');
      expect(page.headers['content-type']).toContain('text/html');
      expect(page.headers['content-security-policy']).toContain("default-src 'self'");
      const { json } = await http().get('/docs/json');
      const document = json as { openapi: string; paths: Record<string, unknown> };
      expect(document.openapi).toMatch(/^3\.1\./);
      expect(Object.keys(document.paths)).toEqual(
        expect.arrayContaining(['/health', '/health/ready', '/metrics']),
      );
    });
  });
}
