/** Which service a Varnish stands before, and by which rules. */
export type VarnishOptions = {
  /** The URL of the service. */
  backend: string;
  /** Full path of a VCL file without a backend of its own. */
  vcl: string;
  port?: number;
  purgePort?: number;
  /** Further arguments of varnishd, e.g. `['-p', 'default_grace=1']`. */
  args?: string[];
};

/** What goes before the rules: the only part that differs from one place to another. */
export function varnishProgram({ backend, vcl }: VarnishOptions): string {
  const { hostname, port } = new URL(backend);
  return [
    'vcl 4.1;',
    `backend default { .host = "${hostname}"; .port = "${port}"; .connect_timeout = 1s; }`,
    `include "${vcl}";`,
    '',
  ].join('\n');
}

/** The command line: foreground, loopback, nothing outside of its folder, no console. */
export function varnishArguments(dir: string, ports: { http: number; purge: number }, args: string[] = []) {
  return [
    ...['-F', '-j', 'none', '-n', dir, '-f', `${dir}/main.vcl`, '-T', 'none'],
    ...['-a', `http=127.0.0.1:${ports.http},HTTP`, '-a', `purge=127.0.0.1:${ports.purge},HTTP`],
    ...['-s', 'malloc,32m', '-p', 'thread_pools=1', '-p', 'thread_pool_min=10'],
    ...args,
  ];
}
