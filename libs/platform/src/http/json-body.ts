import { errorCodes, type FastifyInstance } from 'fastify';
import { parse } from 'secure-json-parse';
import { ForbiddenKeyError } from '../errors/forbidden-key.error';
import { MalformedJsonError } from '../errors/malformed-json.error';

/** Deeper than anything the API takes; what walks a body by recursion must not be made to overflow. */
const deepest = 64;

function isDeeperThan(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (levels === 0) return true;
  return Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}

/** The text secure-json-parse refuses a prototype key with; its errors carry no code. */
const forbidden = 'Object contains forbidden prototype property';

function parseSafely(text: string): unknown {
  try {
    return parse(text, undefined, { protoAction: 'error', constructorAction: 'error' });
  } catch (cause) {
    if ((cause as Error).message === forbidden) throw new ForbiddenKeyError('', { cause });
    throw new MalformedJsonError('', { cause });
  }
}

/** Reads a JSON body, refusing prototype keys and bottomless nesting. */
export function readJson(text: string): unknown {
  const value = parseSafely(text);
  if (isDeeperThan(value, deepest))
    throw new MalformedJsonError(`The body is nested deeper than ${deepest} levels.`);
  return value;
}

/**
 * JSON is the only body a service takes, besides those types its routes read themselves. Many clients name its type
 * whether or not they send anything: nothing is nothing, which a route that wants fields refuses field by field.
 */
export function takeOnlyJson(fastify: FastifyInstance, streams: readonly string[] = []): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body.length === 0 ? undefined : readJson(String(body)));
    } catch (error) {
      done(error as Error);
    }
  });
  if (streams.length === 0) return;
  fastify.addContentTypeParser([...streams], (request, _body, done) => {
    const type = request.headers['content-type'];
    if (request.routeOptions.config.streamed) done(null);
    else done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(type));
  });
}
