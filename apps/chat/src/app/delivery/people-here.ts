import { type Stream } from './stream';

interface Person {
  sockets: number;
  /** Letting her in; true: she is told all that happens from then on. */
  entrance?: Promise<boolean>;
  readonly streams: Set<Stream>;
}

/** Who is connected to this node, and in which of its streams. */
export class PeopleHere {
  private readonly people = new Map<string, Person>();

  get size(): number {
    return this.people.size;
  }

  get ids(): Iterable<string> {
    return this.people.keys();
  }

  has(userId: string): boolean {
    return this.people.has(userId);
  }

  /** One socket more; she is let in once for all of them, unless that failed. */
  enter(userId: string, letIn: () => Promise<boolean>): Promise<boolean> {
    const person: Person = this.people.get(userId) ?? { sockets: 0, streams: new Set() };
    this.people.set(userId, person);
    person.sockets += 1;
    person.entrance ??= letIn().then((isIn) => {
      if (!isIn) person.entrance = undefined;
      return isIn;
    });
    return person.entrance;
  }

  /** One socket less; gives the streams she was in if it was the last. */
  leave(userId: string): ReadonlySet<Stream> | undefined {
    const person = this.people.get(userId);
    if (!person) return undefined;
    person.sockets -= 1;
    if (person.sockets > 0) return undefined;
    this.people.delete(userId);
    return person.streams;
  }

  isIn(userId: string, stream: Stream): boolean {
    return this.people.get(userId)?.streams.has(stream) ?? false;
  }

  joined(userId: string, stream: Stream): void {
    this.people.get(userId)?.streams.add(stream);
  }

  gone(userId: string, stream: Stream): void {
    this.people.get(userId)?.streams.delete(stream);
  }
}
