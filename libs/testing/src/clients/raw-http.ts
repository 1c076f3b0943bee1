import { connect } from 'node:net';

/** What came back on a bare socket, and how it ended. */
export type RawHttpAnswer = { text: string; ended: 'closed' | 'reset' | 'deadline'; ms: number };

/**
 * Writes bytes to a service exactly as given and collects what comes back until it closes or the deadline
 * passes: for malformed, partial and pipelined requests. Rejects only when it cannot connect.
 */
export function rawHttp(
  base: string,
  bytes: string | Buffer,
  { deadline = 5_000 }: { deadline?: number } = {},
): Promise<RawHttpAnswer> {
  const { hostname, port } = new URL(base);
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    let connected = false;
    const end = (ended: RawHttpAnswer['ended']) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ text, ended, ms: performance.now() - started });
    };
    const timer = setTimeout(() => end('deadline'), deadline);
    socket.once('connect', () => {
      connected = true;
      socket.write(bytes);
    });
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.once('close', () => end('closed'));
    socket.once('error', (error) => {
      if (connected) return end('reset');
      clearTimeout(timer);
      reject(error);
    });
  });
}
