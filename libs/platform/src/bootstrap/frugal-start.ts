import { setFlagsFromString } from 'node:v8';

/**
 * Loading the program makes much short-lived garbage, for which V8 grows its young generation and never shrinks it
 * again: 20 MiB of an idle service. Held small until the service listens, it may grow afterwards as work demands.
 */
setFlagsFromString('--semi-space-growth-factor=1');

/** Lets the heap grow as usual from here on. */
export const endFrugalStart = (): void => setFlagsFromString('--semi-space-growth-factor=2');
