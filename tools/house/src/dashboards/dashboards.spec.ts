import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { workspaceRoot } from '../workspace';
import { dashboards } from './dashboards';
import { grafanaJson } from './grafana-json';
import { type Unit } from './panel';

/** What is looked at here of a panel as Grafana reads it. */
interface GrafanaPanel {
  readonly title: string;
  readonly type: string;
  readonly datasource?: { readonly uid: string };
  readonly fieldConfig?: {
    readonly defaults: {
      readonly unit: Unit;
      readonly color?: { readonly mode: string };
      readonly mappings: readonly { readonly options: Readonly<Record<string, { readonly text: string }>> }[];
      readonly noValue?: string;
    };
  };
  readonly targets?: readonly { readonly expr: string; readonly datasource: { readonly uid: string } }[];
}

const docker = join(workspaceRoot, 'docker');
const read = <T>(path: string): T => parse(readFileSync(join(docker, path), 'utf8')) as T;

/** In which units an answer to such a question can be written. */
function unitsOf(expr: string): readonly Unit[] {
  if (expr.includes('histogram_quantile(')) return ['s'];
  if (/\brate\(/.test(expr)) return ['ops', 'reqps', 'Bps', 'percentunit'];
  if (/\bincrease\(/.test(expr)) return ['short'];
  return ['short', 's', 'bytes', 'percentunit'];
}

describe('the dashboards of Grafana', () => {
  const panels = dashboards.flatMap(
    (each) => (JSON.parse(grafanaJson(each)) as { panels: GrafanaPanel[] }).panels,
  );
  const asking = panels.filter(({ targets = [] }) => targets.length > 0);
  const over = panels.filter(({ type }) => type === 'state-timeline');

  it('show in words what a state means, which Grafana does not where its colour comes from thresholds', () => {
    expect(over.length).toBeGreaterThan(0);
    for (const { title, fieldConfig } of over) {
      const [meanings] = fieldConfig?.defaults.mappings ?? [];
      expect([title, fieldConfig?.defaults.color?.mode]).toEqual([title, 'fixed']);
      expect([title, Object.keys(meanings?.options ?? {})]).toEqual([title, ['0', '1']]);
    }
  });

  it('say in words of their own that there is nothing to see, where only what is wrong is asked for', () => {
    const wrong = over.filter(({ targets = [] }) => targets.some(({ expr }) => / == 1$/.test(expr)));
    const silent = wrong.filter(({ fieldConfig }) => fieldConfig?.defaults.noValue === undefined);
    // A store is always served by some tier.
    expect(silent.map(({ title }) => title)).toEqual(['Tier in use']);
  });

  it('show first of all a service that is gone, which tells nothing of itself', () => {
    const [first] = dashboards;
    const asked = first?.rows[0]?.panels.flatMap(({ asks }) => asks.map(({ expr }) => expr)) ?? [];
    expect(asked).toContain('min by (service) (up{service=~"$service", job="secureconnect"})');
  });

  it('write each figure in a unit that it can have', () => {
    const wrong = asking.flatMap(({ title, fieldConfig, targets = [] }) =>
      targets
        .filter(({ expr }) => !unitsOf(expr).includes(fieldConfig?.defaults.unit as Unit))
        .map(({ expr }) => `${title}: ${expr} in ${fieldConfig?.defaults.unit}`),
    );
    expect(wrong).toEqual([]);
  });

  it('ask the Prometheus that Grafana is given, and lie where it looks for them', () => {
    const { datasources } = read<{ datasources: { uid: string; url: string }[] }>(
      'grafana/provisioning/datasources/prometheus.yaml',
    );
    const { providers } = read<{ providers: { options: { path: string } }[] }>(
      'grafana/provisioning/dashboards/secureconnect.yaml',
    );
    const { services } = read<{
      services: Record<string, { volumes: string[]; environment: Record<string, string> }>;
    }>('compose.yaml');
    const asked = asking.flatMap(({ datasource, targets = [] }) =>
      [datasource, ...targets.map((target) => target.datasource)].map((source) => source?.uid),
    );
    expect([...new Set(asked)]).toEqual(datasources.map(({ uid }) => uid));
    expect(services['prometheus']).toBeDefined();
    expect(datasources[0]?.url).toBe('http://prometheus:9090');
    const folder = providers[0]?.options.path ?? '';
    expect(services['grafana']?.volumes).toContain(`./grafana/dashboards:${folder}:ro`);
    const home = services['grafana']?.environment['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH'] ?? '';
    expect(existsSync(join(docker, home.replace(folder, 'grafana/dashboards')))).toBe(true);
  });
});
