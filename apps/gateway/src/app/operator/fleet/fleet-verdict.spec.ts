import { type InstanceReport, type InstanceView, type ServiceName } from '@secureconnect/contracts';
import { isReport } from './is-report';
import { problemsOfFleet } from './fleet-verdict';
import { UnseenInstances } from './unseen-instances';

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString();
const now = Date.parse(at(30));

const redis = {
  ...{
    state: 'normal',
    since: at(0),
    fault: null,
    fault_since: null,
    last_error: null,
    held: null,
    pending: 0,
  },
  ...{ last_look: { at: null, took_ms: null, failed_in_a_row: 0 }, breakers: [], stores: [], recovery: [] },
  reconciled: { total: 0, last: null },
} as InstanceReport['redis'];

const up = { postgres: { status: 'up' }, redis: { status: 'up' } } as const;

function view(
  service: ServiceName,
  own: Partial<InstanceReport> = {},
  seen: Partial<InstanceView> = {},
): InstanceView {
  const report = {
    service,
    components: up,
    at: at(30),
    components_at: at(29),
    redis,
    live_instances: 1,
    ...own,
  };
  const standing = {
    state: 'normal',
    since: at(0),
    heard_at: new Date().toISOString(),
    error: null,
  } as const;
  return { service, origin: 'http://127.0.0.1:1', ...standing, report: report as InstanceReport, ...seen };
}

describe('the verdict on a fleet', () => {
  it('finds nothing where everything is well', () => {
    expect(problemsOfFleet([view('auth'), view('chat')])).toEqual([]);
  });

  it('tells the loss of the one Redis once, in the words of whoever lost it first', () => {
    const lost = (since: string, error: string) => ({
      redis: { ...redis, state: 'degraded' as const, since, last_error: error },
    });
    const views = [view('auth', lost(at(9), 'late')), view('chat', lost(at(7), 'first')), view('video')];
    const services = ['auth', 'chat'];
    expect(problemsOfFleet(views)).toEqual([
      { kind: 'redis', services, instances: 2, since: at(7), reason: 'first' },
    ]);
  });

  it('puts who does not answer before all else, whatever it said before', () => {
    const gone = view(
      'chat',
      {},
      { state: 'unreachable', error: 'it does not answer in time', since: at(3) },
    );
    const held = view('auth', {
      redis: { ...redis, state: 'degraded', held: { by: 'Ann', since: at(5), until: at(59) } },
    });
    expect(problemsOfFleet([held, gone])).toMatchObject([
      { kind: 'unreachable', services: ['chat'], since: at(3) },
      { kind: 'forced', services: ['auth'], since: at(5), reason: 'forced by Ann' },
    ]);
  });

  it('sees an outage behind a hold', () => {
    const held = { by: 'Ann', since: at(5), until: at(59) };
    const away = { state: 'degraded', fault: 'down', fault_since: at(7), last_error: 'gone' } as const;
    expect(problemsOfFleet([view('auth', { redis: { ...redis, ...away, held } })])).toEqual([
      { kind: 'redis', services: ['auth'], instances: 1, since: at(7), reason: 'gone' },
      { kind: 'forced', services: ['auth'], instances: 1, since: at(5), reason: 'forced by Ann' },
    ]);
  });

  it.each([
    ['an outage', { state: 'degraded' as const, last_error: 'gone' }, 'redis'],
    ['a hold', { held: { by: 'Ann', since: at(5), until: at(59) } }, 'forced'],
  ])('sees behind %s the breaker that somebody holds, and no other', (_what, own, first) => {
    const [forced, open] = [true, false].map((isForced) => ({
      ...{ kind: isForced ? 'write' : 'read', state: 'open' as const, is_forced: isForced, since: at(1) },
    }));
    const breakers = [forced, open] as InstanceReport['redis']['breakers'];
    const state = 'degraded' as const;
    const found = problemsOfFleet([view('auth', { redis: { ...redis, state, ...own, breakers } })]);
    expect(found.map(({ kind }) => kind)).toEqual([first, 'forced']);
    expect(found[1]).toMatchObject({
      since: at(1),
      reason: 'the breaker of write calls to Redis is forced open',
    });
  });

  it.each([
    [
      'a breaker that is open',
      {
        redis: {
          ...redis,
          breakers: [{ kind: 'write', state: 'open' as const, is_forced: false, since: at(1) }],
        },
      },
      'breaker',
    ],
    [
      'a breaker that is held closed',
      {
        redis: {
          ...redis,
          breakers: [{ kind: 'read', state: 'closed' as const, is_forced: true, since: at(1) }],
        },
      },
      'forced',
    ],
    ['a PostgreSQL that is away', { components: { postgres: { status: 'down' as const } } }, 'postgres'],
    ['a component that is less well', { components: { jobs: { status: 'degraded' as const } } }, 'component'],
    ['components that were looked at long ago', { components_at: at(0) }, 'component'],
    ['components that were never looked at', { components_at: null }, 'component'],
    ['an instance that is ending', { is_draining: true }, 'component'],
  ])('is not green with %s', (_what, own, kind) => {
    expect(problemsOfFleet([view('chat', own)])).toMatchObject([{ kind, services: ['chat'] }]);
  });

  it('does not blame what follows from the loss of Redis, and does blame what has words of its own', () => {
    const components = {
      cache: { status: 'degraded' as const },
      jobs: { status: 'degraded' as const, last_error: 'stuck' },
    };
    const away = { ...redis, state: 'degraded' as const };
    const reasons = problemsOfFleet([view('chat', { redis: away, components })]).map(({ reason }) => reason);
    expect(reasons).toEqual(['Redis is away', 'jobs: stuck']);
  });

  it('is not green where requests are kept from a service that is ready, and lets one that is not say so itself', () => {
    const behind = (status: string) => {
      const said = { status: 'degraded' as const, since: at(4), last_error: 'no answer in time' };
      const chat = { ...said, breaker: 'open', instances: [{ status: 'up' }, { status }] };
      return problemsOfFleet([view('gateway', { components: { ...up, chat } })]);
    };
    const told = { kind: 'component', services: ['gateway'], instances: 1, since: at(4) };
    for (const status of ['up', 'ejected'])
      expect(behind(status)).toEqual([{ ...told, reason: 'chat: no answer in time' }]);
    expect(behind('down')).toEqual([]);
  });

  it('takes the age of components by the clock of whoever saw them, however wrong that goes', () => {
    const ahead = { at: '2031-01-01T00:00:20.000Z', components_at: '2031-01-01T00:00:00.000Z' };
    expect(problemsOfFleet([view('chat', ahead)])).toMatchObject([{ kind: 'component' }]);
    const behind = { at: '2011-01-01T00:00:20.000Z', components_at: '2011-01-01T00:00:19.000Z' };
    expect(problemsOfFleet([view('chat', behind)])).toEqual([]);
    const heardAt = new Date(Date.now() - 16_000).toISOString();
    expect(problemsOfFleet([view('chat', {}, { heard_at: heardAt })])).toMatchObject([{ kind: 'component' }]);
  });

  it('takes nothing for a report that it could not read', () => {
    const report = { ...view('chat').report, instance: 'one', started_at: at(0), events: [] };
    expect(isReport(report, 'chat')).toBe(true);
    expect(isReport(report, 'auth')).toBe(false);
    const wrong = [null, {}, [], { redis: null }, { redis: {} }, { ...report, redis: null }];
    const within = [{ breakers: [null] }, { held: {} }, { since: 'then' }, { state: 'fine' }];
    const others = [{ components: { jobs: null } }, { events: null }, { at: 1 }, { live_instances: null }];
    const all = [
      ...wrong,
      ...within.map((part) => ({ ...report, redis: { ...redis, ...part } })),
      ...others.map((part) => ({ ...report, ...part })),
    ];
    expect(all.filter((each) => isReport(each, 'chat'))).toEqual([]);
  });

  it('is not green either where more live than are shown, once that is no farewell of a dead one', () => {
    const unseen = new UnseenInstances();
    const views = [view('gateway', { live_instances: 2 })];
    expect(unseen.look(views, now)).toEqual([]);
    expect(unseen.look(views, now + 14_000)).toEqual([]);
    const found = unseen.look(views, now + 15_000);
    expect(found).toMatchObject([{ kind: 'unseen', service: 'gateway', since: at(30) }]);
    expect(problemsOfFleet(views, found)).toMatchObject([{ kind: 'unseen', services: ['gateway'] }]);
    expect(unseen.look([view('gateway')], now + 16_000)).toEqual([]);
    expect(unseen.look(views, now + 17_000)).toEqual([]);
  });
});
