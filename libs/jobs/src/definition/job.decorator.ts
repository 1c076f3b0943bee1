import 'reflect-metadata';
import { type RunningJob } from '../worker/running-job';
import { type JobDefinition } from './job-definition';

const metadataKey = Symbol('secureconnect:job');

/** What does the work of a queue. */
export type JobHandler<P extends object> = (payload: P, job: RunningJob) => void | Promise<void>;

/** A method that was marked, wherever its class is used. */
export interface MarkedMethod {
  readonly owner: object;
  readonly name: string;
  readonly definition: JobDefinition;
}

const marked: MarkedMethod[] = [];

/** Marks the provider method that does the work of a queue: `(payload, job) => Promise<void>`. */
export function Job<P extends object>(definition: JobDefinition<P>) {
  return <M extends JobHandler<P>>(
    owner: object,
    name: string,
    descriptor: TypedPropertyDescriptor<M>,
  ): void => {
    if (!descriptor.value) return;
    Reflect.defineMetadata(metadataKey, definition, descriptor.value);
    marked.push({ owner, name, definition: definition as unknown as JobDefinition });
  };
}

/** The queue a method does the work of, if it is marked. */
export const jobOf = (method: object): JobDefinition | undefined =>
  Reflect.getMetadata(metadataKey, method) as JobDefinition | undefined;

/** All methods that were marked in this process: a class that no module provides would never do its work. */
export const markedMethods = (): readonly MarkedMethod[] => marked;
