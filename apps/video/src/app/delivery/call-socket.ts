import { type CallServerEvents } from '@secureconnect/contracts';
import { type Socket } from 'socket.io';
import { type CallVoice } from './call-voice.service';

/** A socket of somebody here, and what it was shown already. */
export class CallSocket {
  private readonly floors = new Map<string, number>();
  /** `ready` was said: from then on it is told what happens. */
  isGreeted = false;
  /** It was shown the calls that were open when it came. */
  isShown = false;

  constructor(
    readonly socket: Socket,
    readonly userId: string,
    readonly device: string,
    private readonly voice: CallVoice,
  ) {}

  /** Whether it can be told anything. */
  get hears(): boolean {
    return this.isGreeted && this.socket.connected;
  }

  /** It was shown the call as it was at this version: it is told what comes after it. */
  shown(callId: string, version: number): void {
    this.floors.set(callId, Math.max(version, this.floors.get(callId) ?? 0));
  }

  /** The version up to which it knows a call; undefined: it was never shown it. */
  floorOf(callId: string): number | undefined {
    return this.floors.get(callId);
  }

  /** Nothing more is told of a call. */
  forget(callId: string): void {
    this.floors.delete(callId);
  }

  tell<Name extends keyof CallServerEvents>(event: Name, data: Parameters<CallServerEvents[Name]>[0]): void {
    this.voice.say(this.socket, event, data);
  }
}
