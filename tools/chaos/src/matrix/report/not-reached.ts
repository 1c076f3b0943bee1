import { type DeclaredOperation, keyOf } from '../policies/declared-operation';

/** Methods that nothing from outside leads to, each with the reason: whoever adds one says why. */
const reasons: Readonly<Record<string, string>> = {};

/** Why an operation is not reached while a system runs; undefined: it should be. */
export const whyNotReached = (declared: DeclaredOperation): string | undefined => reasons[keyOf(declared)];
