import { type IncomingMessage } from 'node:http';
import { type ClientStatements, clientStatementHeader } from '../service-tokens/client-statements';
import { type ClientAddresses } from './client-addresses';

/** Whose address a request comes from, as the gateway says; where it says nothing, as the connection does. */
export class RequestAddresses {
  constructor(
    private readonly connections: ClientAddresses,
    private readonly statements: ClientStatements,
  ) {}

  /** Throws or rejects with 401 where what is said was not said by the gateway, with 503 where nobody can tell. */
  of(request: Pick<IncomingMessage, 'socket' | 'headers'>): string | Promise<string> {
    const statement = request.headers[clientStatementHeader];
    if (statement === undefined) return this.ofConnection(request);
    return this.statements.read(String(statement));
  }

  /** What the connection alone says. */
  ofConnection(request: Pick<IncomingMessage, 'socket' | 'headers'>): string {
    return this.connections.of(request).address;
  }
}
