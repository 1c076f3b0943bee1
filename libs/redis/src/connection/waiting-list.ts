import { type SentCommand } from './sent-command';

/** Who waits on a connection, in the order of their coming; it costs no memory of its own. */
export class WaitingList {
  private first: SentCommand | undefined;
  private last: SentCommand | undefined;

  get isEmpty(): boolean {
    return this.first === undefined;
  }

  add(command: SentCommand): void {
    command.before = this.last;
    if (this.last) this.last.after = command;
    else this.first = command;
    this.last = command;
  }

  remove(command: SentCommand): void {
    const { before, after } = command;
    command.owner = command.before = command.after = undefined;
    if (before) before.after = after;
    else this.first = after;
    if (after) after.before = before;
    else this.last = before;
  }

  /** Empties it and gives who was in it. */
  take(): SentCommand[] {
    const all: SentCommand[] = [];
    for (let { first } = this; first; first = this.first) {
      this.remove(first);
      all.push(first);
    }
    return all;
  }
}
