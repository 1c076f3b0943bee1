import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo } from 'node:net';
import { type PushTarget } from '@secureconnect/push-token-store';

/** What a push service was asked, with what the browser reads of it. */
export interface ReceivedPush {
  readonly browser: string;
  readonly headers: IncomingMessage['headers'];
  /** As the browser decrypts it. */
  readonly told: Readonly<Record<string, string>>;
  /** Verified: what the sender signed. */
  readonly signed: Readonly<Record<string, unknown>>;
}

/** What it answers in place of 201. */
export type Answering = (response: ServerResponse, request: IncomingMessage) => void;

/** A browser that has subscribed. */
export class Browser {
  private readonly curve = createECDH('prime256v1');
  private readonly auth = randomBytes(16);
  readonly name = randomBytes(6).toString('hex');

  constructor(private readonly origin: string) {
    this.curve.generateKeys();
  }

  get endpoint(): string {
    return `${this.origin}/push/${this.name}`;
  }

  /** As its `toJSON` gives it. */
  get subscription() {
    const keys = {
      p256dh: this.curve.getPublicKey().toString('base64url'),
      auth: this.auth.toString('base64url'),
    };
    return { endpoint: this.endpoint, expirationTime: null, keys };
  }

  get target(): PushTarget {
    return { provider: 'web', address: this.endpoint, keys: this.subscription.keys };
  }

  /** RFC 8291 and 8188, from the other side. */
  decrypt(body: Buffer): string {
    const [salt, idLength] = [body.subarray(0, 16), body.readUInt8(20)];
    const sender = body.subarray(21, 21 + idLength);
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.curve.getPublicKey(), sender]);
    const secret = Buffer.from(hkdfSync('sha256', this.curve.computeSecret(sender), this.auth, info, 32));
    const part = (name: string, length: number) =>
      Buffer.from(hkdfSync('sha256', secret, salt, `Content-Encoding: ${name}\0`, length));
    const record = body.subarray(21 + idLength);
    const opener = createDecipheriv('aes-128-gcm', part('aes128gcm', 16), part('nonce', 12));
    opener.setAuthTag(record.subarray(-16));
    const plain = Buffer.concat([opener.update(record.subarray(0, -16)), opener.final()]);
    const end = plain.lastIndexOf(2);
    if (end < 0) throw new Error('There is no last record');
    return plain.subarray(0, end).toString();
  }
}

/** Stands where a browser's push service stands, and refuses what it would refuse: verifies who signed, for whom, until when. */
export class BrowserPushService {
  readonly received: ReceivedPush[] = [];
  /** How often it was asked, whatever it made of it. */
  asked = 0;
  private readonly browsers = new Map<string, Browser>();
  private answering: Answering | undefined;
  private server: Server;

  constructor(
    private readonly publicKey: () => string,
    private readonly tls?: { readonly cert: string; readonly key: string },
    private readonly host = '127.0.0.1',
  ) {}

  async start(): Promise<void> {
    const handle = (request: IncomingMessage, response: ServerResponse) => void this.take(request, response);
    this.server = this.tls ? createSecureServer(this.tls, handle) : createServer(handle);
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get origin(): string {
    return `${this.tls ? 'https' : 'http'}://${this.host}:${(this.server.address() as AddressInfo).port}`;
  }

  browser(): Browser {
    const browser = new Browser(this.origin);
    this.browsers.set(browser.name, browser);
    return browser;
  }

  /** From now on, until told otherwise; undefined: as it should. */
  answer(answering?: Answering): void {
    this.answering = answering;
  }

  /** What one browser was told, in order. */
  toldTo({ name }: Browser): string[] {
    return this.received.filter(({ browser }) => browser === name).map(({ told }) => told['kind'] ?? '');
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.asked += 1;
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    if (this.answering) return this.answering(response, request);
    const browser = this.browsers.get(String(request.url).replace('/push/', ''));
    if (!browser) return void response.writeHead(410).end();
    try {
      const signed = this.verified(String(request.headers.authorization));
      const told = JSON.parse(browser.decrypt(Buffer.concat(parts))) as Record<string, string>;
      this.received.push({ browser: browser.name, headers: request.headers, told, signed });
      response.writeHead(201).end();
    } catch (error) {
      response.writeHead(403).end(String(error));
    }
  }

  private verified(authorization: string): Record<string, unknown> {
    const [, token = '', key = ''] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization) ?? [];
    if (key !== this.publicKey()) throw new Error('another key than the browser subscribed with');
    const [head = '', claims = '', signature = ''] = token.split('.');
    const bytes = Buffer.from(key, 'base64url');
    const [x, y] = [bytes.subarray(1, 33), bytes.subarray(33)].map((part) => part.toString('base64url'));
    const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
    const by = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
    if (!verify('sha256', Buffer.from(`${head}.${claims}`), by, Buffer.from(signature, 'base64url')))
      throw new Error('a signature of somebody else');
    const read = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
      aud: string;
      exp: number;
      sub: string;
    };
    const now = Date.now() / 1_000;
    if (read.aud !== this.origin || read.exp < now || read.exp > now + 86_400 || !read.sub)
      throw new Error(`signed for ${read.aud} until ${read.exp}`);
    return read;
  }
}
