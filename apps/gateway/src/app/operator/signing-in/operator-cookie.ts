import { type FastifyRequest } from 'fastify';

const name = 'operator';

/** What the cookie of a request says; undefined: there is none. */
export const cookieOf = ({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined =>
  new RegExp(`(?:^|;\\s*)${name}=([\\w.-]+)`).exec(headers.cookie ?? '')?.[1];

/** The header that sets it, or takes it away; no script reads it, and no other site sends it. */
export function cookieHeader(request: Pick<FastifyRequest, 'protocol'>, value: string, until: Date): string {
  const seconds = Math.max(0, Math.floor((until.getTime() - Date.now()) / 1_000));
  const secure = request.protocol === 'https' ? '; Secure' : '';
  return `${name}=${value}; Path=/operator; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`;
}
