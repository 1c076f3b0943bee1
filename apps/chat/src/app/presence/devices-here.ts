import { type ToldDevice } from '@secureconnect/presence-store';

/** A device with sockets on this instance. */
export interface DeviceHere {
  readonly userId: string;
  readonly device: string;
}

interface Held extends DeviceHere {
  status: 'online' | 'away';
  readonly sockets: Set<string>;
  toldAt: number;
}

const keyOf = ({ userId, device }: DeviceHere): string => `${userId} ${device}`;
const said = ({ userId, device, status }: Held): ToldDevice => ({ userId, device, status });

/** The devices whose sockets this instance holds, and what they say of themselves. */
export class DevicesHere {
  /** In the order in which they were last told of. */
  private readonly held = new Map<string, Held>();

  get size(): number {
    return this.held.size;
  }

  /** Whose devices they are. */
  get people(): ReadonlySet<string> {
    return new Set([...this.held.values()].map(({ userId }) => userId));
  }

  /** A socket more; gives what is to be told where it is the first of its device. */
  arrive(device: DeviceHere, socketId: string, now: number): ToldDevice | undefined {
    const known = this.held.get(keyOf(device));
    if (known) return void known.sockets.add(socketId);
    const { userId, device: name } = device;
    const held: Held = {
      ...{ userId, device: name },
      ...{ status: 'online', sockets: new Set([socketId]), toldAt: now },
    };
    this.held.set(keyOf(device), held);
    return said(held);
  }

  /** A socket less; gives what is to be told where it was the last of its device. */
  leave(device: DeviceHere, socketId: string): ToldDevice | undefined {
    const known = this.held.get(keyOf(device));
    if (!known?.sockets.delete(socketId) || known.sockets.size > 0) return undefined;
    this.held.delete(keyOf(device));
    return { ...said(known), status: 'gone' };
  }

  /** What the device says from now on; undefined where it is not here. */
  say(device: DeviceHere, status: 'online' | 'away'): ToldDevice | undefined {
    const known = this.held.get(keyOf(device));
    if (!known) return undefined;
    known.status = status;
    return said(known);
  }

  /** What it last said; undefined where it is not here. */
  find(device: DeviceHere): ToldDevice | undefined {
    const known = this.held.get(keyOf(device));
    return known && said(known);
  }

  /** At most so many who were last told of at this time or before; from now on they were told of now. */
  takeDue(toldBy: number, most: number, now: number): readonly ToldDevice[] {
    const due: ToldDevice[] = [];
    for (const [key, held] of this.held) {
      if (held.toldAt > toldBy || due.length >= most) break;
      this.held.delete(key);
      held.toldAt = now;
      this.held.set(key, held);
      due.push(said(held));
    }
    return due;
  }
}
