import { findPrometheus } from '@secureconnect/testing';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { workspaceRoot } from '../workspace';
import { alertRules, prometheusFolder, type RulesFile, rulesText, runbooksFolder } from './alert-rules';

const promtool = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(findPrometheus('promtool'), args, { encoding: 'utf8' });
  return { status, said: stdout + stderr };
};

interface RuleTest {
  readonly name: string;
  readonly promql_expr_test: readonly {
    expr: string;
    eval_time: string;
    exp_samples: readonly { labels: string }[];
  }[];
}

const scrapeSeconds = 5;
const seconds = (time: string): number => {
  const [, minutes = 0, rest = 0] = /^(?:(\d+)m)?(?:(\d+)s)?$/.exec(time) ?? [];
  return 60 * Number(minutes) + Number(rest);
};

const testFolder = join(prometheusFolder, 'tests');
const testFiles = readdirSync(testFolder).map((name) => join(testFolder, name));
const ruleTests = () =>
  testFiles.flatMap((file) => (parse(readFileSync(file, 'utf8')) as { tests: RuleTest[] }).tests);

/** What is read here of how targets are found and asked: by the Prometheus that is shipped, and on Kubernetes. */
interface Shipped {
  readonly global: {
    readonly scrape_interval: string;
    readonly scrape_timeout: string;
    readonly evaluation_interval: string;
  };
  readonly scrape_configs: readonly { readonly job_name: string }[];
}
interface Endpoint {
  readonly interval: string;
  readonly scrapeTimeout: string;
  readonly relabelings: readonly object[];
}

const shipped = parse(readFileSync(join(prometheusFolder, 'prometheus.yml'), 'utf8')) as Shipped;
const monitoring = join(workspaceRoot, 'docker/kubernetes/overlays/production/monitoring.yaml');
const { spec: onKubernetes } = parse(readFileSync(monitoring, 'utf8')) as {
  readonly spec: { readonly podMetricsEndpoints: readonly Endpoint[] };
};

const pageOf = (alert: string) => alert.replace(/(?<!^)[A-Z]/g, '-$&').toLowerCase();

describe('the alert rules', () => {
  const rules = alertRules();

  it('are valid, and so is the configuration that names them', () => {
    expect(promtool('check', 'config', join(prometheusFolder, 'prometheus.yml'))).toMatchObject({
      status: 0,
      said: expect.stringContaining(`${rules.length} rules found`) as string,
    });
  });

  it('each fire and clear, and nothing else fires meanwhile', () => {
    expect(promtool('test', 'rules', ...testFiles)).toMatchObject({ status: 0 });
  });

  it.each(rules.map(({ alert }) => [alert]))(
    '%s has a test that sees it fire within two minutes of its fault, and clear within two minutes of its end',
    (alert) => {
      const looks = ruleTests().find(({ name }) => name.startsWith(`${alert} fires`))?.promql_expr_test ?? [];
      const isFiring = looks.map(({ exp_samples: [sample] }) =>
        Boolean(sample?.labels.startsWith(`ALERTS{alertname="${alert}", alertstate="firing"`)),
      );
      expect(isFiring).toEqual([false, true, true, false]);
      expect(looks[3]).toMatchObject({ expr: 'ALERTS{alertstate="firing"}', exp_samples: [] });
      const [before = NaN, fires = NaN, last = NaN, clear = NaN] = looks.map(({ eval_time: at }) =>
        seconds(at),
      );
      // A look before the fault, and one while it still lasts, are a scrape away from its beginning and its end.
      expect(fires - before - scrapeSeconds).toBeLessThanOrEqual(120);
      expect(clear - last - scrapeSeconds).toBeLessThanOrEqual(120);
    },
  );

  it.each(rules.map((rule) => [rule.alert, rule] as const))(
    '%s says how bad it is, what it is, what to do, and where more is written',
    (alert, { labels, annotations }) => {
      expect(['critical', 'warning']).toContain(labels.severity);
      expect(annotations.summary).toContain('$labels.service');
      expect(annotations.description.length).toBeGreaterThan(80);
      expect(annotations.runbook_url).toBe(`docs/runbooks/${pageOf(alert)}.md`);
      const page = readFileSync(join(workspaceRoot, annotations.runbook_url), 'utf8');
      expect(page).toMatch(new RegExp(`^# ${alert}\n`));
      for (const part of ['What it means', 'What users feel', 'What to do'])
        expect(page).toContain(`**${part}.**`);
    },
  );

  it('have a runbook each, and no runbook is left without its alert', () => {
    const pages = readdirSync(runbooksFolder).filter((name) => name !== 'README.md');
    expect(pages.sort()).toEqual(rules.map(({ alert }) => `${pageOf(alert)}.md`).sort());
    const index = readFileSync(join(runbooksFolder, 'README.md'), 'utf8');
    for (const { alert, labels } of rules) {
      expect(index).toMatch(new RegExp(`\\[${alert}\\]\\(${pageOf(alert)}\\.md\\) *\\| ${labels.severity} `));
    }
  });

  it('never look at a counter as it stands, which would never clear', () => {
    const bare = rules.map(({ alert, expr }) => [alert, expr.replace(/(increase|rate)\([^)]*\)/g, '')]);
    expect(bare.filter(([, rest]) => /_total|_bucket/.test(rest ?? ''))).toEqual([]);
  });

  it('are looked at, and what they look at is asked for, as often as they are tried with, on Kubernetes too', () => {
    const { scrape_interval: interval, scrape_timeout: scrapeTimeout, evaluation_interval } = shipped.global;
    expect(onKubernetes.podMetricsEndpoints).toMatchObject([{ interval, scrapeTimeout }]);
    const { groups } = parse(rulesText()) as RulesFile;
    expect([...new Set(groups.map((group) => group.interval))]).toEqual([evaluation_interval]);
  });

  it('name the job that targets have, on Kubernetes too', () => {
    const named = rules.flatMap(({ expr }) => [...expr.matchAll(/\bjob="([^"]+)"/g)].map(([, job]) => job));
    expect(named).toEqual(shipped.scrape_configs.map(({ job_name: job }) => job));
    const [{ relabelings } = { relabelings: [] }] = onKubernetes.podMetricsEndpoints;
    expect(relabelings).toContainEqual({ targetLabel: 'job', replacement: named[0] });
  });

  it('are where the container finds them', () => {
    const compose = readFileSync(join(workspaceRoot, 'docker', 'compose.yaml'), 'utf8');
    expect(compose).toContain("'./prometheus/rules:/etc/prometheus/rules:ro'");
  });
});
