import { Link } from './link';

/** A call that is its own deadline: it stands in the wheel until it is cancelled or late. */
export abstract class TimedCall extends Link {
  /** How long it may take. */
  ms = 0;

  /** It was not cancelled in time. */
  abstract missed(): void;

  cancel(): void {
    this.leave();
  }
}
