import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';

/** By which rules a coturn runs. */
export type CoturnOptions = {
  /** Full path of the configuration it is held to. */
  config: string;
  secret: string;
  /** Lines that come after it. */
  overlay?: readonly string[];
  /** Where it listens and relays: this machine's own address unless said. */
  address?: string;
};

/** This machine's address in its network, which browsers use for media; loopback where it has none. */
export function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}

/** The whole configuration: ours, and what is particular to one process among others of its kind. */
export function coturnConfiguration(
  options: CoturnOptions,
  { dir, port, address }: { dir: string; port: number; address: string },
): string {
  const own = [
    ...[`listening-port=${port}`, `listening-ip=${address}`, `relay-ip=${address}`, 'relay-ip=::1'],
    ...[`static-auth-secret=${options.secret}`, `userdb=${dir}/turndb`, 'no-tls', 'no-dtls'],
    // Few threads: it has two people to serve.
    'relay-threads=1',
  ];
  return [readFileSync(options.config, 'utf8'), ...own, ...(options.overlay ?? []), ''].join('\n');
}
