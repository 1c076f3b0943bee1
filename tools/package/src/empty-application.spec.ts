import {
  freePort,
  httpClient,
  type RedisServer,
  removeFolder,
  ServerProcess,
  startRedis,
  temporaryFolder,
  until,
} from '@secureconnect/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installExample } from './install-example';
import { plainEnvironment } from './run-program';

describe('the packages in an application outside the workspace', () => {
  const folder = temporaryFolder('package');
  let redis: RedisServer;
  let application: ServerProcess;
  let http: ReturnType<typeof httpClient>;

  beforeAll(async () => {
    redis = await startRedis();
    const installed = await installExample('greetings', folder);
    const port = await freePort();
    application = new ServerProcess({
      command: process.execPath,
      args: [join(installed, 'dist/main.js')],
      cwd: installed,
      env: { ...plainEnvironment(), REDIS_URL: redis.url, PORT: String(port) },
      logFile: join(folder, 'application.log'),
    });
    http = httpClient(`http://127.0.0.1:${port}`);
    await until(
      'the application to answer',
      async () => (await http.get('/greetings/nobody')).status === 404,
      {
        timeout: 20_000,
      },
    );
  }, 240_000);
  afterAll(async () => {
    await application?.kill();
    await redis?.close();
    await removeFolder(folder);
  });

  const greet = () => http.get('/greetings/ada');
  const isMarked = async () => (await greet()).headers['x-service-mode'] === 'degraded';

  it('are named in it with the versions the workspace itself uses', () => {
    const read = (path: string) =>
      JSON.parse(readFileSync(path, 'utf8')) as Record<
        'dependencies' | 'devDependencies',
        Record<string, string>
      >;
    const example = read(join(__dirname, '../../../docs/examples/greetings/package.json'));
    const { dependencies, devDependencies } = read(join(__dirname, '../../../package.json'));
    const ours = { ...dependencies, ...devDependencies };
    const wanted = { ...example.dependencies, ...example.devDependencies };
    const differing = Object.keys(wanted).filter(
      (name) => !name.startsWith('@secureconnect/') && wanted[name] !== ours[name],
    );
    expect(differing).toEqual([]);
  });

  it('serve from Redis, unmarked', async () => {
    const answer = await until('an unmarked answer', async () => {
      await http.request('PUT', '/greetings/ada', { body: { text: 'Hello, Ada' } });
      const seen = await greet();
      return seen.headers['x-service-mode'] === undefined ? seen : undefined;
    });
    expect([answer.status, answer.json]).toEqual([200, { text: 'Hello, Ada' }]);
    expect(await redis.command('GET', 'greeting:ada')).toBe('Hello, Ada');
  });

  it.each<[string, on: () => unknown, off: () => unknown]>([
    ['frozen', () => redis.freeze(), () => redis.thaw()],
    ['killed', () => redis.kill(), () => redis.start()],
  ])(
    'serve what fell back and refuse what fails closed while Redis is %s, and heal',
    async (_name, on, off) => {
      await http.request('PUT', '/greetings/ada', { body: { text: 'Hello, Ada' } });
      expect((await greet()).status).toBe(200);
      await on();
      const answer = await greet();
      expect([answer.status, answer.json, answer.headers['x-service-mode']]).toEqual([
        200,
        { text: 'Hello, Ada' },
        'degraded',
      ]);
      const refused = await http.request('PUT', '/greetings/ada', { body: { text: 'Goodbye' } });
      expect(refused.status).toBe(503);
      expect(refused.headers['retry-after']).toBeDefined();
      expect(refused.json).toMatchObject({
        error: 'SERVICE_DEGRADED',
        code: 'redis_unavailable',
        mode: 'degraded',
      });
      await off();
      await until('normal mode', async () => !(await isMarked()), { timeout: 20_000 });
      expect((await http.request('PUT', '/greetings/ada', { body: { text: 'Hello again' } })).status).toBe(
        200,
      );
    },
  );

  it('end when they are told to, and leave nothing behind', async () => {
    expect(await application.terminate('SIGTERM')).toEqual({ code: null, signal: 'SIGTERM' });
    expect(application.log()).not.toMatch(/unhandled|deprecated/i);
  });
});
