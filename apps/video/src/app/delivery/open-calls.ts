import { BulkQuestions } from '@secureconnect/realtime';
import { type Call } from '../machine/call';
import { type CallReads } from './call-reads';

/** Who was asked about, and what is open of theirs. */
type Learn = (calls: readonly Call[], userIds: readonly string[]) => void;
type Settled = (() => void)[];

const settle = (settled: Settled): void => settled.splice(0).forEach((each) => each());

/** Reads in which calls people are, until the record has answered. */
export class OpenCalls {
  private readonly questions: BulkQuestions<Settled>;

  constructor(reads: CallReads, isHere: (userId: string) => boolean, learn: Learn) {
    this.questions = new BulkQuestions<Settled>({
      ask: async (asked) => {
        const userIds = [...asked.keys()];
        learn(await reads.openOf(userIds), userIds);
        for (const settled of asked.values()) settle(settled);
      },
      merge: (waiting, more) => void waiting.push(...more),
      isWanted: (userId, settled) => {
        if (!isHere(userId)) settle(settled);
        return isHere(userId);
      },
    });
  }

  /** People who are still to be asked about. */
  get size(): number {
    return this.questions.size;
  }

  /** Resolves once it is known, or she is not here any more; never rejects. */
  read(userId: string): Promise<void> {
    return new Promise((resolve) => this.questions.add(userId, [resolve]));
  }

  stop(): void {
    this.questions.stop();
  }
}
