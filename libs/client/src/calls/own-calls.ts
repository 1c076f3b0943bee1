import { type CallWire, type IceServersWire } from '@secureconnect/contracts';
import { isOver } from './call-book';
import { isIn } from './call-peers';
import { type CallSession } from './call-session';
import { type Signal } from './signal';
import { SignalBox } from './signal-box';

const mostBoxes = 50;

/** The calls that one is in by this device: their sessions, signals and servers. */
export class OwnCalls {
  private readonly ids = new Set<string>();
  private readonly sessions = new Map<string, CallSession>();
  private readonly boxes = new Map<string, SignalBox>();
  private readonly servers = new Map<string, IceServersWire>();

  /** Whether one is in it by this device. */
  has(id: string): boolean {
    return this.ids.has(id);
  }

  add(id: string, ice?: IceServersWire): void {
    this.ids.add(id);
    if (ice) this.servers.set(id, ice);
  }

  session(id: string): CallSession | undefined {
    return this.sessions.get(id);
  }

  ice(id: string): IceServersWire | undefined {
    return this.servers.get(id);
  }

  have(id: string): Record<string, string> {
    return this.boxes.get(id)?.have ?? {};
  }

  /** What came before it was there is given to it. */
  open(session: CallSession): void {
    const { id } = session.call;
    this.sessions.set(id, session);
    this.boxOf(id).open((signal) => session.hear(signal));
  }

  closed(id: string): void {
    this.sessions.delete(id);
    this.boxes.get(id)?.close();
  }

  hear(signal: Signal): void {
    this.boxOf(signal.data.call_id).hear(signal);
  }

  refresh(id: string, ice: IceServersWire): void {
    if (!this.has(id)) return;
    this.servers.set(id, ice);
    this.session(id)?.refresh(ice);
  }

  learn(call: CallWire, userId: string): void {
    this.session(call.id)?.learn(call);
    const me = call.participants.find(({ user_id }) => user_id === userId);
    const isOut = call.state === 'active' && !isIn(me);
    if (isOver(call) || isOut) this.drop(call.id, me?.reason ?? call.reason ?? call.state);
    if (isOver(call)) this.boxes.delete(call.id);
  }

  /** One is in it no more, or not by this device. */
  drop(id: string, reason: string): void {
    this.ids.delete(id);
    this.servers.delete(id);
    this.session(id)?.close(reason);
  }

  close(reason: string): void {
    for (const id of [...this.ids, ...this.sessions.keys()]) this.drop(id, reason);
    this.boxes.clear();
  }

  private boxOf(id: string): SignalBox {
    const box = this.boxes.get(id) ?? new SignalBox();
    this.boxes.set(id, box);
    const [oldest] = [...this.boxes.keys()].filter((each) => each !== id && !this.has(each));
    if (this.boxes.size > mostBoxes && oldest !== undefined) this.boxes.delete(oldest);
    return box;
  }
}
