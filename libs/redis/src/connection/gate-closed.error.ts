/** The gate to Redis was closed by its owner. */
export class GateClosedError extends Error {
  readonly code = 'redis_gate_closed';

  constructor() {
    super('Connection is closed: the gate to Redis was closed');
    this.name = 'GateClosedError';
  }
}
