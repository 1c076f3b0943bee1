/** By how much the clock of this process is wrong, in ms. */
const offMs = Number(process.env['CLOCK_OFF_MS'] ?? 0);
const RealDate = Date;

/** The time of a machine whose clock is wrong; to be imported before anything that looks at it. */
export class ShiftedDate extends RealDate {
  constructor(...given: readonly [] | ConstructorParameters<DateConstructor>) {
    if (given.length === 0) super(RealDate.now() + offMs);
    else super(...(given as ConstructorParameters<DateConstructor>));
  }

  static override now(): number {
    return RealDate.now() + offMs;
  }
}

globalThis.Date = ShiftedDate as DateConstructor;
