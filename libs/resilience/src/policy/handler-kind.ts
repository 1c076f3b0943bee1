/** Nest's own marks, by their documented metadata keys. */
const marks = {
  route: 'method',
  message: 'message',
  controller: '__controller__',
  gateway: 'websockets:is_gateway',
} as const;

/** Whether a method is an HTTP route, a WebSocket handler, or neither. */
export function handlerKindOf(method: object): 'http' | 'ws' | undefined {
  if (Reflect.hasMetadata(marks.route, method)) return 'http';
  return Reflect.hasMetadata(marks.message, method) ? 'ws' : undefined;
}

/** Whether a class is a gateway. */
export const isGateway = (owner: object): boolean => Reflect.hasMetadata(marks.gateway, owner);

/** Whether a class is a controller or a gateway, so that a declaration on it concerns its handlers. */
export const hasHandlers = (owner: object): boolean =>
  Reflect.hasMetadata(marks.controller, owner) || isGateway(owner);
