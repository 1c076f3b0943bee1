import { type HttpClient, httpClient } from '@secureconnect/testing';
import { type Came } from './storm-record';

/** What a request bears besides its path. */
export interface Asked {
  readonly token?: string;
  readonly body?: unknown;
  /** The network address it comes from, as a balancer would say it. */
  readonly from?: string;
}

/** An answer, or that none came. */
export interface DoorAnswer extends Came {
  readonly json: Readonly<Record<string, unknown>>;
}

/** Longer than anything behind it may take: what is not answered by then hangs. */
const limitMs = 30_000;

/** Somewhere to ask, once and bare: a gateway, or an instance past it. */
export class Door {
  private readonly http: HttpClient;

  constructor(
    readonly name: string,
    readonly url: string,
  ) {
    this.http = httpClient(url);
  }

  async ask(method: string, path: string, { token, body, from }: Asked = {}): Promise<DoorAnswer> {
    const headers = {
      ...(from !== undefined && { 'x-forwarded-for': from }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    try {
      const { status, json } = await this.http.request(method, path, { headers, body, deadline: limitMs });
      const told = (json ?? {}) as Readonly<Record<string, unknown>>;
      const code = typeof told['code'] === 'string' ? told['code'] : undefined;
      return { outcome: outcomeOf(status), status, json: told, ...(code !== undefined && { code }) };
    } catch (error) {
      // No answer is an answer here: who judges knows whether there may be none.
      const isLate = (error as { code?: unknown }).code === 'HTTP_DEADLINE';
      return { outcome: 'unknown', code: isLate ? 'unsettled' : 'unanswered', json: {} };
    }
  }

  close(): void {
    this.http.close();
  }
}

/** What the server itself could not finish it may have done all the same. */
const outcomeOf = (status: number): Came['outcome'] => {
  if (status < 400) return 'done';
  return status < 500 || status === 507 ? 'refused' : 'unknown';
};
