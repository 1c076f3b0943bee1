import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type StormService } from '../../system/storm-system';
import { prometheusFolder } from './alert-rules';

/** Somebody to scrape. */
export interface Target {
  readonly service: StormService;
  /** `http://127.0.0.1:40001`. */
  readonly url: string;
}

interface Configuration {
  readonly rule_files: readonly string[];
  readonly scrape_configs: readonly object[];
}

/** The configuration as it is shipped, with its rules and its intervals; only the targets are others. JSON, which is YAML too. */
export function liveConfiguration(targets: readonly Target[]): string {
  const shipped = parse(readFileSync(join(prometheusFolder, 'prometheus.yml'), 'utf8')) as Configuration;
  const [scraped] = shipped.scrape_configs;
  const static_configs = targets.map(({ service, url }) => ({
    targets: [new URL(url).host],
    labels: { service },
  }));
  return JSON.stringify({
    ...shipped,
    rule_files: shipped.rule_files.map((name) => join(prometheusFolder, name)),
    scrape_configs: [{ ...scraped, static_configs }],
  });
}
