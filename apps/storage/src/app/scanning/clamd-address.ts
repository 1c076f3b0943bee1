import { type NetConnectOpts } from 'node:net';

/** Where a clamd is, as Node connects to it; the text was checked as a setting. */
export function clamdAddressOf(text: string): NetConnectOpts {
  if (text.startsWith('unix:')) return { path: text.slice('unix:'.length).replace(/^\/\//, '') };
  const { hostname, port } = new URL(text);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) };
}
