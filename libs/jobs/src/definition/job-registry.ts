import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { type RunningJob } from '../worker/running-job';
import { type JobDefinition } from './job-definition';
import { jobOf, markedMethods, type MarkedMethod } from './job.decorator';
import { JobRegistrationError, type RegistrationFault } from './job-registration.error';

type Run = (payload: object, job: RunningJob) => void | Promise<void>;
type Provider = ReturnType<DiscoveryService['getProviders']>[number];

/** A queue, and what does its work in this application. */
export interface RegisteredJob {
  readonly definition: JobDefinition;
  /** Class and method, for people. */
  readonly target: string;
  readonly run: Run;
}

/** Finds the handlers of the application, once; what does not fit together stops the start. */
@Injectable()
export class JobRegistry {
  private readonly byName = new Map<string, RegisteredJob>();
  private readonly faults: RegistrationFault[] = [];
  private readonly seen = new Set<object>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  /** The queues whose work is done here. */
  get jobs(): readonly RegisteredJob[] {
    return [...this.byName.values()];
  }

  /** `isComplete`: every marked method is to be one of a provider. */
  collect(isComplete = true): readonly RegisteredJob[] {
    if (this.seen.size > 0) return this.jobs;
    for (const provider of [...this.discovery.getProviders(), ...this.discovery.getControllers()])
      this.read(provider);
    for (const method of isComplete ? markedMethods() : [])
      if (!this.isProvided(method)) this.refuseHomeless(method);
    if (this.faults.length > 0) throw new JobRegistrationError(this.faults);
    return this.jobs;
  }

  private read(provider: Provider): void {
    const instance: unknown = provider.instance;
    // One object under two tokens is one provider.
    if (typeof instance !== 'object' || instance === null || this.seen.has(instance)) return;
    this.seen.add(instance);
    const owner = Object.getPrototypeOf(instance) as object | null;
    if (!owner) return;
    for (const name of this.scanner.getAllMethodNames(owner)) {
      const method = (owner as Record<string, Run>)[name] as Run;
      const definition = jobOf(method);
      if (definition) this.add(definition, `${owner.constructor.name}.${name}`, method, provider);
    }
  }

  private add(definition: JobDefinition, target: string, method: Run, provider: Provider): void {
    const does = `does the work of the queue ${JSON.stringify(definition.name)}`;
    const other = this.byName.get(definition.name);
    const refuse = (problem: string, cure: string): void =>
      void this.faults.push({ target, problem: `${does}${problem}`, cure });
    if (other) {
      refuse(`, as ${other.target} does`, 'A queue has one handler: give one of the two a queue of its own.');
    } else if (provider.isTransient || !provider.isDependencyTreeStatic()) {
      refuse(', but its class is made anew for each use', 'Give it, and what it injects, the default scope.');
    } else {
      const run: Run = (payload, job) => method.call(provider.instance, payload, job);
      this.byName.set(definition.name, { definition, target, run });
    }
  }

  private isProvided({ owner }: MarkedMethod): boolean {
    return [...this.seen].some((made) => Object.prototype.isPrototypeOf.call(owner, made));
  }

  private refuseHomeless({ owner, name, definition }: MarkedMethod): void {
    const { name: className } = owner.constructor;
    this.faults.push({
      target: `${className}.${name}`,
      problem: `does the work of the queue ${JSON.stringify(definition.name)}, but no module provides ${className}`,
      cure: 'List it in the providers of a module of this application.',
    });
  }
}
