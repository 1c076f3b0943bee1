import { type CallChange } from './call-change';

/** Tells what was committed to the sockets it is for, on every instance. */
export abstract class CallNews {
  /** Never throws and never waits; the same change twice is told once. */
  abstract publish(change: CallChange): void;
}
