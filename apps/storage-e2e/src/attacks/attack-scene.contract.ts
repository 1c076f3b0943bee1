import { type HttpAnswer, type HttpRequest, httpClient } from '@secureconnect/testing';
import { StorageScene } from '../storage-scene.contract';

/** By which way an attacker comes: past the gateway, or through it. */
export type Way = 'past the gateway' | 'through the gateway';

export const ways: readonly Way[] = ['past the gateway', 'through the gateway'];

/** A login of somebody. */
export interface Session {
  readonly id: string;
  readonly token: string;
}

/** What a request bears besides its path. */
export interface Asked extends HttpRequest {
  readonly as?: Session;
}

/** Status and code of an answer. */
export const told = ({ status, json }: HttpAnswer): [number, string | undefined] => [
  status,
  (json as { code?: string } | undefined)?.code,
];

const boundary = 'as long as a boundary may be'.replaceAll(' ', '-');

/** The whole system; Ann has files, Ben is sent some, and Eve wants them. */
export class AttackScene {
  private constructor(
    readonly scene: StorageScene,
    readonly people: Readonly<Record<'ann' | 'ben' | 'eve', Session>>,
  ) {}

  static async start(): Promise<AttackScene> {
    const scene = await StorageScene.start();
    const [ann, ben, eve] = [await scene.signIn('ann'), await scene.signIn('ben'), await scene.signIn('eve')];
    return new AttackScene(scene, { ann, ben, eve });
  }

  /** Asks storage, or what is said to be behind the gateway. */
  ask(way: Way, method: string, path: string, { as, headers, ...asked }: Asked = {}): Promise<HttpAnswer> {
    const url = way === 'past the gateway' ? this.scene.storages[0]?.url : this.scene.url;
    return httpClient(url ?? '', { keepAlive: false }).request(method, path, {
      ...{ ...asked, deadline: 30_000 },
      headers: { ...(as && { authorization: `Bearer ${as.token}` }), ...headers },
    });
  }

  /** Uploads a file through the gateway; gives its id. */
  async upload(as: Session, text: string, name = 'a.txt', type = 'text/plain'): Promise<string> {
    const disposition = `Content-Disposition: form-data; name="file"; filename="${name}"`;
    const body = `--${boundary}\r\n${disposition}\r\nContent-Type: ${type}\r\n\r\n${text}\r\n--${boundary}--\r\n`;
    const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
    return ((await this.good('POST', '/v1/files', { as, body, headers })) as { id: string }).id;
  }

  /** A link to a file of hers. */
  async link(as: Session, id: string, body: object = {}): Promise<string> {
    return ((await this.good('POST', `/v1/files/${id}/url`, { as, body })) as { url: string }).url;
  }

  /** A group of two. */
  async group(one: Session, other: Session): Promise<string> {
    const body = { type: 'group', title: 'A group', member_ids: [other.id] };
    return ((await this.good('POST', '/v1/conversations', { as: one, body })) as { id: string }).id;
  }

  /** Says something with a file; gives the message's id. */
  async send(as: Session, place: string, file: string): Promise<string> {
    const body = { client_msg_id: `${Date.now()} ${Math.random()}`, body: '', attachments: [file] };
    return ((await this.good('POST', `/v1/conversations/${place}/messages`, { as, body })) as { id: string })
      .id;
  }

  /** Through the gateway, where it must be done. */
  async good(method: string, path: string, asked: Asked): Promise<unknown> {
    const answer = await this.ask('through the gateway', method, path, asked);
    if (answer.status >= 300) throw new Error(`${path} was answered ${answer.status}: ${answer.text}`);
    return answer.json as unknown;
  }

  close(): Promise<void> {
    return this.scene.close();
  }
}
