import { type ServiceName } from '@secureconnect/contracts';
import { RecentEntries } from '../memory/recent-entries';
import { plainAddress } from '../addresses/plain-address';
import { ClientStatements } from './client-statements';
import { ForgedStatementError } from './forged-statement.error';
import { InvalidServiceTokenError } from './invalid-service-token.error';
import { longestServiceTokenSeconds, type ServiceTokenClaims } from './service-token';
import { type ServiceTokens } from './service-tokens.service';

interface Statement {
  readonly text: string;
  readonly freshUntil: number;
}

/** Nobody but the gateway says where a client is. */
const expected = { type: 'client+jwt', issuers: ['gateway'] } as const;
/** Handed out again for half its life, so that it is good for at least the other half. */
const freshMs = (longestServiceTokenSeconds * 1_000) / 2;
/** A statement is about 400 bytes: some megabytes for each service. */
const mostOfEach = 10_000;

/** Statements as tokens: made at the gateway, believed by the services. */
export class SignedClientStatements extends ClientStatements {
  private readonly made = new Map<ServiceName, RecentEntries<Statement>>();

  constructor(private readonly tokens: ServiceTokens) {
    super();
  }

  for(audience: ServiceName, address: string): string {
    const ofAudience = this.made.get(audience) ?? this.begin(audience);
    const now = Date.now();
    const before = ofAudience.get(address);
    // A clock that was set back makes nothing fresher.
    if (before && now < before.freshUntil && before.freshUntil - now <= freshMs) return before.text;
    const text = this.tokens.sign('client+jwt', audience, { address });
    ofAudience.set(address, { text, freshUntil: now + freshMs });
    return text;
  }

  read(statement: string): string | Promise<string> {
    try {
      const claims = this.tokens.verify(statement, expected);
      return claims instanceof Promise ? claims.then(addressIn, refuse) : addressIn(claims);
    } catch (error) {
      return refuse(error);
    }
  }

  private begin(audience: ServiceName): RecentEntries<Statement> {
    const entries = new RecentEntries<Statement>(mostOfEach);
    this.made.set(audience, entries);
    return entries;
  }
}

function addressIn({ address }: ServiceTokenClaims): string {
  const plain = typeof address === 'string' ? plainAddress(address) : undefined;
  if (plain === undefined) throw new ForgedStatementError('');
  return plain;
}

function refuse(cause: unknown): never {
  throw cause instanceof InvalidServiceTokenError ? new ForgedStatementError('', { cause }) : cause;
}
