import { type Caller } from '@secureconnect/identity';
import { closeCodes } from '../frames/frame.error';
import { textFrame } from '../frames/server-frame';
import { type ProxiedSocket } from '../pair/proxied-socket';
import { goodbye } from './goodbye';
import { type CutReason, type LiveConnection } from './live-connection';

/** A WebSocket of somebody known. */
export class WebSocketConnection implements LiveConnection {
  constructor(
    readonly caller: Caller,
    private readonly pair: ProxiedSocket,
  ) {}

  /** Our services send no binary parts, so between two of their messages there is room for one more. */
  sayGoodbye(): void {
    this.pair.say(textFrame(goodbye()));
  }

  silence(): void {
    this.pair.silence();
  }

  cut(reason: CutReason): void {
    this.pair.close(reason === 'draining' ? closeCodes.goingAway : closeCodes.policy);
  }
}
