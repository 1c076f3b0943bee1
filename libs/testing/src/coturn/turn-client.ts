import { createSocket, type Socket } from 'node:dgram';
import * as stun from './stun-message';

const { stunAttributes: attribute, stunMethods: method } = stun;
const success = 0x0100;
const refusal = 0x0110;
const indication = 0x0010;
const udp = Buffer.from([17, 0, 0, 0]);
const families = { ipv4: Buffer.from([1, 0, 0, 0]), ipv6: Buffer.from([2, 0, 0, 0]) };

/** With what one is let in. */
export type TurnCredential = { username: string; credential: string };

/** The server refused: the code of RFC 8489 and RFC 8656, e.g. 401 for who one is, 403 for where to. */
export class TurnRefusedError extends Error {
  constructor(readonly status: number) {
    super(`The TURN server refused with ${status}.`);
    this.name = 'TurnRefusedError';
  }
}

type Waiting = { resolve: (message: stun.StunMessage) => void; reject: (error: Error) => void };

/** A person with one UDP socket at a TURN server: allocates, permits, sends and hears. */
export class TurnClient {
  /** What peers have sent through the relay. */
  readonly heard: string[] = [];
  private readonly waiting = new Map<string, Waiting>();
  private realm = '';
  private nonce: Buffer = Buffer.alloc(0);
  private credential: TurnCredential | undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly deadlineMs: number,
  ) {
    socket.on('message', (bytes) => this.hear(stun.readStun(bytes)));
    socket.on('error', (error) => this.waiting.forEach(({ reject }) => reject(error)));
  }

  static async open(
    { address, port }: { address: string; port: number },
    { deadlineMs = 5_000 }: { deadlineMs?: number } = {},
  ): Promise<TurnClient> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.connect(port, address, resolve));
    return new TurnClient(socket, deadlineMs);
  }

  /** As which host the server sees us. */
  async bind(): Promise<string> {
    const { attributes } = await this.ask(method.binding, () => []);
    return stun.readAddress(attributes.get(attribute.mapped) ?? Buffer.alloc(8)).host;
  }

  /** Is given an address to be reached at; rejects with TurnRefusedError. */
  async allocate(
    credential: TurnCredential,
    family: keyof typeof families = 'ipv4',
  ): Promise<{ host: string; port: number }> {
    const wanted: stun.StunAttribute[] = [
      [attribute.transport, udp],
      [attribute.family, families[family]],
    ];
    await this.ask(method.allocate, () => wanted).catch((error: unknown) => {
      // What is signed with, is told with the first refusal.
      if (!(error instanceof TurnRefusedError) || error.status !== 401) throw error;
    });
    this.credential = credential;
    const { attributes } = await this.ask(method.allocate, () => wanted);
    return stun.readAddress(attributes.get(attribute.relayed) ?? Buffer.alloc(8));
  }

  /** Lets a peer reach us, and us reach it; rejects with TurnRefusedError. */
  async permit(host: string): Promise<void> {
    await this.ask(method.createPermission, (transaction) => [
      [attribute.peer, stun.writeAddress(host, 0, transaction)],
    ]);
  }

  /** Sends through the relay; nobody says whether it arrives. */
  send({ host, port }: { host: string; port: number }, text: string): void {
    const transaction = stun.newTransaction();
    const peer = stun.writeAddress(host, port, transaction);
    const attributes: stun.StunAttribute[] = [
      [attribute.peer, peer],
      [attribute.data, Buffer.from(text)],
    ];
    this.socket.send(stun.writeStun(method.send | indication, transaction, attributes));
  }

  close(): void {
    this.socket.close();
  }

  private ask(
    type: number,
    attributes: (transaction: Buffer) => stun.StunAttribute[],
  ): Promise<stun.StunMessage> {
    const transaction = stun.newTransaction();
    const { login, signing } = this.signature();
    this.socket.send(stun.writeStun(type, transaction, [...attributes(transaction), ...signing], login));
    return this.answerTo(transaction.toString('hex'));
  }

  private signature(): { login?: stun.StunLogin; signing: stun.StunAttribute[] } {
    if (!this.credential) return { signing: [] };
    const { username, credential: password } = this.credential;
    const signing: stun.StunAttribute[] = [
      [attribute.username, Buffer.from(username)],
      [attribute.realm, Buffer.from(this.realm)],
      [attribute.nonce, this.nonce],
    ];
    return { login: { username, password, realm: this.realm }, signing };
  }

  private async answerTo(transaction: string): Promise<stun.StunMessage> {
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve, reject) => {
        this.waiting.set(transaction, { resolve, reject });
        timer = setTimeout(() => reject(new Error('The TURN server did not answer.')), this.deadlineMs);
      });
    } finally {
      clearTimeout(timer);
      this.waiting.delete(transaction);
    }
  }

  private hear(message: stun.StunMessage): void {
    const { type, transaction, attributes } = message;
    if (type === (method.data | indication)) this.heard.push(String(attributes.get(attribute.data)));
    this.realm = attributes.get(attribute.realm)?.toString() ?? this.realm;
    this.nonce = attributes.get(attribute.nonce) ?? this.nonce;
    const waiting = this.waiting.get(transaction);
    if ((type & refusal) === success) return waiting?.resolve(message);
    if ((type & refusal) !== refusal) return;
    const [, , hundreds = 0, rest = 0] = attributes.get(attribute.error) ?? [];
    waiting?.reject(new TurnRefusedError(hundreds * 100 + rest));
  }
}
