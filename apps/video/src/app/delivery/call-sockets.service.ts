import { Injectable } from '@nestjs/common';
import { Grouping } from '@secureconnect/platform';
import { type CallSocket } from './call-socket';

/** The sockets of people on this instance. */
@Injectable()
export class CallSockets {
  private readonly byUser = new Grouping<CallSocket>();
  private readonly here = new Map<string, number>();

  /** How many people are connected here. */
  get size(): number {
    return this.here.size;
  }

  get people(): Iterable<string> {
    return this.here.keys();
  }

  has(userId: string): boolean {
    return this.here.has(userId);
  }

  /** Oldest first. */
  of(userId: string): readonly CallSocket[] {
    return this.byUser.of(userId);
  }

  /** The newest one of a device that can be told anything. */
  newestOf(userId: string, device: string): CallSocket | undefined {
    return this.of(userId)
      .filter((each) => each.device === device && each.hears)
      .at(-1);
  }

  add(entry: CallSocket): void {
    this.byUser.add(entry.userId, entry);
    this.here.set(entry.userId, this.byUser.sizeOf(entry.userId));
  }

  /** Gives whether it was her last one here. */
  remove(entry: CallSocket): boolean {
    this.byUser.delete(entry.userId, entry);
    const left = this.byUser.sizeOf(entry.userId);
    if (left > 0) this.here.set(entry.userId, left);
    else this.here.delete(entry.userId);
    return left === 0;
  }

  /** It counts as her newest from now on. */
  prefer(entry: CallSocket): void {
    if (!this.of(entry.userId).includes(entry)) return;
    this.byUser.delete(entry.userId, entry);
    this.byUser.add(entry.userId, entry);
  }
}
