import { type Reply } from '@secureconnect/testing';
import { type MemoryEngine } from '../memory-engine';

/** One command, for both. */
export interface ComparedCommand {
  readonly redis: readonly string[];
  /** How an answer of either is brought into the form they are compared in. */
  readonly answer?: 'any order' | 'pairs' | 'time left';
  run(engine: MemoryEngine): unknown;
}

// Redis's time goes on while that of the engine stands still; no two times to live are this near each other.
const toleranceMs = 600_000;

/** What an engine answers, an error included. */
export function answerOf(command: ComparedCommand, engine: MemoryEngine): unknown {
  try {
    return command.run(engine);
  } catch (error) {
    return error;
  }
}

/** Whether an answer is what Redis replied. */
export function agree({ answer }: ComparedCommand, ours: unknown, reply: Reply): boolean {
  if (reply instanceof Error || ours instanceof Error)
    return reply instanceof Error && ours instanceof Error && reply.message === ours.message;
  if (answer === 'time left') return isSameTime(ours as number, reply as number);
  const pairs = answer === 'pairs' ? Object.entries(ours as Record<string, string>) : ours;
  const theirs = answer === 'pairs' ? inPairs(reply as string[]) : reply;
  return JSON.stringify(inOrder(pairs, answer)) === JSON.stringify(inOrder(theirs, answer));
}

function isSameTime(ours: number, reply: number): boolean {
  if (ours < 0 || reply < 0) return ours === reply;
  return reply <= ours && reply >= ours - toleranceMs;
}

const inOrder = (value: unknown, answer: ComparedCommand['answer']): unknown =>
  answer && Array.isArray(value) ? value.map((one) => JSON.stringify(one)).sort() : value;

const inPairs = (flat: readonly string[]): unknown[] =>
  flat.flatMap((field, at) => (at % 2 === 0 ? [[field, flat[at + 1]]] : []));
