import { createLogger } from './logger.factory';
import { NestLogger } from './nest-logger.service';
import { runInContext } from './request-context';

function capture() {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ service: 'demo', level: 'info', readable: false, destination });
  return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? '') as Record<string, unknown> };
}

describe('the log', () => {
  it('says which service, how important, and which request', () => {
    const { logger, last } = capture();
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    runInContext({ requestId: 'r-1', traceparent }, () => logger.warn('careful'));
    expect(last()).toMatchObject({
      service: 'demo',
      level: 'warn',
      msg: 'careful',
      request_id: 'r-1',
      trace_id: 'a'.repeat(32),
    });
    logger.info('outside');
    expect(last()).not.toHaveProperty('request_id');
  });

  it.each([
    [{ password: 'hush' }],
    [{ user: { password: 'hush' } }],
    [{ request: { headers: { authorization: 'hush' } } }],
    [{ a: { b: { refresh_token: 'hush' } } }],
    [{ url: 'postgres://admin:hush@db:5432/x' }],
    [{ url: 'redis://:hush@cache' }],
    [{ err: new Error('connect to amqps://u:hush@q failed') }],
    [{ line: 'Authorization: Bearer hush-hush-hush' }],
    [{ line: `got eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJodXNoIn0.hush_signature` }],
  ])('keeps the secret in %j to itself', (fields) => {
    const { logger, lines } = capture();
    logger.info(fields, 'look');
    expect(lines.join('')).toContain('look');
    expect(lines.join('')).not.toContain('hush');
  });

  it('cannot be given a second line by what a client typed', () => {
    const { logger, lines } = capture();
    logger.info({ path: 'a\n{"level":"fatal","msg":"forged"}' }, 'one\nline');
    expect(lines.join('').trimEnd().split('\n')).toHaveLength(1);
  });

  it('carries what Nest says, its context, errors and fields, and leaves out its assembly', () => {
    const { logger, lines, last } = capture();
    const nest = new NestLogger(logger);
    nest.log('mapped a route', 'RouterExplorer');
    expect(lines).toHaveLength(0);
    nest.error('it broke', new Error('why'), 'Demo');
    expect(last()).toMatchObject({
      level: 'error',
      context: 'Demo',
      msg: 'it broke',
      err: { message: 'why' },
    });
    nest.warn({ queue: 'mail' }, 'Demo');
    expect(last()).toMatchObject({ level: 'warn', queue: 'mail', context: 'Demo' });
    nest.error(new Error('bare'));
    expect(last()).toMatchObject({ msg: 'bare', err: { type: 'Error' } });
  });
});
