import { serviceNames } from '@secureconnect/contracts';
import { readDockerYaml } from '../docker/compose-file';
import { type Labels, type Manifest, ofKind, selects, type Workload, workloads } from './manifest';

interface Endpoint {
  readonly port: string;
  readonly path: string;
  readonly interval: string;
  readonly scrapeTimeout: string;
  readonly relabelings?: readonly {
    readonly sourceLabels?: readonly string[];
    readonly targetLabel: string;
    readonly replacement?: string;
  }[];
}
interface MonitorSpec {
  readonly selector: {
    readonly matchLabels: Labels;
    readonly matchExpressions?: readonly { readonly key: string; readonly values: readonly string[] }[];
  };
  readonly podMetricsEndpoints: readonly Endpoint[];
}
interface PrometheusFile {
  readonly global: { readonly scrape_interval: string; readonly scrape_timeout: string };
  readonly scrape_configs: readonly [{ readonly job_name: string; readonly metrics_path: string }];
}

/** The label by which pods say which service they are, as Prometheus finds it. */
const nameLabel = '__meta_kubernetes_pod_label_app_kubernetes_io_name';

/** Of the expressions there is only one kind here: who is not meant. */
const isMeant = ({ selector }: MonitorSpec, { spec }: Workload): boolean => {
  const { labels } = spec.template.metadata;
  const { matchLabels, matchExpressions = [] } = selector;
  return (
    selects(matchLabels, labels) &&
    matchExpressions.every(({ key, values }) => !values.includes(labels[key] ?? ''))
  );
};

/** In what an endpoint differs from docker/prometheus/prometheus.yml, for which the rules of alerts are made. */
function differences({ port, path, interval, scrapeTimeout, relabelings = [] }: Endpoint): string[] {
  const { global, scrape_configs } = readDockerYaml('prometheus/prometheus.yml') as PrometheusFile;
  const [{ job_name: job, metrics_path: metrics }] = scrape_configs;
  const isNamed = relabelings.some(
    ({ targetLabel, sourceLabels }) => targetLabel === 'service' && sourceLabels?.join() === nameLabel,
  );
  return [
    ...(port === 'http' && path === metrics ? [] : ['is scraped elsewhere']),
    ...(interval === global.scrape_interval && scrapeTimeout === global.scrape_timeout
      ? []
      : ['is scraped at another pace than alerts are made for']),
    ...(relabelings.some(({ targetLabel, replacement }) => targetLabel === 'job' && replacement === job)
      ? []
      : ['is scraped by another job than alerts ask for']),
    ...(isNamed ? [] : ['is scraped without its name']),
  ];
}

/** Who is not scraped, or not as the alerts of docker/prometheus expect it, which then never fire. */
export function monitorFaults(all: readonly Manifest[]): string[] {
  const monitors = ofKind<MonitorSpec>(all, 'PodMonitor');
  return workloads(all).flatMap((workload) => {
    const { name } = workload.metadata;
    const wanted = (serviceNames as readonly string[]).includes(name) ? 1 : 0;
    const endpoints = monitors
      .filter(({ spec }) => isMeant(spec, workload))
      .flatMap(({ spec }) => spec.podMetricsEndpoints);
    if (endpoints.length !== wanted) return [`${name} is scraped ${endpoints.length} times, not ${wanted}`];
    return endpoints.flatMap(differences).map((difference) => `${name} ${difference}`);
  });
}
