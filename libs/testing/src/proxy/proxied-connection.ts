import { connect, type Socket } from 'node:net';
import type { Direction, ProxyRules } from './proxy-rules';

/** Bytes under way before the sender is held up, about what a network and its two ends would take. */
const roomFor = 1_000_000;

/** One client's connection and its counterpart to the server. */
export class ProxiedConnection {
  /** Bytes of it were dropped: its stream has a hole and cannot go on once the proxy is healed. */
  torn = false;
  private readonly server: Socket;

  constructor(
    private readonly client: Socket,
    target: { host: string; port: number },
    private readonly rules: ProxyRules,
    closed: (connection: ProxiedConnection) => void,
  ) {
    this.server = connect({ ...target, allowHalfOpen: true, noDelay: true });
    client.setNoDelay(true);
    this.forward(client, this.server, 'requests');
    this.forward(this.server, client, 'replies');
    client.once('close', () => closed(this));
  }

  /** Says goodbye to both ends (FIN). */
  cut(): void {
    this.client.end();
    this.server.end();
  }

  /** Tears it at both ends (RST). */
  reset(): void {
    tear(this.client);
    tear(this.server);
  }

  private forward(from: Socket, to: Socket, direction: Direction): void {
    let queue = Promise.resolve();
    let queued = 0;
    const then = (step: () => void | Promise<void>) => {
      const due = Date.now() + this.rules.delay[direction];
      queue = queue.then(async () => {
        if (due > Date.now()) await this.rules.pause(due - Date.now());
        await this.rules.passes(direction);
        if (!to.destroyed) await step();
      });
    };
    from.on('data', (chunk) => {
      if (this.rules.drop[direction]) return this.lose();
      queued += chunk.length;
      if (queued > roomFor) from.pause();
      then(async () => {
        await this.write(to, chunk, direction);
        queued -= chunk.length;
        if (queued <= roomFor) from.resume();
      });
    });
    from.once('end', () => then(() => void to.end()));
    from.on('error', () => tear(to)); // An end that failed shows the other end a failure.
    from.once('close', (failed) => then(() => void (failed ? tear(to) : to.destroy())));
  }

  private lose(): void {
    this.torn = true;
    if (this.rules.resetWhenTorn) this.reset();
  }

  private async write(to: Socket, chunk: Buffer, direction: Direction): Promise<void> {
    for (let at = 0; at < chunk.length && !to.destroyed;) {
      const rate = this.rules.bytesPerSecond[direction];
      const piece = rate === Infinity ? chunk.subarray(at) : chunk.subarray(at, at + Math.ceil(rate / 50));
      to.write(piece);
      at += piece.length;
      if (rate !== Infinity) await this.rules.pause((piece.length / rate) * 1000);
    }
  }
}

/**
 * Node cannot reset a socket in the moment its FIN is on its way (EINVAL), and then never closes it: the other end
 * would wait, and this process spin for ever when it is done.
 */
function tear(socket: Socket): void {
  const isEnding = socket.writableEnded && !socket.writableFinished && socket.writableLength === 0;
  if (isEnding) socket.once('finish', () => socket.resetAndDestroy());
  else socket.resetAndDestroy();
}
