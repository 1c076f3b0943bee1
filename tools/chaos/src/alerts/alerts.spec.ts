import { type ActiveAlert } from '@secureconnect/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readOptions } from './alerts.options';
import { alertFaults, notMadeHere } from './faults/alert-faults';
import { AlertWatch } from './live/alert-watch';
import { judgeBeside } from './trial/judge-beside';
import { alertRules, forMs, prometheusFolder } from './rules/alert-rules';
import { liveConfiguration } from './rules/live-configuration';

const names = alertRules().map(({ alert }) => alert);

describe('the alerts that are made live', () => {
  it.each(names.map((name) => [name]))('%s has a fault on real servers, or a sentence why not', (name) => {
    const makers = alertFaults.filter(({ fires }) => fires.includes(name));
    if (name in notMadeHere) expect(makers).toEqual([]);
    else expect(makers.length).toBeGreaterThan(0);
  });

  it('are all of rules there are, and so is what may fire beside them', () => {
    const named = alertFaults.flatMap(({ fires, beside = {} }) => [...fires, ...Object.keys(beside)]);
    const unknown = [...named, ...Object.keys(notMadeHere)].filter((name) => !names.includes(name));
    expect(unknown).toEqual([]);
  });

  it('come of faults that each have a name of their own', () => {
    const own = alertFaults.map(({ name }) => name);
    expect(new Set(own).size).toBe(own.length);
  });
});

describe('the Prometheus that watches', () => {
  it('has the rules and the intervals that are shipped, and only other targets', () => {
    const text = readFileSync(join(prometheusFolder, 'prometheus.yml'), 'utf8');
    const shipped = parse(text) as Record<string, unknown>;
    const targets = [{ service: 'chat', url: 'http://127.0.0.1:4001' }] as const;
    const live = parse(liveConfiguration(targets)) as Record<string, unknown>;
    expect(live['global']).toEqual(shipped['global']);
    expect(live['rule_files']).toEqual([join(prometheusFolder, 'rules/*.yml')]);
    expect(live['scrape_configs']).toEqual([
      {
        job_name: 'secureconnect',
        metrics_path: '/metrics',
        static_configs: [{ targets: ['127.0.0.1:4001'], labels: { service: 'chat' } }],
      },
    ]);
    expect(Object.keys(live)).toEqual(Object.keys(shipped));
  });

  it('reads how long each rule has to hold', () => {
    expect(forMs({ alert: 'a', for: '1m30s' })).toBe(90_000);
    expect(forMs({ alert: 'a' })).toBe(0);
  });
});

describe('a watch over alerts', () => {
  const chat = { alertname: 'ServiceDown', service: 'chat' };
  const auth = { alertname: 'ServiceDown', service: 'auth' };
  let now: ActiveAlert[] = [];
  let watch: AlertWatch;

  beforeEach(() => {
    now = [];
    watch = new AlertWatch({ alerts: () => Promise.resolve(now) });
  });
  afterEach(() => watch.end());

  const see = async (...alerts: readonly [object, ActiveAlert['state']][]) => {
    now = alerts.map(([labels, state]) => ({ labels: labels as typeof chat, annotations: {}, state }));
    await watch.look();
  };

  it('keeps each change, and says when one fired and when the last of its name was over', async () => {
    await see([chat, 'pending']);
    await see([chat, 'firing'], [auth, 'firing']);
    expect(watch.firedAt('ServiceDown', 0)).toBe(watch.changes.find(({ to }) => to === 'firing')?.at);
    await see([auth, 'firing']);
    expect(watch.clearedAt('ServiceDown', 0)).toBeUndefined();
    await see();
    expect(watch.clearedAt('ServiceDown', 0)).toBe(watch.changes.at(-1)?.at);
    const said = watch.changes.map(({ labels, from, to }) => `${labels['service']} ${from} ${to}`);
    expect(said).toEqual([
      'chat inactive pending',
      'chat pending firing',
      'auth inactive firing',
      'chat firing inactive',
      'auth firing inactive',
    ]);
  });

  it('tells what fired beside what was expected, and whether that was foreseen', async () => {
    await see(
      [chat, 'firing'],
      [{ alertname: 'JobsDying' }, 'firing'],
      [{ alertname: 'JobsBehind' }, 'firing'],
    );
    const beside = { JobsBehind: 'nobody works on them' };
    const begin = () => Promise.reject(new Error('it is not made'));
    const faults = [{ name: 'made-up', does: 'nothing', fires: ['ServiceDown'], beside, begin }];
    expect(judgeBeside(watch.changes, faults)).toEqual([
      { alert: 'JobsDying', text: 'JobsDying{}', why: undefined },
      { alert: 'JobsBehind', text: 'JobsBehind{}', why: 'nobody works on them' },
    ]);
  });
});

describe('the options of npm run chaos -- alerts', () => {
  it('choose the faults that fire what was asked for, and leave the others out', () => {
    const chosen = readOptions(['--only', 'ServiceDown,RedisFlapping'])?.rounds.flat();
    expect(chosen?.map(({ name }) => name)).toEqual(['both-of-video-killed', 'redis-flapping']);
  });

  it.each([
    [['--only', 'NoSuchAlert'], 'There is no alert NoSuchAlert'],
    [['--only', 'JobsStuck'], 'JobsStuck cannot be made here'],
    [['--quiet-minutes', 'long'], '--quiet-minutes must be a number'],
  ])('say what to do about %j', (args, sentence) => {
    expect(() => readOptions(args)).toThrow(sentence);
  });
});
