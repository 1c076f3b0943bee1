import { type DeclaredOperation, modeOf } from '../policies/declared-operation';
import { type Asked, type SeenAnswer } from '../recipes/asked';
import { type Circumstances } from './circumstances';
import { broken, held, type Verdict } from './verdict';

/**
 * No declared method outlives 2 s, and an operation asks several; on a machine that does ten other things the bar of 50 ms
 * is not to be told from its own lateness, so this finds what hangs, and the time of each is in the table.
 */
export const settledWithinMs = 5_000;
/** Statements of PostgreSQL, and uploads that wait for it, have longer deadlines than anything of Redis. */
const settledWithoutRecordMs = 15_000;

type Expectation = Pick<Asked, 'expects' | 'bearsNoMarks' | 'bearsNoBody'>;

/** Holds an answer to what its operation declares. */
export function judgeAnswer(
  declared: DeclaredOperation,
  answer: SeenAnswer,
  { expects, bearsNoMarks = false, bearsNoBody = false }: Expectation,
  circumstances: Circumstances,
): Verdict {
  const { ms, status } = answer;
  const { mode, lacks } = circumstances;
  const bound = lacks === 'nothing' || lacks === 'redis' ? settledWithinMs : settledWithoutRecordMs;
  if (ms > bound) return broken(`took ${(ms / 1_000).toFixed(1)} s`, ms);
  const mayRefuse = lacks === 'postgres' || lacks === 'instances';
  const refusal = mayRefuse ? refusalIn(answer, bearsNoBody) : undefined;
  if (refusal === 'redis_unavailable' && mode === 'normal')
    return broken('refused in the name of Redis, which is well', ms);
  if (refusal !== undefined) return held(`refused: ${refusal}`, ms);
  if (modeOf(declared) === 'closed' && mode !== 'normal' && status === 503) return judgeRefusal(answer);
  if (modeOf(declared) === 'closed' && mode === 'degraded')
    return broken(`answered ${status}, though it is declared closed`, ms);
  if (!expects.includes(status)) return broken(`answered ${status}${codeOf(answer)}`, ms);
  return bearsNoMarks ? held('', ms) : judgeMarks(declared, answer, circumstances);
}

/**
 * Who cannot do it says so with one of the codes there are: 503, and of the gateway 502 and 504. Health says it in its own
 * report, and what is asked for its head alone by the status.
 */
function refusalIn({ status, body }: SeenAnswer, bearsNoBody: boolean): string | undefined {
  if (![502, 503, 504].includes(status)) return undefined;
  const { code, status: reported } = body;
  if (typeof code === 'string') return code === 'internal_error' ? undefined : code;
  if (reported === 'unavailable') return reported;
  return bearsNoBody ? String(status) : undefined;
}

const codeOf = ({ body }: SeenAnswer): string => (typeof body['code'] === 'string' ? ` ${body['code']}` : '');

/** The whole of the degraded answer. */
function judgeRefusal({ body, retryAfter, ms }: SeenAnswer): Verdict {
  const { error, code, mode } = body;
  if (retryAfter === undefined) return broken('refused without Retry-After', ms);
  const isWhole = error === 'SERVICE_DEGRADED' && code === 'redis_unavailable' && mode === 'degraded';
  return isWhole
    ? held('refused, as declared', ms)
    : broken('refused with another body than the degraded one', ms);
}

function judgeMarks(
  declared: DeclaredOperation,
  answer: SeenAnswer,
  { mode, lacks }: Circumstances,
): Verdict {
  const { marks, ms } = answer;
  const isMarked = answer.mode === 'degraded';
  if (isMarked !== marks.length > 0)
    return broken(isMarked ? 'says degraded, and not what' : 'says what is degraded, and no mode', ms);
  if (modeOf(declared) === 'free')
    return isMarked ? broken(`is free, and marked ${marks.join(', ')}`, ms) : held('', ms);
  // A busy machine may have an instance lose Redis though nobody took it away: then it says so itself, and is right.
  if (lacks === 'nothing' && mode === 'normal' && isMarked)
    return broken(`marked ${marks.join(', ')} though all is well`, ms);
  if (mode !== 'degraded') return held(isMarked ? 'marked' : 'served as ever', ms);
  if (!isMarked) return broken('not marked degraded', ms);
  const isNamed = marks.includes(declared.operation);
  return isNamed ? held('marked', ms) : broken(`marked ${marks.join(', ')}, without its name`, ms);
}
