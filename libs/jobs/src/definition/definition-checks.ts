import { type BackOff } from './back-off';
import { type JobDefinition } from './job-definition';
import { isAsynchronous } from './payload-class';
import { writePayload } from './payload';
import { nextTime, type Repeat } from './repeat';

/** Also a label of metrics and part of addresses. */
const wellFormedName = /^[a-z0-9]+([.:-][a-z0-9]+)*$/;
const longestName = 100;
/** What a timer of Node can wait for. */
const longestMs = 2 ** 31 - 1;
/** PostgreSQL would take more; a job is no place for files. */
const mostPayloadBytes = 16_777_216;
const mostAttempts = 1_000;
const mostAtOnce = 10_000;

const isBetween = (value: unknown, least: number, most: number): boolean =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;

/** All that keeps a definition from holding, each with its cure. */
export function problemsOf(definition: JobDefinition): string[] {
  const { name, attempts, deadlineMs, concurrency, overall, maxPayloadBytes } = definition;
  const checks: [boolean, string][] = [
    [
      isName(name),
      `Name it in lower case, with digits and . : - between words, at most ${longestName} long.`,
    ],
    [isBetween(attempts, 1, mostAttempts), `attempts must be 1 to ${mostAttempts}.`],
    [isBetween(deadlineMs, 1, longestMs), `deadlineMs must be 1 to ${longestMs}.`],
    [isBetween(concurrency, 1, mostAtOnce), `concurrency must be 1 to ${mostAtOnce}.`],
    [overall === undefined || isBetween(overall, 1, mostAtOnce), `overall must be 1 to ${mostAtOnce}.`],
    [isBetween(maxPayloadBytes, 2, mostPayloadBytes), `maxPayloadBytes must be 2 to ${mostPayloadBytes}.`],
    [!isTwice(definition), 'At most once means one attempt: leave attempts out, or deliver at least once.'],
    [typeof definition.payload === 'function', 'payload must be a class.'],
    [
      !isAsynchronous(definition.payload),
      'A payload is checked at once: leave its asynchronous validators out.',
    ],
  ];
  const broken = checks.filter(([holds]) => !holds).map(([, problem]) => problem);
  return [...broken, ...backoffProblems(definition.backoff), ...repeatProblems(definition)];
}

const isName = (name: unknown): boolean =>
  typeof name === 'string' && name.length <= longestName && wellFormedName.test(name);

const isTwice = ({ delivery, attempts }: JobDefinition): boolean =>
  delivery === 'at-most-once' && attempts > 1;

function backoffProblems({ firstMs, factor, mostMs }: BackOff): string[] {
  const holds = isBetween(firstMs, 0, mostMs) && isBetween(mostMs, 0, longestMs) && factor >= 1;
  return holds
    ? []
    : [`backoff must have 0 <= firstMs <= mostMs <= ${longestMs} and a factor of at least 1.`];
}

function repeatProblems(definition: JobDefinition): string[] {
  const { repeat, repeatPayload } = definition;
  if (!repeat) return repeatPayload ? ['A repeatPayload without repeat is never used.'] : [];
  const payloadProblems = repeatPayloadProblems(definition);
  if (!('everyMs' in repeat)) return [...cronProblems(repeat), ...payloadProblems];
  const isPeriod = isBetween(repeat.everyMs, 1, longestMs);
  return [...(isPeriod ? [] : [`repeat.everyMs must be 1 to ${longestMs}.`]), ...payloadProblems];
}

/** What would be refused each time the queue feeds itself is refused here, once. */
function repeatPayloadProblems(definition: JobDefinition): string[] {
  try {
    writePayload(definition, definition.repeatPayload ?? {});
    return [];
  } catch (error) {
    return [`repeatPayload cannot be enqueued: ${(error as Error).message}`];
  }
}

function cronProblems(repeat: Repeat): string[] {
  try {
    return nextTime(repeat, new Date()) ? [] : ['repeat.cron never comes.'];
  } catch (error) {
    return [`repeat cannot be read: ${(error as Error).message}`];
  }
}
