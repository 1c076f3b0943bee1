import { type EntityManager } from 'typeorm';
import { type CallChange } from '../calls/call-change';

/** Has the devices of people woken by what a change tells them. */
export abstract class CallPushes {
  /** In the transaction of the change: sent if it is committed, and else never. */
  abstract enqueue(change: CallChange, manager: EntityManager): Promise<void>;
}
