import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type PostgresServer,
  type PrometheusServer,
  type RedisServer,
  type ServiceProcess,
  startPostgres,
  startPrometheus,
  startRedis,
  startService,
  until,
} from '@secureconnect/testing';
import { dashboards } from '../dashboards/dashboards';
import { alertRules, changedRules, metricsOf, runbooksFolder } from './alert-rules';
import { isUnknown, labelsAsked, samplesIn } from './asked-labels';

/** Nobody should have to wait for a minute to see that an alert comes and goes. */
const impatient = changedRules((rule) => ({ ...rule, ...(rule.for && { for: '1s' }) }));

/** What the dashboards ask, as Grafana sends it. */
const questions = dashboards
  .flatMap(({ rows }) => rows.flatMap(({ panels }) => panels.flatMap(({ asks }) => asks)))
  .map(({ expr }) => ({ expr: expr.replaceAll('$service', '.*').replaceAll('$__rate_interval', '20s') }));

/** What the runbooks say to ask Prometheus. */
const toldToAsk = readdirSync(runbooksFolder)
  .flatMap((name) => [...readFileSync(join(runbooksFolder, name), 'utf8').matchAll(/`([^`\n]+)`/g)])
  .map(([, span = '']) => span)
  .filter((span) => /\brate\(|^\w+\{\w+="/.test(span));

const patience = { timeout: 60_000, every: 200 };

describe('a live Prometheus beside a live service', () => {
  let postgres: PostgresServer;
  let redis: RedisServer;
  let auth: ServiceProcess;
  let prometheus: PrometheusServer;

  const start = async (name: string) => {
    const service = await startService(name, {
      // From source, so that the rules can be tried without a build.
      script: `apps/${name}/src/main.ts`,
      nodeArgs: ['-C', '@secureconnect/source', '-r', '@secureconnect/testing/from-source'],
      env: { DATABASE_URL: postgres.url, REDIS_URL: redis.url, NODE_ENV: 'development' },
    });
    return service.ready({ timeout: 60_000 });
  };

  beforeAll(async () => {
    [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    auth = await start('auth');
    prometheus = await startPrometheus({ targets: [`127.0.0.1:${auth.port}`], rules: impatient });
    await prometheus.scraping();
  }, 180_000);
  afterAll(async () => {
    await prometheus?.close();
    await auth?.close();
    await Promise.all([postgres?.close(), redis?.close()]);
  });

  const fires = (alert: string) => until(`${alert} to fire`, () => prometheus.isFiring(alert), patience);
  const clears = (alert: string) =>
    until(`${alert} to clear`, async () => !(await prometheus.isFiring(alert)), patience);

  it('finds every metric and every label that a rule, a dashboard or a runbook looks at', async () => {
    const others = await Promise.all(['gateway', 'chat', 'video', 'storage'].map(start));
    const texts = [auth, ...others].map(async ({ url }) => (await fetch(`${url}/metrics`)).text());
    const metrics = (await Promise.all(texts)).join('\n');
    await Promise.all(others.map((service) => service.close()));
    const names = [...metrics.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    );
    const unknown = alertRules()
      .flatMap(({ expr }) => metricsOf(expr))
      .filter((name) => !names.includes(name));
    expect(unknown).toEqual([]);
    const unseen = questions.flatMap(({ expr }) => metricsOf(expr)).filter((name) => !names.includes(name));
    expect(unseen).toEqual([]);
    const asked = [...alertRules(), ...questions].map(({ expr }) => expr);
    expect(toldToAsk.length).toBeGreaterThan(5);
    expect(toldToAsk.flatMap(metricsOf).filter((name) => !names.includes(name))).toEqual([]);
    const samples = samplesIn(metrics);
    const labels = [...asked, ...toldToAsk.map((span) => span.replace('"…"', '"web"'))].flatMap(labelsAsked);
    expect(labels.filter((label) => isUnknown(label, samples))).toEqual([]);
    expect(labels.filter((each) => isUnknown({ ...each, label: 'colour' }, samples)).length).toBeGreaterThan(
      20,
    );
  }, 120_000);

  it('holds nothing against a service that is well', async () => {
    // What it scraped first may be from before the service was ready.
    await until('no alert', async () => (await prometheus.alerts()).length === 0, patience);
  });

  it('can answer whatever the dashboards ask', async () => {
    const said = await Promise.allSettled(questions.map(({ expr }) => prometheus.query(expr)));
    expect(said.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []))).toEqual([]);
    const [mode] = await prometheus.query('max by (service) (redis_degraded_mode)');
    expect(mode).toEqual({ metric: { service: 'auth' }, value: 0 });
  });

  it('sees Redis killed, and back', async () => {
    await redis.kill();
    await fires('RedisUnavailable');
    const [alert] = await prometheus.alerts();
    expect(alert?.annotations['runbook_url']).toBe('docs/runbooks/redis-unavailable.md');
    expect(await prometheus.isFiring('RedisFaultNeedsOperator')).toBe(false);
    await redis.start();
    await clears('RedisUnavailable');
  }, 150_000);

  it('sees Redis turn the service away, and take it back', async () => {
    await redis.requirePassword('changed');
    await redis.dropClients();
    await fires('RedisFaultNeedsOperator');
    await redis.requirePassword(null);
    await clears('RedisFaultNeedsOperator');
  }, 150_000);

  it('sees PostgreSQL killed, and back', async () => {
    await postgres.kill();
    await fires('PostgresUnavailable');
    await fires('ServiceNotReady');
    await postgres.start();
    await clears('PostgresUnavailable');
    await clears('ServiceNotReady');
  }, 150_000);
});
