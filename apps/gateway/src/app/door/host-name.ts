const wellFormed = /^(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

/** Nearly all requests of one gateway name the same few hosts. */
const mostRemembered = 100;
const remembered = new Set<string>();

/** Whether a Host header names one host, and a port at most. */
export function isHostName(host: string): boolean {
  if (remembered.has(host)) return true;
  const isOne = host.length <= 255 && wellFormed.test(host);
  if (isOne && remembered.size < mostRemembered) remembered.add(host);
  return isOne;
}
