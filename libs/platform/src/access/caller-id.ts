import { networkOf } from '../addresses/network-of';

const ids = new WeakMap<object, string>();

/** Notes of a request who sent it, once that was proven. */
export const noteCallerId = (request: object, id: string): void => void ids.set(request, id);

/** Who sent a request; where nobody has proven who she is, `anonymous` and the network that it came from. */
export const callerIdOf = (request: { readonly ip: string }): string =>
  ids.get(request) ?? `anonymous ${networkOf(request.ip)}`;
