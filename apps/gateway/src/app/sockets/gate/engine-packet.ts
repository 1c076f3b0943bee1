/** Socket.IO's request to be let in: with which token, to which namespace. */
export interface ConnectPacket {
  readonly namespace: string;
  /** Undefined where none is shown, or nothing readable. */
  readonly token: string | undefined;
}

/** What Engine.IO says among itself: pings, the probe of a new transport, its taking over, the end. */
const amongItself = new Set(['1', '2', '3', '5', '6', '2probe', '3probe']);
const longestNamespace = 100;

/** Reads a packet of a client that nobody knows yet; undefined for what only somebody known may send. */
export function readPacket(text: string): ConnectPacket | 'engine' | undefined {
  if (amongItself.has(text)) return 'engine';
  if (!text.startsWith('40')) return undefined;
  const comma = text.startsWith('/', 2) ? text.indexOf(',') : 1;
  if (comma < 0 || comma > longestNamespace) return undefined;
  const namespace = comma === 1 ? '/' : text.slice(2, comma);
  return { namespace, token: tokenIn(text.slice(comma + 1)) };
}

function tokenIn(json: string): string | undefined {
  try {
    const { token } = JSON.parse(json) as { token?: unknown };
    return typeof token === 'string' ? token : undefined;
  } catch {
    // Whoever shows nothing readable shows no token.
    return undefined;
  }
}

/** How Socket.IO tells a client that it is not let in; the client gives `data` to its `connect_error`. */
export function connectError(namespace: string, data: { readonly message: string }): string {
  const where = namespace === '/' ? '' : `${namespace},`;
  return `44${where}${JSON.stringify({ message: data.message, data })}`;
}
