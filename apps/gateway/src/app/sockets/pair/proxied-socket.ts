import { type Socket } from 'node:net';
import { MessageBoundary } from '../frames/message-boundary';
import { closeFrame } from '../frames/server-frame';

const pairOf = Symbol('the pair a connection is half of');
type Half = Socket & { [pairOf]: ProxiedSocket };

/** Whoever was told that it is over has so long to go; whoever does not read what is left is cut. */
const partingMs = 2_000;

/**
 * A client's socket and the service's, each given what the other says, as fast as the slower one reads. There are many
 * of them and most are silent: so they share their listeners, and what they hold is this object.
 */
export class ProxiedSocket {
  private readonly boundary = new MessageBoundary();
  /** What waits for the service to finish a message. */
  private waiting: Buffer | undefined;
  private isParting = false;

  constructor(
    readonly client: Socket,
    readonly service: Socket,
  ) {
    for (const half of [client, service] as Half[]) {
      half[pairOf] = this;
      half.setNoDelay(true);
      half.setTimeout(0);
      half.on('error', onError).on('end', onEnd).on('close', onEnd);
    }
    service.on('data', onServiceData);
    client.on('drain', onClientDrain);
  }

  get isOver(): boolean {
    return this.isParting || this.client.destroyed || this.service.destroyed;
  }

  /** Lets the client speak to the service; `first` is what it said so far. */
  open(first: Buffer): void {
    if (this.isOver) return;
    if (first.length > 0) this.service.write(first);
    this.service.on('drain', onServiceDrain);
    this.client.on('data', onClientData).resume();
  }

  /** What the client says from now on is read and goes nowhere. */
  silence(): void {
    this.service.off('drain', onServiceDrain);
    this.client.off('data', onClientData).resume();
  }

  /** Puts frames of the gateway's own between two messages of the service; nothing where one never ends. */
  say(frames: Buffer): void {
    if (this.isOver) return;
    if (this.boundary.isHere && !this.waiting) this.client.write(frames);
    else this.waiting = Buffer.concat([this.waiting ?? Buffer.alloc(0), frames]);
  }

  /** Ends both: the client is told why between two messages, and the service sees it go. */
  close(code: number): void {
    if (this.isOver) return;
    this.say(closeFrame(code));
    this.part();
  }

  /** The service said this. */
  fromService(chunk: Buffer): void {
    if (this.isParting && !this.waiting) return;
    const end = this.boundary.follow(chunk);
    if (this.waiting && end >= 0) this.saySoFar(chunk, end, this.waiting);
    else this.toClient(chunk);
  }

  /** One of the two is gone: the other gets what was said to it, and goes too. */
  end(): void {
    this.isParting = true;
    for (const half of [this.client, this.service]) if (!half.destroyed && !half.writableEnded) finish(half);
  }

  /** The service has finished a message: now what waited. */
  private saySoFar(chunk: Buffer, end: number, waiting: Buffer): void {
    this.waiting = undefined;
    this.toClient(Buffer.concat([chunk.subarray(0, end), waiting]));
    if (this.isParting) this.hangUp();
    else this.toClient(chunk.subarray(end));
  }

  private toClient(chunk: Buffer): void {
    if (!this.client.write(chunk)) this.service.pause();
  }

  private part(): void {
    this.isParting = true;
    this.silence();
    for (const half of [this.client, this.service]) cutLater(half);
    if (!this.waiting) this.hangUp();
  }

  private hangUp(): void {
    this.client.end();
    this.service.destroySoon();
  }
}

function finish(half: Socket): void {
  cutLater(half);
  half.destroySoon();
}

/** Counted from now, whatever else is said meanwhile. */
function cutLater(half: Socket): void {
  const timer = setTimeout(() => half.destroy(), partingMs).unref();
  half.once('close', () => clearTimeout(timer));
}

function onServiceData(this: Half, chunk: Buffer): void {
  this[pairOf].fromService(chunk);
}

function onClientData(this: Half, chunk: Buffer): void {
  if (!this[pairOf].service.write(chunk)) this.pause();
}

function onServiceDrain(this: Half): void {
  this[pairOf].client.resume();
}

function onClientDrain(this: Half): void {
  this[pairOf].service.resume();
}

function onEnd(this: Half): void {
  this[pairOf].end();
}

/** A close follows, and says all there is to say. */
function onError(): void {}
