import { type ToldSecrets } from './told-secrets.contract';
import { type HttpAnswer, type HttpClient, httpClient, type ServiceProcess } from '@secureconnect/testing';

/** What a request bears besides its path. */
export interface Asked {
  readonly body?: unknown;
  readonly token?: string;
  /** The network address it comes from, as the trusted proxy before the service says it. */
  readonly from?: string;
  readonly headers?: Record<string, string>;
}

let addresses = 0;

/** A network address that nobody has asked from before. */
export const newAddress = (): string => {
  addresses += 1;
  return `10.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`;
};

/** One instance of auth, as its clients see it. */
export class AuthDoor {
  private readonly client: HttpClient;

  constructor(
    readonly service: ServiceProcess,
    private readonly secrets: ToldSecrets,
  ) {
    this.client = httpClient(service.url);
  }

  /** Longer than the service itself lets a request take. */
  async ask(method: string, path: string, { body, token, from, headers }: Asked = {}): Promise<HttpAnswer> {
    const sent = {
      ...(from && { 'x-forwarded-for': from }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    };
    const answer = await this.client.request(method, path, { body, headers: sent, deadline: 25_000 });
    this.secrets.read(body);
    this.secrets.read(answer.json);
    return answer;
  }

  get(path: string, token?: string): Promise<HttpAnswer> {
    return this.ask('GET', path, token === undefined ? {} : { token });
  }

  post(path: string, body?: unknown, asked: Asked = {}): Promise<HttpAnswer> {
    return this.ask('POST', path, { body, ...asked });
  }

  login(email: string, password: string, asked: Asked = {}): Promise<HttpAnswer> {
    return this.post('/v1/auth/login', { email, password }, asked);
  }

  refresh(refreshToken: string, asked: Asked = {}): Promise<HttpAnswer> {
    return this.post('/v1/auth/refresh', { refresh_token: refreshToken }, asked);
  }

  me(token: string): Promise<HttpAnswer> {
    return this.get('/v1/users/me', token);
  }

  async mode(): Promise<unknown> {
    return ((await this.get('/health')).json as { mode: unknown }).mode;
  }

  close(): void {
    this.client.close();
  }
}
