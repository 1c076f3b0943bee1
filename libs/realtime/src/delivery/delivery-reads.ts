import { Bulkhead, DeadlineWheel } from '@secureconnect/resilience';
import { type RecordTrouble } from './record-trouble';

/** Of the connections of an instance; requests need them too. */
const limits = { maxConcurrent: 3, maxQueued: 500, deadlineMs: 3_000 };

/** The record as delivery reads it: so many at a time and no more, each within its deadline, and known whether it answers. */
export class DeliveryReads {
  private readonly bulkhead = new Bulkhead('delivery', new DeadlineWheel(), limits);

  constructor(private readonly trouble: RecordTrouble) {}

  protected async read<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      const found = await this.bulkhead.run(what, work);
      this.trouble.recordAnswered();
      return found;
    } catch (error) {
      this.trouble.recordFailed(error);
      throw error;
    }
  }
}
