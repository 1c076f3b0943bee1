/** The moment by the clock of a storm: milliseconds since 1970 that never jump, whatever becomes of the machine's clock. */
export const stormNow = (): number => performance.timeOrigin + performance.now();
