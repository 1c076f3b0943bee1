import { type Dashboard, type Meaning, type Panel, type Row } from './panel';

const source = { type: 'prometheus', uid: 'secureconnect' };
const types = { stat: 'stat', lines: 'timeseries', states: 'state-timeline', alerts: 'alertlist' } as const;
const columns = 24;

/** A dashboard in the words of Grafana, as it takes it from a file. */
export function grafanaJson({ name, title, tells, rows }: Dashboard): string {
  const dashboard = {
    uid: `secureconnect-${name}`,
    title: `SecureConnect: ${title}`,
    description: tells,
    tags: ['secureconnect'],
    schemaVersion: 39,
    version: 1,
    editable: false,
    refresh: '5s',
    time: { from: 'now-1h', to: 'now' },
    timezone: 'browser',
    // One line over all of them where Redis changed its state.
    annotations: { list: [transitions] },
    templating: { list: [serviceChoice] },
    links: [{ type: 'dashboards', tags: ['secureconnect'], title: 'All of SecureConnect', asDropdown: true }],
    panels: laidOut(rows),
  };
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}

const transitions = {
  name: 'Redis: change of state',
  datasource: source,
  enable: true,
  iconColor: 'orange',
  expr: 'sum by (service, to) (increase(redis_transitions_total{service=~"$service"}[15s])) > 0',
  titleFormat: '{{service}}: {{to}}',
  step: '15s',
};

const serviceChoice = {
  name: 'service',
  label: 'Service',
  type: 'query',
  datasource: source,
  query: { query: 'label_values(service_ready, service)', refId: 'services' },
  refresh: 2,
  includeAll: true,
  multi: true,
  allValue: '.*',
  current: { text: 'All', value: '$__all' },
};

/** From left to right, each row of panels beneath the one before. */
function laidOut(rows: readonly Row[]): object[] {
  const out: object[] = [];
  let y = 0;
  for (const { title, panels } of rows) {
    out.push({
      id: out.length + 1,
      type: 'row',
      title,
      collapsed: false,
      gridPos: { x: 0, y, w: columns, h: 1 },
    });
    y += 1;
    let [x, tallest] = [0, 0];
    for (const panel of panels) {
      const { wide: w = 8, high: h = 8 } = panel;
      if (x + w > columns) [x, y, tallest] = [0, y + tallest, 0];
      out.push({ id: out.length + 1, ...grafanaPanel(panel), gridPos: { x, y, w, h } });
      [x, tallest] = [x + w, Math.max(tallest, h)];
    }
    y += tallest;
  }
  return out;
}

function grafanaPanel(panel: Panel): object {
  const { kind, title, tells, asks, unit = 'short', means = [], none, redFrom } = panel;
  const base = { type: types[kind], title, description: tells };
  if (kind === 'alerts')
    return { ...base, options: { stateFilter: { firing: true, pending: true }, viewMode: 'list' } };
  return {
    ...base,
    datasource: source,
    targets: asks.map(({ expr, legend }, at) => ({
      refId: String.fromCharCode(65 + at),
      datasource: source,
      expr,
      legendFormat: legend || '__auto',
      instant: kind === 'stat',
      range: kind !== 'stat',
    })),
    fieldConfig: {
      defaults: {
        ...{ unit, mappings: mapped(means), ...colours(kind, means, redFrom) },
        ...(none !== undefined && { noValue: none }),
      },
      overrides: [],
    },
    options: optionsOf(kind),
  };
}

const mapped = (means: readonly Meaning[]): object[] =>
  means.length === 0
    ? []
    : [
        {
          type: 'value',
          options: Object.fromEntries(
            means.map(({ value, text, color }, index) => [value, { text, color, index }]),
          ),
        },
      ];

function colours(kind: Panel['kind'], means: readonly Meaning[], redFrom: number | undefined): object {
  if (kind === 'lines')
    return { color: { mode: 'palette-classic' }, custom: { fillOpacity: 10, showPoints: 'never' } };
  // By thresholds Grafana would merge all values between two of them and write their bounds, not what values mean.
  if (kind === 'states') return { color: { mode: 'fixed', fixedColor: 'text' } };
  const first = means.length > 0 ? 'text' : redFrom === undefined ? 'blue' : 'green';
  const steps = [
    { color: first, value: null },
    ...(redFrom === undefined ? [] : [{ color: 'red', value: redFrom }]),
  ];
  return { color: { mode: 'thresholds' }, thresholds: { mode: 'absolute', steps } };
}

function optionsOf(kind: Panel['kind']): object {
  if (kind === 'stat')
    return {
      colorMode: 'background',
      graphMode: 'none',
      textMode: 'value_and_name',
      reduceOptions: { calcs: ['lastNotNull'] },
    };
  if (kind === 'states') return { mergeValues: true, showValue: 'auto', legend: { showLegend: false } };
  return { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } };
}
