import { DrillError } from './drill.error';

/** Somebody ended the drill before it was over; the exit code says how, as shells count. */
export class DrillEndedError extends DrillError {
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}
