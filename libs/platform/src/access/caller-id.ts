const ids = new WeakMap<object, string>();

/** Notes of a request who sent it, once that was proven. */
export const noteCallerId = (request: object, id: string): void => void ids.set(request, id);

/** Who sent a request; `anonymous` where nobody has proven who she is. */
export const callerIdOf = (request: object): string => ids.get(request) ?? 'anonymous';
