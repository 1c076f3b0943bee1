import { type ServiceName } from '@secureconnect/contracts';

/** The header that says to a service where its client is; a gateway removes any that a client sends. */
export const clientStatementHeader = 'x-client-statement';

/** What the gateway says of a client to one service, so that it can be verified. */
export abstract class ClientStatements {
  /** The header's value; throws 503 where this process's key is not published yet. */
  abstract for(audience: ServiceName, address: string): string;

  /** The address of a statement that was made for this service; 401 where it was not, 503 where nobody can say. */
  abstract read(statement: string): string | Promise<string>;
}
