import { ServiceAwayError, ServiceClients, type ServiceTokens } from '@secureconnect/platform';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { until } from '@secureconnect/testing';
import { InstanceWatch } from './instance-watch';
import { problemsOf } from './problems-of';
import { isUncertain, remoteSource, whyNot } from './instance-source';

describe('an instance that is asked', () => {
  let server: Server;
  let said: { status: number; text: string };

  beforeAll(async () => {
    server = createServer((_request, reply) => reply.writeHead(said.status).end(said.text));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => server.close());

  const source = () => {
    const clients = new ServiceClients({ sign: () => 'a token' } as unknown as ServiceTokens);
    return remoteSource(clients, 'chat', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  };
  const pulled = async (status: number, text: string) => {
    said = { status, text };
    const error: unknown = await source()
      .pull({ lever: 'probe' }, 'Ann', 'one')
      .catch((met: unknown) => met);
    return `${isUncertain(error) ? 'uncertain' : 'not done'}: ${whyNot(error)}`;
  };

  it.each([
    ['null', 'what answers there is no chat of ours'],
    ['', 'what answers there is no chat of ours'],
    ['{"service":"chat","redis":{"breakers":[]}}', 'what answers there is no chat of ours'],
    ['<html>', /JSON/],
  ])('and says %j is one that does not answer', async (text, error) => {
    said = { status: 200, text };
    const watch = new InstanceWatch(source(), () => undefined);
    await watch.look();
    expect(watch.view).toMatchObject({ state: 'unreachable', report: null });
    expect(watch.view.error).toMatch(error);
  });

  const at = new Date(1_000).toISOString();
  const redis = { state: 'normal', since: at, held: null, last_look: { failed_in_a_row: 0 }, stores: [] };
  /** What an instance that is well says of itself, or as told. */
  const says = (own: object) => {
    const report = { service: 'chat', instance: 'one', started_at: at, at, components: {}, events: [] };
    const rest = {
      status: 'ok',
      live_instances: 1,
      redis: { ...redis, breakers: [], reconciled: {} },
      ...own,
    };
    said = { status: 200, text: JSON.stringify({ ...report, ...rest }) };
  };

  /** Since when it is degraded: since it was seen so first, however often it is looked at again. */
  async function seenDegraded(watch: InstanceWatch): Promise<string> {
    await watch.look();
    const { state, since } = watch.view;
    expect([state, Date.parse(since) > Date.parse(at)]).toEqual(['degraded', true]);
    await until('the clock to go on', () => Date.now() > Date.parse(since), { every: 1 });
    await watch.look();
    expect(watch.view.since).toBe(since);
    return since;
  }

  it('and shuts down is no normal one, since that was first seen', async () => {
    const watch = new InstanceWatch(source(), () => undefined);
    says({});
    await watch.look();
    expect(watch.view.state).toBe('normal');
    says({ is_draining: true });
    const since = await seenDegraded(watch);
    expect(problemsOf(watch.view)).toContainEqual({
      kind: 'component',
      since,
      reason: 'it is shutting down',
    });
  });

  it('and has lost PostgreSQL is degraded since then, however long Redis has been well', async () => {
    const watch = new InstanceWatch(source(), () => undefined);
    const [lostAt, laterAt] = [5_000, 6_000].map((ms) => new Date(ms).toISOString());
    const components = {
      redis: { status: 'degraded', since: at },
      jobs: { status: 'degraded', since: laterAt },
      postgres: { status: 'down', since: lostAt },
    };
    says({ status: 'unavailable', components });
    await watch.look();
    expect(watch.view).toMatchObject({ state: 'degraded', since: lostAt });
    says({});
    await watch.look();
    expect(watch.view).toMatchObject({ state: 'normal', since: at });
  });

  it('and does not say since when it is less than well is so since that was first seen', async () => {
    const watch = new InstanceWatch(source(), () => undefined);
    says({ status: 'degraded', components: { jobs: { status: 'degraded' } } });
    await seenDegraded(watch);
  });

  it('and has a breaker that somebody holds closed is forced, unless another keeps calls from Redis', async () => {
    const since = new Date(2_000).toISOString();
    const held = { kind: 'read', state: 'closed', is_forced: true, since };
    const open = { kind: 'write', state: 'open', is_forced: false, since: at };
    const standing = async (...breakers: object[]) => {
      says({ redis: { ...redis, breakers, reconciled: {} } });
      const watch = new InstanceWatch(source(), () => undefined);
      await watch.look();
      return watch.view;
    };
    expect(await standing(held)).toMatchObject({ state: 'forced', since });
    expect(await standing(held, open)).toMatchObject({ state: 'degraded', since: at });
  });

  it('and refuses with null is one that does not answer', async () => {
    said = { status: 401, text: 'null' };
    await expect(source().report()).rejects.toThrow('it answers 401');
  });

  it('has pulled no lever that it refused, nor one that was for another', async () => {
    expect(await pulled(422, '{"code":"validation_failed"}')).toBe(
      'not done: it answers 422 validation_failed',
    );
    expect(await pulled(409, '{"code":"another_instance"}')).toBe(
      'not done: another instance answered there, and did nothing',
    );
  });

  it('may have pulled one of which it says nothing that can be read', async () => {
    for (const [status, text] of [
      [200, 'null'],
      [500, '{}'],
      [503, ''],
    ] as const)
      // prettier-ignore
      expect(await pulled(status, text)).toMatch(/^uncertain: /);
    expect(isUncertain(new ServiceAwayError('', { cause: { code: 'ECONNREFUSED' } }))).toBe(true);
  });
});
