import { type HttpAnswer, until } from '@secureconnect/testing';
import { type CallScene } from '../call-scene.contract';

/** What people do in calls of a scene, as they ask for it. */
export class CallSteps {
  constructor(private readonly scene: CallScene) {}

  /** Asked again where a busy machine had video give up on chat. */
  async initiate(who: string, conversation_id: string, at = 0, device?: string): Promise<HttpAnswer> {
    const body = { call_type: 'video', conversation_id };
    const ask = async () => {
      const answer = await this.scene.as(who, at, device).post('/v1/calls/initiate', body);
      return (answer.json as { code?: string }).code === 'conversations_unavailable' ? undefined : answer;
    };
    return until<HttpAnswer | undefined>('chat to be heard', ask, { timeout: 40_000, every: 200 });
  }

  act(who: string, id: string, what: string, at = 0, device?: string): Promise<HttpAnswer> {
    return this.scene.as(who, at, device).post(`/v1/calls/${id}/${what}`);
  }

  /** A call between two that rings; asked again where a busy machine could not reach PostgreSQL in time. */
  async ringing(ada: string, bob: string, at = 0): Promise<string> {
    const ring = async () => {
      const { status, json } = await this.initiate(ada, this.scene.conversation([ada, bob]), at);
      if (status === 503) return undefined;
      if (status !== 201) throw new Error(`${status} ${JSON.stringify(json)}`);
      return (json as { call_id: string }).call_id;
    };
    return until<string | undefined>('a call to ring', ring, { timeout: 40_000, every: 200 });
  }

  /** A call between two that goes on. */
  async active(ada: string, bob: string): Promise<string> {
    const id = await this.ringing(ada, bob);
    const { status, json } = await this.act(bob, id, 'accept');
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(json)}`);
    return id;
  }

  /** Whether all that the record says of a call fits together: each version once, the last one the call as it is. */
  async isWhole(id: string): Promise<boolean> {
    type Row = {
      version: number;
      state: string;
      versions: number[];
      told: { state: string; version: number };
    };
    const [row] = await this.scene.rows<Row>(
      `SELECT c.version, c.state,
         (SELECT array_agg(version ORDER BY version) FROM video.call_changes WHERE call_id = c.id) AS versions,
         (SELECT change->'call' FROM video.call_changes WHERE call_id = c.id AND version = c.version) AS told
       FROM video.calls c WHERE c.id = $1`,
      [id],
    );
    if (!row) return false;
    const all = Array.from({ length: row.version }, (_, place) => place + 1);
    return row.versions.join() === all.join() && row.told.state === row.state;
  }
}
