/** Where an alert stands, as Prometheus says it. */
export type AlertState = 'inactive' | 'pending' | 'firing';

/** An alert that is now otherwise than it was at the look before. */
export interface AlertChange {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly alert: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly from: AlertState;
  readonly to: AlertState;
}

/** Its name, and what tells it from others of that name. */
export function alertInWords({ alert, labels }: Pick<AlertChange, 'alert' | 'labels'>): string {
  const said = Object.entries(labels)
    .filter(([name]) => !['alertname', 'severity', 'job', 'instance', 'exported_service'].includes(name))
    .map(([name, value]) => `${name}=${value}`);
  return `${alert}{${said.join(' ')}}`;
}
