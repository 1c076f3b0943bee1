import { randomUUID } from 'node:crypto';
import { InvalidationRelay, type RelayListener } from './invalidation-relay.port';

/** One end of a relay within this process, that may be cut. */
export class RelayEnd extends InvalidationRelay {
  private listener: RelayListener | undefined;
  isCut = false;
  isHung = false;

  constructor(private readonly bus: Set<RelayEnd>) {
    super();
    bus.add(this);
  }

  override async send(marks: readonly string[]): Promise<void> {
    if (this.isHung) await new Promise(() => undefined);
    if (this.isCut) throw new Error('the relay is cut');
    const id = randomUUID();
    for (const end of this.bus) if (end !== this && !end.isCut) end.listener?.onMarks(marks, id);
  }

  override listen(listener: RelayListener): () => void {
    this.listener = listener;
    if (!this.isCut) listener.onListening();
    return () => (this.listener = undefined);
  }

  cut(): void {
    this.isCut = true;
    this.listener?.onDeaf();
  }

  mend(): void {
    this.isCut = false;
    this.listener?.onListening();
  }
}
