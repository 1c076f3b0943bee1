import {
  type CallState,
  type CallType,
  type CallWire,
  type IceServersWire,
  type OwnCallWire,
  type Page,
  type ParticipantWire,
} from '@secureconnect/contracts';
import { type PageOptions } from '../chat/chat-routes';
import { type CallOptions } from '../http/http-request';
import { type SignedHttp } from '../http/signed-http';
import { randomId } from '../random-id';

/** Which calls to give: of one conversation, in one state, or all of one's own. */
export interface CallsQuery extends PageOptions {
  readonly conversation_id?: string;
  readonly state?: CallState;
}

/** What one does with a call that stands already. */
export type CallStep = 'accept' | 'decline' | 'cancel' | 'join' | 'leave' | 'end';

const path = (...parts: string[]) => `/v1/${['calls', ...parts].map(encodeURIComponent).join('/')}`;

/** What video answers over HTTP. Each of these is the same when it is asked twice, so a lost answer is asked for again. */
export class CallRoutes {
  constructor(private readonly http: SignedHttp) {}

  /** The call that is open in a conversation already is given, and answered by it. */
  initiate(conversation_id: string, call_type: CallType, { signal }: CallOptions = {}): Promise<OwnCallWire> {
    const body = { conversation_id, call_type };
    const request = { method: 'POST', path: path('initiate'), body, signal } as const;
    return this.http.ask({ ...request, idempotencyKey: randomId() });
  }

  step<Answer>(id: string, step: CallStep, { signal }: CallOptions = {}): Promise<Answer> {
    return this.http.ask<Answer>({ method: 'POST', path: path(id, step), signal, isRepeatable: true });
  }

  async kick(id: string, userId: string, { signal }: CallOptions = {}): Promise<void> {
    await this.http.ask({ method: 'DELETE', path: path(id, 'participants', userId), signal });
  }

  list({ signal, ...query }: CallsQuery = {}): Promise<Page<CallWire>> {
    return this.http.ask({ method: 'GET', path: path(), query, signal });
  }

  call(id: string, { signal }: CallOptions = {}): Promise<CallWire> {
    return this.http.ask({ method: 'GET', path: path(id), signal });
  }

  active({ signal }: CallOptions = {}): Promise<Page<CallWire>> {
    return this.http.ask({ method: 'GET', path: path('active'), signal });
  }

  participants(id: string, { signal }: CallOptions = {}): Promise<Page<ParticipantWire>> {
    return this.http.ask({ method: 'GET', path: path(id, 'participants'), signal });
  }

  iceServers(id: string, { signal }: CallOptions = {}): Promise<IceServersWire> {
    return this.http.ask({ method: 'GET', path: path(id, 'ice-servers'), signal });
  }
}
