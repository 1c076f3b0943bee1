import { plainAddress } from './plain-address';

/** More than any address takes with its brackets and its port. */
const longest = 80;
const withPort = /^(?:\[([^\]]+)\](?::\d{1,5})?|([\d.]+):\d{1,5})$/;

/** An address as a proxy writes it in X-Forwarded-For: some add the port of the client, and IPv6 then stands in brackets. */
export function forwardedAddress(text: string): string | undefined {
  if (text.length > longest) return undefined;
  const [, bracketed, before] = withPort.exec(text) ?? [];
  return plainAddress(bracketed ?? before ?? text);
}
