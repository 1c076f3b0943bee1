/** How to start Redis; every part may be left out. */
export type RedisOptions = {
  /** Folder to keep the data in; without it the server is temporary. */
  dir?: string;
  port?: number;
  /** Further arguments of redis-server, e.g. `['--maxmemory', '50mb']`. */
  args?: string[];
  password?: string;
  /** Write every change to an append-only file; true when `dir` is given. */
  persistent?: boolean;
};

/** The command line for a server; what the caller's `args` set wins. */
export function redisArguments(dir: string, port: number, options: RedisOptions): string[] {
  const persistent = options.persistent ?? options.dir !== undefined;
  return [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--daemonize', 'no'],
    ...['--save', '', '--appendonly', persistent ? 'yes' : 'no'],
    // Tests make faults with DEBUG and CONFIG; a kept server has no need to offer them.
    ...(options.dir ? [] : ['--enable-debug-command', 'local']),
    ...(options.args ?? []),
  ];
}
