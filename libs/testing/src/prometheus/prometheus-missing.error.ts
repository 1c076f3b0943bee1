/** There is no Prometheus on this machine; the message says how to install it. */
export class PrometheusMissingError extends Error {
  readonly code = 'PROMETHEUS_MISSING';

  constructor(detail?: string) {
    super(
      `prometheus and promtool were not found on the PATH${detail ? ` (${detail})` : ''}. Install them: apt-get install prometheus`,
    );
    this.name = 'PrometheusMissingError';
  }
}
