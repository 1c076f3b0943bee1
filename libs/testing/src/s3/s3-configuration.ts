import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whom an S3 lets in, and what it calls its place. */
export type S3Account = { account: string; user: string; key: string; region: string };

const filters = (names: readonly string[]) =>
  names.flatMap((name) => [`[filter:${name}]`, `use = egg:swift#${name}`]);

/** A busy machine is not a broken one: nothing gives up on its neighbour early, or goes on without it. */
const patient = ['node_timeout = 120', 'conn_timeout = 30', 'client_timeout = 120'];

const proxyOf = (dir: string, { account, user, key, region }: S3Account) => [
  ...['[DEFAULT]', `swift_dir = ${dir}`],
  ...['[pipeline:main]', 'pipeline = catch_errors gatekeeper s3api tempauth bulk copy slo proxy-server'],
  ...filters(['catch_errors', 'gatekeeper', 'bulk', 'copy']),
  ...['[filter:s3api]', 'use = egg:swift#s3api', `location = ${region}`, 'max_upload_part_num = 10000'],
  ...['[filter:tempauth]', 'use = egg:swift#tempauth', `user_${account}_${user} = ${key} .admin`],
  ...['[filter:slo]', 'use = egg:swift#slo', 'max_manifest_segments = 10000'],
  ...['[app:proxy-server]', 'use = egg:swift#proxy', 'account_autocreate = true', ...patient],
];

const serverOf = (dir: string, kind: string) => [
  // A listing that lags behind what was written would be another system's fault, not the one that is looked for.
  ...['[DEFAULT]', `swift_dir = ${dir}`, `devices = ${dir}`, 'mount_check = false'],
  ...['container_update_timeout = 120', 'fallocate_reserve = 0', ...patient],
  ...['[pipeline:main]', `pipeline = ${kind}-server`, `[app:${kind}-server]`, `use = egg:swift#${kind}`],
];

/** Writes down how each of the four servers runs. */
export function writeS3Configuration(dir: string, account: S3Account): void {
  const write = (name: string, lines: readonly string[]) =>
    writeFileSync(join(dir, name), `${lines.join('\n')}\n`, { mode: 0o600 });
  write('proxy.conf', proxyOf(dir, account));
  for (const kind of ['account', 'container', 'object']) write(`${kind}.conf`, serverOf(dir, kind));
}
