/** There is no Varnish on this machine; the message says how to install it. */
export class VarnishMissingError extends Error {
  readonly code = 'VARNISH_MISSING';

  constructor(detail?: string) {
    super(
      `varnishd was not found on the PATH${detail ? ` (${detail})` : ''}. Install it: apt-get install varnish-modules`,
    );
    this.name = 'VarnishMissingError';
  }
}
