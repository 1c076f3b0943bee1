import { type Namespace } from 'socket.io';
import {
  type BroadcastOptions,
  ClusterAdapterWithHeartbeat,
  type ClusterMessage,
  type ClusterResponse,
  MessageType,
} from 'socket.io-adapter';
import { type Backplane } from '../backplane/backplane';
import { type Topic } from '../backplane/topic';
import { packBytes, type PackedValue, unpackBytes } from './binary-parts';

/** One message of an adapter to the others, or its answer to one of them. */
interface SocketNotice extends PackedValue {
  readonly to?: string;
}

/** Who asks for the sockets of all nodes waits no longer than this for one that does not answer. */
const answerWithinMs = 2_000;

/** What the base class keeps to itself, though whoever knows better when a node is gone needs it. */
interface KnownNodes {
  removeNode(node: string): void;
}

/**
 * Socket.IO's own cluster adapter with the backplane as its way: rooms and sockets stay in its memory, whatever carries
 * what is said, and what is asked of all nodes settles in time, also when one of them dies.
 */
export class BackplaneAdapter extends ClusterAdapterWithHeartbeat {
  protected override readonly uid: string;
  private readonly topic: Topic<SocketNotice>;
  private readonly leave: readonly (() => void)[];

  constructor(nsp: Namespace, backplane: Backplane) {
    super(nsp, {});
    this.uid = backplane.node;
    this.topic = backplane.topic(`sockets:${nsp.name}`);
    this.leave = [
      // What was missed is not asked for: rooms have no record, and who needs one has numbers of its own.
      this.topic.subscribe({ onNotice: (notice) => this.hear(notice), onGap: () => undefined }),
      backplane.watchNodes({
        onCame: () => this.publish({ type: MessageType.HEARTBEAT }),
        onGone: (node) => (this as unknown as KnownNodes).removeNode(node),
      }),
    ];
  }

  override close(): void {
    super.close();
    for (const leave of this.leave) leave();
  }

  override fetchSockets(opts: BroadcastOptions): Promise<never[]> {
    const flags = { timeout: answerWithinMs, ...opts.flags };
    return super.fetchSockets({ ...opts, flags }) as Promise<never[]>;
  }

  protected override doPublish(message: ClusterMessage): Promise<string> {
    this.topic.publish(packBytes(message));
    return Promise.resolve('');
  }

  protected override doPublishResponse(to: string, response: ClusterResponse): Promise<void> {
    this.topic.publish({ to, ...packBytes(response) });
    return Promise.resolve();
  }

  private hear(notice: SocketNotice): void {
    if (notice.to === undefined) this.onMessage(unpackBytes(notice) as ClusterMessage);
    else if (notice.to === this.uid) this.onResponse(unpackBytes(notice) as ClusterResponse);
  }
}
